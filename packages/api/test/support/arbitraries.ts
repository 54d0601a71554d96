import fc from 'fast-check';
import type { AttributeValue } from '../../src/json/attribute-value.js';
import type { Key } from '../../src/key/key.js';

/** Text with everything in it that has ever broken an encoding: lone surrogates, NUL, quotes, tags. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 6 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom('', '\u0000', '\ud800', '\udc00', '\udc00\ud800', '\ud83d\ude00', '$date', '$plain'),
);

const memberName = fc.oneof(
  { weight: 3, arbitrary: fc.string({ maxLength: 4 }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom('__proto__', 'constructor', 'toString', '$bigint', '$date', '$bytes', '$plain', '', '0'),
  },
  { weight: 1, arbitrary: anyText },
);

/** Any attribute value, rich in objects that look like the tags of the wire form. */
export const attributeValue: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
    fc.integer(),
    fc.bigInt(),
    anyText,
    fc.date({ noInvalidDate: true }),
    fc.uint8Array({ maxLength: 8 }).map((bytes) => new Uint8Array(bytes)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(memberName, tie('value')), { maxLength: 3 }).map((members) => Object.fromEntries(members)),
  ),
})).value;

const smallText = fc.constantFrom(
  '',
  'a',
  'ab',
  'b',
  '1',
  '\u0000',
  '\u0000k',
  '\u0000s',
  '\ud800',
  '\udc00',
  '\ufffd',
  '😀',
);

/** Keys from a small space, so that two of them are often the same. */
export const smallKey: fc.Arbitrary<Key> = fc.letrec<{ key: Key }>((tie) => ({
  key: fc.oneof(
    { depthSize: 'small' },
    smallText,
    fc.constantFrom(0, -0, 1, -1, 0.5, Number.POSITIVE_INFINITY, Number.MAX_VALUE),
    fc.constantFrom(0n, 1n, -1n, 10n ** 30n),
    fc.boolean(),
    fc.constantFrom([], [0], [1], [0, 1]).map((bytes) => Uint8Array.from(bytes)),
    fc.array(tie('key'), { maxLength: 3 }),
  ),
})).key;

/** Any key. */
export const anyKey: fc.Arbitrary<Key> = fc.letrec<{ key: Key }>((tie) => ({
  key: fc.oneof(
    { depthSize: 'small' },
    anyText,
    fc.double({ noNaN: true }),
    fc.bigInt(),
    fc.boolean(),
    fc.uint8Array({ maxLength: 6 }).map((bytes) => new Uint8Array(bytes)),
    fc.array(tie('key'), { maxLength: 3 }),
  ),
})).key;
