import { InvalidValueError } from '../errors.js';
import type { AttributeValue } from '../json/attribute-value.js';
import { isAttributes } from '../json/attribute-value.js';
import type { MemoryObject } from './memory-object.js';
import type { MemoryType } from './memory-operation.js';

/** The memories a {@link MemoryRef} can be resolved against; every `RunnerContext` is one. */
export interface Memories {
  readonly sensoryMemory: MemoryObject;
  readonly shortTermMemory: MemoryObject;
}

/**
 * Points at a place in the memory of the same key, so that an event can carry a large value by reference. Serialises as `{"memory_type","path"}`.
 */
export class MemoryRef {
  readonly memoryType: MemoryType;
  /** Absolute path. */
  readonly path: string;

  constructor(memoryType: MemoryType, path: string) {
    this.memoryType = memoryType;
    this.path = path;
    Object.freeze(this);
  }

  /** Reads a reference from the attribute it was sent in. @throws InvalidValueError `MEMORY_REF_INVALID` */
  static fromJson(json: AttributeValue | undefined): MemoryRef {
    if (isAttributes(json)) {
      const { memory_type: memoryType, path } = json;
      if ((memoryType === 'sensory' || memoryType === 'short_term') && typeof path === 'string') {
        return new MemoryRef(memoryType, path);
      }
    }
    throw new InvalidValueError('MEMORY_REF_INVALID', 'This is not a memory reference.', {
      hint: 'A reference is what set() returned, as {"memory_type", "path"}.',
    });
  }

  /** The value this points at, in the memories of `context`; `undefined` when nothing is there. */
  resolve<T extends AttributeValue = AttributeValue>(context: Memories): T | undefined {
    return (this.memoryType === 'sensory' ? context.sensoryMemory : context.shortTermMemory).get<T>(this);
  }

  equals(other: MemoryRef): boolean {
    return this.memoryType === other.memoryType && this.path === other.path;
  }

  toJSON(): { readonly memory_type: MemoryType; readonly path: string } {
    return { memory_type: this.memoryType, path: this.path };
  }

  toString(): string {
    return `${this.memoryType}:${this.path}`;
  }
}
