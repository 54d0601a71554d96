import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LatestAttempts, type LoggedPosition } from '../src/latest-attempts.js';
import { propertyRuns } from './support/arbitraries.js';

const position: fc.Arbitrary<LoggedPosition> = fc.record({
  identity: fc.stringMatching(/^[ab]{1,4}$/),
  attempt: fc.nat(4),
});

async function* iterate(positions: readonly LoggedPosition[]): AsyncGenerator<LoggedPosition, void, void> {
  yield* positions;
}

/** The highest attempt of every position, kept in full. */
function naiveHighest(positions: readonly LoggedPosition[]): ReadonlyMap<string, number> {
  const highest = new Map<string, number>();
  for (const { identity, attempt } of positions) {
    highest.set(identity, Math.max(attempt, highest.get(identity) ?? 0));
  }
  return highest;
}

describe('the latest attempts', () => {
  it('are those a full table would find, in whatever order records come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(position, { maxLength: 60 }), async (positions) => {
        const latest = await LatestAttempts.find(() => iterate(positions), 0);
        const highest = naiveHighest(positions);
        expect(positions.map((each) => latest.isSuperseded(each))).toEqual(
          positions.map(({ identity, attempt }) => attempt < (highest.get(identity) ?? 0)),
        );
      }),
      propertyRuns,
    );
  });

  it('are right when hashes meet, because the table is far too small', async () => {
    const first = Array.from({ length: 300_000 }, (_, index) => ({ identity: `position ${index}`, attempt: 0 }));
    const again = first.filter((_, index) => index % 1000 === 0).map(({ identity }) => ({ identity, attempt: 1 }));
    const latest = await LatestAttempts.find(() => iterate([...first, ...again]), 0);
    expect(first.filter((each) => latest.isSuperseded(each))).toHaveLength(300);
    expect(again.filter((each) => latest.isSuperseded(each))).toEqual([]);
  });

  it('take one pass over a log without repetitions, and two otherwise', async () => {
    let passes = 0;
    const counted = (positions: readonly LoggedPosition[]) => () => {
      passes++;
      return iterate(positions);
    };
    await LatestAttempts.find(counted([{ identity: 'a', attempt: 0 }]), 0);
    expect(passes).toBe(1);
    await LatestAttempts.find(counted([0, 1].map((attempt) => ({ identity: 'a', attempt }))), 0);
    expect(passes).toBe(3);
  });
});
