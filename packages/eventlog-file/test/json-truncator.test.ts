import { type Attributes, type AttributeValue, encodeAttributeValue } from '@millrace/api';
import { describe, expect, it } from 'vitest';
import { hasTruncation, JsonTruncator, type TruncationLimits } from '../src/json-truncator.js';

function truncate(attributes: Attributes, limits: Partial<TruncationLimits>): Attributes {
  return new JsonTruncator({ maxStringLength: 0, maxArrayElements: 0, maxDepth: 0, ...limits }).truncate(attributes);
}

function nested(depth: number): AttributeValue {
  return depth === 0 ? 'bottom' : { inner: nested(depth - 1) };
}

describe('strings', () => {
  it('longer than the limit are cut and say how much is missing', () => {
    expect(truncate({ text: 'abcdefgh' }, { maxStringLength: 3 })).toEqual({
      text: { truncatedString: 'abc...', omittedChars: 5 },
    });
  });

  it('as long as the limit are kept', () => {
    const attributes = { text: 'abc' };
    expect(truncate(attributes, { maxStringLength: 3 })).toBe(attributes);
  });

  it('are cut wherever they are: in lists, in objects, at the deepest level', () => {
    const cut = { truncatedString: 'ab...', omittedChars: 1 };
    expect(truncate({ list: ['abc', ['abc']], object: { text: 'abc' } }, { maxStringLength: 2, maxDepth: 2 })).toEqual({
      list: [cut, [cut]],
      object: { text: cut },
    });
  });

  it('are never cut inside a character of two units', () => {
    expect(truncate({ text: 'a😀b' }, { maxStringLength: 2 })).toEqual({
      text: { truncatedString: 'a...', omittedChars: 3 },
    });
  });
});

describe('values that are written as strings', () => {
  it('such as large integers are cut to their first digits', () => {
    expect(truncate({ large: 123456n }, { maxStringLength: 4 })).toEqual({
      large: { truncatedString: '1234...', omittedChars: 2 },
    });
  });

  it('such as bytes are cut to the beginning of their base64 form', () => {
    const bytes = Uint8Array.from({ length: 300 }, (_, index) => index % 256);
    const base64 = Buffer.from(bytes).toString('base64');
    expect(truncate({ bytes }, { maxStringLength: 10 })).toEqual({
      bytes: { truncatedString: `${base64.slice(0, 10)}...`, omittedChars: base64.length - 10 },
    });
  });

  it('stay what they are when they are short', () => {
    const attributes = { large: 12n, at: new Date(0), bytes: Uint8Array.of(1, 2, 3) };
    expect(truncate(attributes, { maxStringLength: 4, maxDepth: 1 })).toBe(attributes);
  });
});

describe('lists', () => {
  it('longer than the limit keep their first elements and say how many are missing', () => {
    expect(truncate({ list: [1, 2, 3, 4, 5] }, { maxArrayElements: 2 })).toEqual({
      list: { truncatedList: [1, 2], omittedElements: 3 },
    });
  });

  it('are cut inside lists and objects, too', () => {
    expect(truncate({ list: [[1, 2], { inner: [1, 2] }] }, { maxArrayElements: 1 })).toEqual({
      list: { truncatedList: [{ truncatedList: [1], omittedElements: 1 }], omittedElements: 1 },
    });
  });

  it('are not looked at behind the last element that is kept', () => {
    const tail = {
      get trap(): string {
        throw new Error('The dropped tail was looked at.');
      },
    };
    expect(truncate({ list: [1, tail] }, { maxArrayElements: 1, maxStringLength: 1 })).toEqual({
      list: { truncatedList: [1], omittedElements: 1 },
    });
  });
});

describe('depth', () => {
  it('counts the attributes themselves as level 1', () => {
    expect(truncate({ a: 1, b: { c: 2 } }, { maxDepth: 1 })).toEqual({
      truncatedObject: { a: 1 },
      omittedFields: 1,
    });
  });

  it('leaves an object at the deepest level its scalars and says how many members are missing', () => {
    const deep = { kept: 'yes', none: null, list: [], object: {} };
    expect(truncate({ deep }, { maxDepth: 2 })).toEqual({
      deep: { truncatedObject: { kept: 'yes', none: null }, omittedFields: 2 },
    });
  });

  it('leaves an object at the deepest level as it is when it holds scalars only', () => {
    const attributes = { deep: { a: 1, at: new Date(0), large: 1n } };
    expect(truncate(attributes, { maxDepth: 2 })).toBe(attributes);
  });

  it('is not increased for objects by the list they are in', () => {
    const list = [{ scalar: 1, object: {} }];
    expect(truncate({ list }, { maxDepth: 2 })).toEqual({
      list: [{ truncatedObject: { scalar: 1 }, omittedFields: 1 }],
    });
  });

  it('ends lists of lists as well', () => {
    expect(truncate({ list: [1, [2, [3, [4]]]] }, { maxDepth: 2 })).toEqual({
      list: [1, { truncatedList: [2], omittedElements: 1 }],
    });
  });
});

describe('limits', () => {
  it('of 0 are none', () => {
    const attributes: Attributes = { text: 'x'.repeat(10_000), list: Array(100).fill(1), deep: nested(50) };
    expect(truncate(attributes, {})).toBe(attributes);
  });

  it('that nothing exceeds leave the very same object', () => {
    const attributes: Attributes = { text: 'short', list: [1, { a: [2] }], deep: nested(2) };
    expect(truncate(attributes, { maxStringLength: 6, maxArrayElements: 2, maxDepth: 4 })).toBe(attributes);
  });

  it('apply together', () => {
    const attributes = { items: [{ name: 'abcdef', tags: [['x']] }, 2, 3], note: 'abcdef' };
    expect(truncate(attributes, { maxStringLength: 4, maxArrayElements: 2, maxDepth: 2 })).toEqual({
      items: {
        truncatedList: [
          { truncatedObject: { name: { truncatedString: 'abcd...', omittedChars: 2 } }, omittedFields: 1 },
          2,
        ],
        omittedElements: 1,
      },
      note: { truncatedString: 'abcd...', omittedChars: 2 },
    });
  });

  it('apply to objects of the user that look like what stands for a cut value', () => {
    const attributes = { truncatedString: 'abcdef', omittedChars: 0 };
    expect(truncate(attributes, { maxStringLength: 3 })).toEqual({
      truncatedString: { truncatedString: 'abc...', omittedChars: 3 },
      omittedChars: 0,
    });
  });
});

describe('hasTruncation', () => {
  it.each([[{ maxStringLength: 2 }], [{ maxArrayElements: 2 }], [{ maxDepth: 3 }], [{ maxDepth: 1 }]])(
    'sees that something was cut with %j',
    (limits) => {
      const attributes = { inner: { text: 'abc', list: [1, 2, { a: {} }] } };
      expect(hasTruncation(encodeAttributeValue(attributes))).toBe(false);
      expect(hasTruncation(encodeAttributeValue(truncate(attributes, limits)))).toBe(true);
    },
  );
});
