import type { AttributeValue, MemoryOperation } from '@millrace/api';
import fc from 'fast-check';

/** Any attribute value, small. */
export const attributeValue: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.bigInt(),
    fc.string({ maxLength: 4 }),
    fc.date({ noInvalidDate: true }),
    fc.uint8Array({ maxLength: 4 }).map((bytes) => new Uint8Array(bytes)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.string({ maxLength: 3 }), tie('value'), { maxKeys: 3 }),
  ),
})).value;

const fieldName = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'c') },
  { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', '0', ' ', '\ud800') },
);

/** Paths from a small space, so that operations meet each other's. */
export const memoryPath: fc.Arbitrary<string> = fc
  .array(fieldName, { minLength: 1, maxLength: 4 })
  .map((names) => names.join('.'));

const smallValue: fc.Arbitrary<AttributeValue> = fc.oneof(fc.nat(9), fc.constant(null), fc.constant({ x: 1 }));

export const memoryOperation: fc.Arbitrary<MemoryOperation> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ op: fc.constant('set' as const), path: memoryPath, value: smallValue }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('newObject' as const), path: memoryPath }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('delete' as const), path: memoryPath }) },
);

/** As much as one invocation or one run does. */
export const memoryOperations: fc.Arbitrary<readonly MemoryOperation[]> = fc.array(memoryOperation, {
  maxLength: 12,
  size: 'max',
});
