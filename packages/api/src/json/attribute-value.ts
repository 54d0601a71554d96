import { InvalidValueError, MillraceError } from '../errors.js';
import { freezeCopy, isFrozenThroughout, Known, knownOf, knownWith } from './frozen-copy.js';

/**
 * What event attributes and memory hold: JSON values plus `bigint`, `Date` and `Uint8Array`, which survive log, journal and wire with their type.
 *
 * Numbers are finite. Objects are plain; a property whose value is `undefined` is left out, as JSON does.
 *
 * Declare shapes of such values with `type`, not with `interface`: any later declaration may add members to an interface, so TypeScript does not assume that all of them
 * are attribute values and refuses it where one is expected.
 */
export type AttributeValue =
  | null
  | boolean
  | number
  | string
  | bigint
  | Date
  | Uint8Array
  | readonly AttributeValue[]
  | { readonly [name: string]: AttributeValue | undefined };

/** A plain object of attribute values: the attributes of an event, the arguments of a tool. */
export interface Attributes {
  readonly [name: string]: AttributeValue | undefined;
}

/**
 * A deep, frozen copy of `value`, or an error that names the first part that is not an {@link AttributeValue}. What such a copy consists of is not copied again.
 *
 * Class instances are taken through their `toJSON`. `-0` becomes `0`. A `Date` or `Uint8Array` cannot be frozen by the language and is copied instead, so
 * that nobody shares it with the sender.
 *
 * @param path what to call `value` in the error, for example `attributes`.
 * @throws InvalidValueError `VALUE_NOT_SERIALIZABLE` for functions, symbols, `undefined`, NaN, infinities, invalid dates, cycles and class instances
 * without `toJSON`.
 */
export function copyAttributeValue(value: unknown, path: string): AttributeValue {
  return copy(value, path, undefined);
}

/** {@link copyAttributeValue} for the attributes of an event: the value must be a plain object. */
export function copyAttributes(value: unknown, path: string): Attributes {
  const copied = copyAttributeValue(value, path);
  if (!isAttributes(copied)) {
    throw refuse(path, undefined, `is ${nameOf(value)}, not a plain object`);
  }
  return copied;
}

/** Whether a value that is already an {@link AttributeValue} is a plain object, as opposed to a scalar, an array, a date or bytes. */
export function isAttributes(value: AttributeValue | undefined): value is Attributes {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof Uint8Array)
  );
}

const dollar = '$'.charCodeAt(0);

/** Where a part is in the object around it; at the root, what the root is called; `undefined`: in its very place, because it is what `toJSON` gave. */
type Step = string | number | undefined;

/** An object that is being copied. A value that is found again on the way to itself is a cycle. */
interface Ancestor {
  readonly value: object;
  readonly step: Step;
  readonly outer: Ancestor | undefined;
}

function copy(value: unknown, step: Step, outer: Ancestor | undefined): AttributeValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'bigint':
      return value;
    case 'number':
      if (!Number.isFinite(value)) {
        throw refuse(step, outer, `is ${value}`);
      }
      return value === 0 ? 0 : value;
    case 'object':
      // What is frozen throughout is a copy that was made here.
      return isFrozenThroughout(value) ? (value as AttributeValue) : copyObject(value as object, step, outer);
    default:
      throw refuse(step, outer, `is ${nameOf(value)}`);
  }
}

function copyObject(value: object, step: Step, outer: Ancestor | undefined): AttributeValue {
  for (let ancestor = outer; ancestor !== undefined; ancestor = ancestor.outer) {
    if (ancestor.value === value) {
      throw refuse(step, outer, 'contains itself');
    }
  }
  const self: Ancestor = { value, step, outer };
  if (Array.isArray(value)) {
    return copyArray(value, self);
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) {
    return copyPlainObject(value as { readonly [name: string]: unknown }, self);
  }
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) {
      throw refuse(step, outer, 'is an invalid date');
    }
    return new Date(value);
  }
  if (value instanceof Uint8Array) {
    return new Uint8Array(value);
  }
  return copyThroughToJson(value, self);
}

function copyArray(value: readonly unknown[], self: Ancestor): AttributeValue {
  const result: AttributeValue[] = [];
  let known: Known = Known.json;
  for (let index = 0; index < value.length; index++) {
    const element = copy(value[index], index, self);
    known = knownWith(known, knownOf(element));
    result.push(element);
  }
  return freezeCopy(result, known);
}

function copyPlainObject(value: { readonly [name: string]: unknown }, self: Ancestor): AttributeValue {
  const result: { [name: string]: AttributeValue } = {};
  let known: Known = Known.json;
  for (const name of Object.keys(value)) {
    const member = value[name];
    if (member !== undefined) {
      const copied = copy(member, name, self);
      known = knownWith(known, knownOfMember(name, copied));
      setMember(result, name, copied);
    }
  }
  return freezeCopy(result, known);
}

/** What is known of a member. One whose name looks like the tag of an encoded value may need an encoding. */
export function knownOfMember(name: string, member: AttributeValue): Known {
  const known = knownOf(member);
  return name.charCodeAt(0) === dollar ? knownWith(known, Known.frozen) : known;
}

function copyThroughToJson(value: object, self: Ancestor): AttributeValue {
  const toJson: unknown = Reflect.get(value, 'toJSON');
  if (typeof toJson !== 'function') {
    throw refuse(undefined, self, `is an instance of ${nameOf(value)} without toJSON`);
  }
  let plain: unknown;
  try {
    plain = Reflect.apply(toJson, value, []);
  } catch (thrown) {
    if (MillraceError.is(thrown)) {
      throw thrown;
    }
    throw refuse(undefined, self, `is an instance of ${nameOf(value)} whose toJSON failed`, thrown);
  }
  return copy(plain, undefined, self);
}

/** Adds a member of its own to a plain object. Plain assignment is by far faster, but of `__proto__` it would set the prototype. */
export function setMember<V>(target: { [name: string]: V }, name: string, value: V): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[name] = value;
  }
}

/** The path of a member of the value at `path`: dotted where the name allows it, else quoted in brackets. */
export function memberPath(path: string, name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `${path}.${name}` : `${path}[${JSON.stringify(name)}]`;
}

/** What kind of value this is, for error messages: `null`, `a string`, `Array`, the name of a class. */
export function nameOf(value: unknown): string {
  if (value === undefined || value === null) {
    return String(value);
  }
  if (typeof value !== 'object') {
    return `a ${typeof value}`;
  }
  const name: unknown = Reflect.get(Object(Reflect.get(value, 'constructor')), 'name');
  return typeof name === 'string' && name !== '' ? name : 'an anonymous class';
}

function pathOf(step: Step, outer: Ancestor | undefined): string {
  if (outer === undefined) {
    return String(step);
  }
  const path = pathOf(outer.step, outer.outer);
  if (typeof step === 'number') {
    return `${path}[${step}]`;
  }
  return step === undefined ? path : memberPath(path, step);
}

function refuse(step: Step, outer: Ancestor | undefined, problem: string, cause?: unknown): InvalidValueError {
  return new InvalidValueError('VALUE_NOT_SERIALIZABLE', `The value ${problem}, which cannot be stored or sent.`, {
    path: pathOf(step, outer),
    hint: 'Use null, booleans, finite numbers, strings, bigints, dates, bytes, and plain arrays or objects of those.',
    cause,
  });
}
