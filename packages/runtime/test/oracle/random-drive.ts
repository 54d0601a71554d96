import { OperatorHarness, SeededRandom } from '../../src/testing/index.js';
import type { JournalEntry } from './journal.js';
import type { Program } from './program.js';
import { agentOf, causeOf, ProgramObserver } from './program-agent.js';

/** What arrives, in this order. */
export type Arrival = { readonly key: string; readonly data: string; readonly hasTimestamp: boolean } | 'watermark';

/** One way in which things can fall together. */
export interface Drive {
  readonly arrivals: readonly Arrival[];
  /** Decides what happens next: an arrival, a turn, the end of a call, or nothing for a while. */
  readonly seed: number;
  /** Decides which of the waiting turns is taken. Default: the oldest. */
  readonly turnSeed: number | undefined;
  readonly concurrentCalls: number;
}

/** What came of it. */
export interface Driven {
  readonly journal: readonly JournalEntry[];
  readonly problems: readonly string[];
  readonly outputs: readonly {
    readonly key: unknown;
    readonly timestamp: number | undefined;
    readonly value: unknown;
  }[];
  readonly outputIds: readonly string[];
  readonly memories: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

/** Quiet passes of the event loop after which nothing happens any more without a turn, an arrival or the end of a call. */
const quietPasses = 3;

export async function drive(program: Program, { arrivals, seed, turnSeed, concurrentCalls }: Drive): Promise<Driven> {
  const observer = new ProgramObserver();
  const { journal } = observer;
  const harness = await OperatorHarness.create(agentOf(program, observer), {
    config: { 'num-async-threads': concurrentCalls },
    ...(turnSeed === undefined ? {} : { turnSeed }),
    listeners: [
      {
        onEventProcessed: ({ runNumber, key }, event) =>
          void journal.push({ kind: 'processed', key: JSON.parse(key), runNumber, cause: causeOf(event) }),
      },
    ],
  });
  let watermarksSeen = 0;
  const afterTurn = (): void => {
    for (const watermark of harness.watermarks.slice(watermarksSeen)) {
      journal.push({ kind: 'watermark left', watermark });
    }
    watermarksSeen = harness.watermarks.length;
    journal.push({ kind: 'turn over' });
  };
  const arrive = (arrival: Arrival, number: number): void => {
    if (arrival === 'watermark') {
      journal.push({ kind: 'watermark arrived', watermark: number });
      harness.processWatermark(number);
    } else {
      const { key, data, hasTimestamp } = arrival;
      const timestamp = hasTimestamp ? number : undefined;
      const cause = `input ${number}`;
      journal.push({ kind: 'arrived', input: { key, data, timestamp, cause } });
      harness.process({ cause, data }, timestamp === undefined ? { key } : { key, timestamp });
    }
    afterTurn();
  };
  const random = new SeededRandom(seed);
  let arrived = 0;
  for (let quiet = 0; quiet < quietPasses && harness.failure === undefined; ) {
    const possible: (() => void)[] = [];
    const arrival = arrivals[arrived];
    if (arrival !== undefined) {
      possible.push(() => arrive(arrival, arrived++));
    }
    if (harness.waitingTurns > 0) {
      possible.push(() => {
        harness.step();
        afterTurn();
      });
    }
    if (observer.waitingCalls.length > 0) {
      possible.push(() => observer.waitingCalls.splice(random.below(observer.waitingCalls.length), 1)[0]?.());
    }
    const next = possible[random.below(possible.length + 1)];
    next?.();
    quiet = possible.length === 0 ? quiet + 1 : 0;
    if (next === undefined) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  if (harness.failure !== undefined) {
    throw harness.failure;
  }
  const problems = [...observer.problems, ...(harness.isIdle ? [] : ['something is left in flight'])];
  const keys = arrivals.flatMap((arrival) => (arrival === 'watermark' ? [] : [arrival.key]));
  await harness.close();
  return {
    journal,
    problems,
    outputs: harness.outputs.map(({ key, timestamp, value }) => ({ key, timestamp, value })),
    outputIds: harness.outputs.map(({ outputId }) => outputId),
    memories: new Map(keys.map((key) => [key, harness.shortTermMemory(key)])),
  };
}
