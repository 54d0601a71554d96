import { copyAttributes, decodeAttributeValue, encodeAttributeValue } from '@millrace/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AttributesText } from '../src/attributes-text.js';
import { JsonTruncator, type TruncationLimits } from '../src/json-truncator.js';
import { attributes, propertyRuns } from './support/arbitraries.js';

const limits: fc.Arbitrary<TruncationLimits> = fc.record({
  maxStringLength: fc.nat(8),
  maxArrayElements: fc.nat(8),
  maxDepth: fc.nat(5),
});

describe('the text of attributes', () => {
  it('is that of their encoding, cut to the limits, whether or not there is anything to encode or to cut', () => {
    fc.assert(
      fc.property(attributes, limits, (original, limit) => {
        const text = new AttributesText(limit);
        const copied = copyAttributes(original, 'attributes');
        const kept = new JsonTruncator(limit).truncate(copied);
        expect(text.of(copied)).toBe(JSON.stringify(encodeAttributeValue(kept)));
        expect(text.cuts).toBe(kept === copied ? 0 : 1);
      }),
      { ...propertyRuns, numRuns: 3000 },
    );
  });

  it('is read back as the attributes when nothing is cut', () => {
    const text = new AttributesText({ maxStringLength: 0, maxArrayElements: 0, maxDepth: 0 });
    fc.assert(
      fc.property(attributes, (original) => {
        expect(decodeAttributeValue(JSON.parse(text.of(original)))).toEqual(copyAttributes(original, 'attributes'));
      }),
      propertyRuns,
    );
  });
});
