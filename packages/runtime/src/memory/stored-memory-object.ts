import {
  type AttributeValue,
  copyAttributeValue,
  IllegalStateError,
  InvalidValueError,
  type MemoryObject,
  MemoryRef,
  unsharedValue,
} from '@millrace/api';
import type { InvocationMemory } from './invocation-memory.js';
import { fieldPath, type MemoryItem, nestedObject, parentPath } from './memory-tree.js';

/** A {@link MemoryObject} over the memory of an invocation. */
export class StoredMemoryObject implements MemoryObject {
  readonly path: string;
  readonly #memory: InvocationMemory;

  constructor(memory: InvocationMemory, path = '') {
    this.#memory = memory;
    this.path = path;
  }

  get<T extends AttributeValue = AttributeValue>(path: string | MemoryRef): T | undefined {
    const absolute = this.#resolve(path);
    const item = this.#memory.view.lookup(absolute);
    if (item === nestedObject) {
      throw isObject(absolute, 'Use getObject() to reach its fields.');
    }
    if (item === undefined) {
      return undefined;
    }
    this.#memory.noteRead(absolute);
    // The caller says what is stored there; see MemoryObject.get.
    return unsharedValue(item) as T;
  }

  getObject(path: string | MemoryRef): MemoryObject | undefined {
    const absolute = this.#resolve(path);
    const item = this.#memory.view.lookup(absolute);
    if (item !== undefined && item !== nestedObject) {
      throw isValue(absolute, 'Use get() to read it.');
    }
    return item === undefined ? undefined : new StoredMemoryObject(this.#memory, absolute);
  }

  has(path: string | MemoryRef): boolean {
    return this.#memory.view.lookup(this.#resolve(path)) !== undefined;
  }

  fieldNames(): readonly string[] {
    this.#memory.guard();
    return this.#memory.view.names(this.path);
  }

  fields(): ReadonlyMap<string, AttributeValue | MemoryObject> {
    const fields = new Map<string, AttributeValue | MemoryObject>();
    for (const name of this.fieldNames()) {
      const path = fieldPath(this.path, name);
      const item = this.#memory.view.lookup(path);
      if (item === nestedObject) {
        fields.set(name, new StoredMemoryObject(this.#memory, path));
      } else if (item !== undefined) {
        this.#memory.noteRead(path);
        fields.set(name, unsharedValue(item));
      }
    }
    return fields;
  }

  set(path: string, value: AttributeValue): MemoryRef {
    const absolute = this.#resolve(path);
    this.#checkAncestors(absolute);
    if (this.#memory.view.lookup(absolute) === nestedObject) {
      throw isObject(absolute, 'Delete it first to put a value in its place.');
    }
    this.#memory.write({ op: 'set', path: absolute, value: copyAttributeValue(value, absolute) });
    return new MemoryRef(this.#memory.type, absolute);
  }

  update<T extends AttributeValue = AttributeValue>(
    path: string,
    change: (current: T | undefined) => AttributeValue,
  ): void {
    const absolute = this.#resolve(path);
    this.#memory.writeAtCommit({
      op: 'update',
      path: absolute,
      change: (current: MemoryItem) => {
        if (current === nestedObject) {
          throw isObject(absolute, 'Only values can be updated.');
        }
        const found = current === undefined ? undefined : unsharedValue(current);
        return copyAttributeValue(change(found as T | undefined), absolute);
      },
    });
  }

  newObject(path: string, options: { readonly overwrite?: boolean } = {}): MemoryObject {
    const absolute = this.#resolve(path);
    this.#checkAncestors(absolute);
    const item = this.#memory.view.lookup(absolute);
    if (item !== undefined && item !== nestedObject && options.overwrite !== true) {
      throw isValue(absolute, 'Pass { overwrite: true } to replace it.');
    }
    this.#memory.write({ op: 'newObject', path: absolute });
    return new StoredMemoryObject(this.#memory, absolute);
  }

  delete(path: string): boolean {
    const absolute = this.#resolve(path);
    if (this.#memory.view.lookup(absolute) === undefined) {
      return false;
    }
    this.#memory.write({ op: 'delete', path: absolute });
    return true;
  }

  #resolve(path: string | MemoryRef): string {
    this.#memory.guard();
    if (typeof path !== 'string') {
      if (path.memoryType !== this.#memory.type) {
        throw new InvalidValueError('MEMORY_REF_MISMATCH', `${path.toString()} does not point into this memory.`, {
          path: path.path,
          hint: 'Call resolve(context) on the reference.',
        });
      }
      return path.path;
    }
    if (path === '' || (path.includes('.') && (path.startsWith('.') || path.endsWith('.') || path.includes('..')))) {
      throw new InvalidValueError(
        'MEMORY_PATH_INVALID',
        `${JSON.stringify(path)} is not a path of field names joined by dots.`,
        { path, hint: 'Field names are not empty.' },
      );
    }
    return fieldPath(this.path, path);
  }

  #checkAncestors(path: string): void {
    for (let ancestor = parentPath(path); ancestor !== ''; ancestor = parentPath(ancestor)) {
      const item = this.#memory.view.lookup(ancestor);
      if (item === nestedObject) {
        return;
      }
      if (item !== undefined) {
        throw isValue(ancestor, `Nothing can be put below it at ${path}.`);
      }
    }
  }
}

function isObject(path: string, hint: string): IllegalStateError {
  return new IllegalStateError('MEMORY_PATH_IS_OBJECT', `The memory holds an object at ${JSON.stringify(path)}.`, {
    path,
    hint,
  });
}

function isValue(path: string, hint: string): IllegalStateError {
  return new IllegalStateError('MEMORY_PATH_IS_VALUE', `The memory holds a value at ${JSON.stringify(path)}.`, {
    path,
    hint,
  });
}
