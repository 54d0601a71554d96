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

/** The last record of the highest attempt of every position, kept in full. */
function naiveLatest(positions: readonly LoggedPosition[]): ReadonlyMap<string, LoggedPosition> {
  const latest = new Map<string, LoggedPosition>();
  for (const position of positions) {
    if (position.attempt >= (latest.get(position.identity)?.attempt ?? 0)) {
      latest.set(position.identity, position);
    }
  }
  return latest;
}

describe('the latest attempts', () => {
  it('are those a full table would find, in whatever order records come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(position, { maxLength: 60 }), async (positions) => {
        const latest = await LatestAttempts.find(() => iterate(positions), 0);
        const expected = naiveLatest(positions);
        expect(positions.map((each) => latest.isSuperseded(each))).toEqual(
          positions.map((each) => each !== expected.get(each.identity)),
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
