import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CallLimiter } from '../../src/context/call-limiter.js';

const resource = fc.constantFrom('a', 'b', '');
const step = fc.record({ do: fc.constantFrom('acquire' as const, 'release' as const), resource });

test('never more than the limit run, none waits without need, and calls of a resource start in the order in which they came', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.array(step, { maxLength: 60, size: 'max' }), (limit, steps) => {
      const limiter = new CallLimiter(limit);
      const calls = new Map(['a', 'b', ''].map((name) => [name, { came: 0, ended: 0, started: [] as number[] }]));
      for (const each of steps) {
        const of = calls.get(each.resource);
        if (of !== undefined && each.do === 'acquire') {
          const number = of.came++;
          limiter.acquire(each.resource, () => of.started.push(number));
        } else if (of !== undefined && of.ended < of.started.length) {
          of.ended++;
          limiter.release(each.resource);
        }
        const states = [...calls.values()];
        for (const { came, ended, started } of states) {
          expect(started).toEqual(Array.from({ length: Math.min(came, ended + limit) }, (_, number) => number));
        }
        expect(limiter.runningCount).toBe(states.reduce((sum, { started, ended }) => sum + started.length - ended, 0));
        expect(limiter.waitingCount).toBe(states.reduce((sum, { came, started }) => sum + came - started.length, 0));
      }
    }),
    { seed: 1, numRuns: 1000 },
  );
});
