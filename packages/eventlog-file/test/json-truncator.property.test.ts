import { type AttributeValue, decodeAttributeValue, encodeAttributeValue, isAttributes } from '@millrace/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonTruncator, type TruncationLimits } from '../src/json-truncator.js';
import { attributes, propertyRuns } from './support/arbitraries.js';

const limits = fc.record({
  maxStringLength: fc.integer({ min: 1, max: 20 }),
  maxArrayElements: fc.integer({ min: 1, max: 5 }),
  maxDepth: fc.integer({ min: 1, max: 5 }),
});

/** What in `value` is larger than the limits allow. The dots behind a cut string are three characters more than the limit. */
function excesses(value: AttributeValue | undefined, limitsOfAll: TruncationLimits): readonly unknown[] {
  const { maxStringLength, maxArrayElements } = limitsOfAll;
  const own = [
    typeof value === 'string' && value.length > maxStringLength + 3,
    typeof value === 'bigint' && value.toString().length > maxStringLength,
    value instanceof Uint8Array && Buffer.from(value).toString('base64').length > maxStringLength,
    Array.isArray(value) && value.length > maxArrayElements,
  ].some(Boolean);
  return [...(own ? [value] : []), ...membersOf(value).flatMap((member) => excesses(member, limitsOfAll))];
}

function membersOf(value: AttributeValue | undefined): readonly (AttributeValue | undefined)[] {
  if (Array.isArray(value)) {
    return value;
  }
  return isAttributes(value) ? Object.values(value) : [];
}

/** Levels of objects and lists, without the levels that stand for cut values. */
function depthOf(value: AttributeValue | undefined): number {
  if (Array.isArray(value)) {
    return Math.max(1, ...value.map((element) => depthOf(element) + (Array.isArray(element) ? 1 : 0)));
  }
  if (!isAttributes(value)) {
    return 0;
  }
  const kept = value['truncatedObject'] ?? value['truncatedList'];
  return kept === undefined || Object.keys(value).length !== 2
    ? 1 + Math.max(0, ...Object.values(value).map(depthOf))
    : depthOf(kept);
}

describe('truncation of any attributes', () => {
  it('leaves no string, list or nesting above its limit', () => {
    fc.assert(
      fc.property(attributes, limits, (original, given) => {
        const truncated = new JsonTruncator(given).truncate(original);
        expect(excesses(truncated, given)).toEqual([]);
        // A list below the deepest object counts for one more level, and so does what stands for a string in it.
        expect(depthOf(truncated)).toBeLessThanOrEqual(given.maxDepth + 2);
      }),
      propertyRuns,
    );
  });

  it('does not grow what was truncated before by more than the marks of a second cut', () => {
    fc.assert(
      fc.property(attributes, limits, (original, given) => {
        const truncator = new JsonTruncator(given);
        const once = truncator.truncate(original);
        expect(excesses(truncator.truncate(once), given)).toEqual([]);
      }),
      propertyRuns,
    );
  });

  it('leaves attributes that are within the limits alone', () => {
    fc.assert(
      fc.property(attributes, (original) => {
        const wide = new JsonTruncator({ maxStringLength: 100_000, maxArrayElements: 1000, maxDepth: 100 });
        expect(wide.truncate(original)).toBe(original);
      }),
      propertyRuns,
    );
  });

  it('gives attributes that can be written and read back', () => {
    fc.assert(
      fc.property(attributes, limits, (original, given) => {
        const truncated = new JsonTruncator(given).truncate(original);
        expect(decodeAttributeValue(JSON.parse(JSON.stringify(encodeAttributeValue(truncated))))).toEqual(truncated);
      }),
      propertyRuns,
    );
  });
});
