import { attributeValuesEqual } from '../json/attribute-equality.js';
import { MemberReader, readAttributes, readName, readText } from '../json/attribute-reader.js';
import { type Attributes, copyAttributes } from '../json/attribute-value.js';
import type { Resource } from './resource.js';
import type { ResourceContext } from './resource-context.js';

/** A class of resources that can be made from a descriptor. */
export interface ResourceClass<R extends Resource = Resource> {
  readonly name: string;
  new (descriptor: ResourceDescriptor, context: ResourceContext): R;
}

/** A class of resources by name, for plans that leave the process. */
export interface ResourceClassReference {
  /** What to import; empty when the class is registered by name alone. */
  readonly module: string;
  readonly name: string;
}

export type ResourceTarget = ResourceClass | ResourceClassReference;

/** What is passed to a resource: attribute values, and in process anything its constructor understands. */
export type ResourceArguments = Readonly<Record<string, unknown>>;

/** A recipe for a resource: which class, with which arguments. */
export class ResourceDescriptor {
  readonly target: ResourceTarget;
  readonly arguments: ResourceArguments;

  constructor(target: ResourceTarget, args: ResourceArguments = {}) {
    this.target = typeof target === 'function' ? target : Object.freeze({ module: target.module, name: target.name });
    this.arguments = Object.freeze({ ...args });
    Object.freeze(this);
  }

  /**
   * Reads the wire form. The class is a reference by name, also when a class was written.
   * @throws InvalidValueError `ATTRIBUTE_INVALID`, `ATTRIBUTE_UNKNOWN`
   */
  static fromJson(this: void, value: unknown, path = 'descriptor'): ResourceDescriptor {
    const members = new MemberReader(value, path).only('target_module', 'target_clazz', 'arguments');
    const target = {
      module: members.optional('target_module', readText) ?? '',
      name: members.required('target_clazz', readName),
    };
    return new ResourceDescriptor(target, members.optional('arguments', readAttributes));
  }

  /** The argument, or `fallback` when it is absent or null. */
  getArgument(name: string, fallback?: unknown): unknown {
    return (Object.hasOwn(this.arguments, name) ? this.arguments[name] : undefined) ?? fallback;
  }

  /** Same class and equal arguments. A class and a reference to it by name differ: the name alone does not say which class it is. */
  equals(other: ResourceDescriptor): boolean {
    return sameTarget(this.target, other.target) && attributeValuesEqual(this.arguments, other.arguments);
  }

  /**
   * The wire form, as attribute values: `{"target_module","target_clazz","arguments"}`. Of a class only the name is written, with an empty module.
   * @throws InvalidValueError `VALUE_NOT_SERIALIZABLE` naming an argument that only works in process.
   */
  toJSON(): Attributes {
    return {
      target_module: typeof this.target === 'function' ? '' : this.target.module,
      target_clazz: this.target.name,
      arguments: copyAttributes(this.arguments, 'arguments'),
    };
  }
}

function sameTarget(a: ResourceTarget, b: ResourceTarget): boolean {
  if (typeof a === 'function' || typeof b === 'function') {
    return a === b;
  }
  return a.module === b.module && a.name === b.name;
}
