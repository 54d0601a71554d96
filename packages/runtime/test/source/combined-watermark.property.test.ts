import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CombinedWatermark } from '../../src/source/combined-watermark.js';

const inputCount = 3;
const input = fc.nat(inputCount - 1);
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('advance' as const), input, to: fc.integer({ min: -9, max: 30 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('idle' as const), input, to: fc.constant(0) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('active' as const), input, to: fc.constant(0) }) },
);

test('what is emitted grows, and is the smallest watermark of the inputs that are not idle', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const combined = new CombinedWatermark(inputCount);
      const inputs = Array.from({ length: inputCount }, () => ({ watermark: Number.NEGATIVE_INFINITY, idle: false }));
      let last = Number.NEGATIVE_INFINITY;
      for (const each of steps) {
        const one = inputs[each.input];
        if (one !== undefined) {
          one.idle = each.do === 'idle';
          one.watermark = each.do === 'advance' ? Math.max(one.watermark, each.to) : one.watermark;
        }
        const active = inputs.filter(({ idle }) => !idle).map(({ watermark }) => watermark);
        const smallest = active.length === 0 ? Number.NEGATIVE_INFINITY : Math.min(...active);
        if (each.do === 'active') {
          combined.markActive(each.input);
          continue;
        }
        const emitted = each.do === 'idle' ? combined.markIdle(each.input) : combined.advance(each.input, each.to);
        expect(emitted).toBe(smallest > last ? smallest : undefined);
        last = emitted ?? last;
      }
    }),
    { seed: 1, numRuns: 2000 },
  );
});
