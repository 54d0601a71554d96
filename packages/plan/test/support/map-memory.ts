import {
  type AttributeValue,
  copyAttributeValue,
  IllegalStateError,
  type MemoryObject,
  MemoryRef,
  type MemoryType,
} from '@millrace/api';

/** A memory as actions see it: values by absolute path in one map, and nothing shared with whoever set them. */
export class MapMemory implements MemoryObject {
  readonly path: string;
  readonly #type: MemoryType;
  readonly #values: Map<string, AttributeValue>;

  constructor(type: MemoryType, path = '', values: Map<string, AttributeValue> = new Map()) {
    this.#type = type;
    this.path = path;
    this.#values = values;
  }

  get<T extends AttributeValue = AttributeValue>(path: string | MemoryRef): T | undefined {
    const absolute = this.#absolute(path);
    if (this.#isObject(absolute)) {
      throw new IllegalStateError('MEMORY_PATH_IS_OBJECT', `${absolute} is an object.`);
    }
    return this.#values.get(absolute) as T | undefined;
  }

  getObject(path: string | MemoryRef): MemoryObject | undefined {
    const absolute = this.#absolute(path);
    return this.#isObject(absolute) ? new MapMemory(this.#type, absolute, this.#values) : undefined;
  }

  has(path: string | MemoryRef): boolean {
    const absolute = this.#absolute(path);
    return this.#values.has(absolute) || this.#isObject(absolute);
  }

  fieldNames(): readonly string[] {
    const prefix = this.path === '' ? '' : `${this.path}.`;
    const below = [...this.#values.keys()].filter((key) => key.startsWith(prefix));
    return [...new Set(below.map((key) => key.slice(prefix.length).split('.')[0] ?? ''))];
  }

  fields(): ReadonlyMap<string, AttributeValue | MemoryObject> {
    return new Map(this.fieldNames().map((name) => [name, this.getObject(name) ?? this.get(name) ?? null]));
  }

  set(path: string, value: AttributeValue): MemoryRef {
    const absolute = this.#absolute(path);
    this.#values.set(absolute, copyAttributeValue(value, absolute));
    return new MemoryRef(this.#type, absolute);
  }

  update<T extends AttributeValue = AttributeValue>(
    path: string,
    change: (current: T | undefined) => AttributeValue,
  ): void {
    this.set(path, change(this.get<T>(path)));
  }

  newObject(path: string): MemoryObject {
    return new MapMemory(this.#type, this.#absolute(path), this.#values);
  }

  delete(path: string): boolean {
    const absolute = this.#absolute(path);
    const doomed = [...this.#values.keys()].filter((key) => key === absolute || key.startsWith(`${absolute}.`));
    for (const key of doomed) {
      this.#values.delete(key);
    }
    return doomed.length > 0;
  }

  #absolute(path: string | MemoryRef): string {
    if (typeof path !== 'string') {
      return path.path;
    }
    return this.path === '' ? path : `${this.path}.${path}`;
  }

  #isObject(absolute: string): boolean {
    return [...this.#values.keys()].some((key) => key.startsWith(`${absolute}.`));
  }
}
