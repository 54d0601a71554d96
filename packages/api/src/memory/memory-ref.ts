import { InvalidValueError } from '../errors.js';
import type { AttributeValue } from '../json/attribute-value.js';
import type { MemoryObject } from './memory-object.js';
import type { MemoryType } from './memory-operation.js';

/** The memories a {@link MemoryRef} can be resolved against; every `RunnerContext` is one. */
export interface Memories {
  readonly sensoryMemory: MemoryObject;
  readonly shortTermMemory: MemoryObject;
}

/** The wire form of a {@link MemoryRef}, and what is left of one in the attributes of a sent event. */
export type MemoryRefJson = {
  readonly memory_type: MemoryType;
  readonly path: string;
};

/**
 * Points at a place in the memory of the same key, so that an event can carry a large value by reference. Serialises as {@link MemoryRefJson}, and is one: an event whose
 * schema has {@link MemoryRef.is} as a check takes what `set()` returned as it is.
 *
 * ```ts
 * const OrderTaken = defineEvent('OrderTaken', z.object({ items: z.custom<MemoryRefJson>(MemoryRef.is) }));
 * ctx.sendEvent(new OrderTaken({ items: ctx.sensoryMemory.set('items', items) }));
 * // in the action that takes it:
 * const items = MemoryRef.fromJson(event.attributes.items).resolve(ctx);
 * ```
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

  /** Whether a value is a reference or the JSON of one: the check for schemas of events that carry one. */
  static is(this: void, value: unknown): value is MemoryRefJson {
    if (typeof value !== 'object' || value === null) {
      return false;
    }
    const memoryType: unknown = Reflect.get(value, 'memory_type');
    return (memoryType === 'sensory' || memoryType === 'short_term') && typeof Reflect.get(value, 'path') === 'string';
  }

  /** Reads a reference from the attribute it was sent in. @throws InvalidValueError `MEMORY_REF_INVALID` */
  static fromJson(this: void, json: AttributeValue | undefined): MemoryRef {
    if (MemoryRef.is(json)) {
      return new MemoryRef(json.memory_type, json.path);
    }
    throw new InvalidValueError('MEMORY_REF_INVALID', 'This is not a memory reference.', {
      hint: 'A reference is what set() returned, as {"memory_type", "path"}.',
    });
  }

  /** {@link memoryType} under its name in the wire form, so that a reference can stand wherever its JSON is expected. */
  get memory_type(): MemoryType {
    return this.memoryType;
  }

  /** The value this points at, in the memories of `context`; `undefined` when nothing is there. */
  resolve<T extends AttributeValue = AttributeValue>(context: Memories): T | undefined {
    return (this.memoryType === 'sensory' ? context.sensoryMemory : context.shortTermMemory).get<T>(this);
  }

  equals(other: MemoryRef): boolean {
    return this.memoryType === other.memoryType && this.path === other.path;
  }

  toJSON(): MemoryRefJson {
    return { memory_type: this.memoryType, path: this.path };
  }

  toString(): string {
    return `${this.memoryType}:${this.path}`;
  }
}
