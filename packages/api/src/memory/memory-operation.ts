import type { AttributeValue } from '../json/attribute-value.js';

/** Which of the two memories of an invocation: of its run (sensory) or of its key (short-term). */
export type MemoryType = 'sensory' | 'short_term';

/**
 * One change of a memory, with the absolute dotted path it changes. What an invocation wrote is recorded as an ordered list of these and applied again, in
 * the same order, on recovery; applying never fails:
 *
 * - `set` puts a value at the path, replacing whatever is there, and turns missing or scalar ancestors into objects;
 * - `newObject` puts an empty object at the path unless an object is there already;
 * - `delete` removes the path and everything below it.
 */
export type MemoryOperation =
  | { readonly op: 'set'; readonly path: string; readonly value: AttributeValue }
  | { readonly op: 'newObject'; readonly path: string }
  | { readonly op: 'delete'; readonly path: string };
