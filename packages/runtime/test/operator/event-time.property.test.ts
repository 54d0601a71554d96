import { Agent, Event, InputEvent, OutputEvent } from '@millrace/api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AgentsExecutionEnvironment, boundedOutOfOrderness, type Sink } from '../../src/index.js';

const maxDelayMs = 5;

/** A type, not an interface, so that it is an attribute value. */
type Work = {
  readonly key: string;
  /** How far event time moves on with this record, and how late the record is, in milliseconds. */
  readonly stepMs: number;
  readonly lateMs: number;
  /** Passes of the event loop that each of the two actions waits for outside. */
  readonly waits: readonly [number, number];
  readonly outputs: number;
};

const work: fc.Arbitrary<Work> = fc.record({
  key: fc.constantFrom('a', 'b', 'c'),
  stepMs: fc.constantFrom(0, 0, 1, 3),
  lateMs: fc.constantFrom(0, 0, 1, 3, maxDelayMs, maxDelayMs),
  waits: fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })),
  outputs: fc.integer({ min: 0, max: 2 }),
});

type Timed = Work & { readonly atMs: number };

/** Gives records timestamps that are at most `maxDelayMs` behind the newest one before them. */
function timed(records: readonly Work[]): readonly Timed[] {
  let newestMs = 1000;
  return records.map((record) => {
    newestMs += record.stepMs;
    return { ...record, atMs: newestMs - record.lateMs };
  });
}

async function passes(count: number): Promise<void> {
  for (let pass = 0; pass < count; pass++) {
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
}

const agent = new Agent('two steps')
  .addAction('first', [InputEvent], async (event: InputEvent<Timed>, ctx) => {
    await ctx.durableExecuteAsync('wait', () => passes(event.input.waits[0]));
    ctx.sendEvent(new Event('second', { work: event.input }));
  })
  .addAction('second', ['second'], async (event, ctx) => {
    const { waits, outputs } = event.attribute('work') as Timed;
    await ctx.durableExecuteAsync('wait', () => passes(waits[1]));
    for (let output = 0; output < outputs; output++) {
      ctx.sendEvent(new OutputEvent(output));
    }
  });

test('behind a watermark no output leaves with its timestamp or an earlier one, however slow actions and sink are', async () => {
  let watermarkCount = 0;
  let outputCount = 0;
  const property = fc.asyncProperty(
    fc.array(fc.array(work, { maxLength: 12 }), { minLength: 1, maxLength: 2 }),
    fc.integer({ min: 1, max: 4 }),
    async (inputs, sinkWaitsEvery) => {
      let watermarkMs = Number.NEGATIVE_INFINITY;
      let writes = 0;
      const sink: Sink = {
        write: ({ timestamp }) => {
          expect(timestamp).toBeGreaterThan(watermarkMs);
          outputCount++;
          return writes++ % sinkWaitsEvery === 0 ? passes(1) : undefined;
        },
        writeWatermark: (nextMs) => {
          expect(nextMs).toBeGreaterThan(watermarkMs);
          watermarkMs = nextMs;
          watermarkCount++;
        },
      };
      const env = new AgentsExecutionEnvironment();
      const streams = inputs.map((records, index) =>
        env.fromList(timed(records), {
          id: `list ${index}`,
          timestampOf: ({ atMs }) => atMs,
          watermarks: boundedOutOfOrderness(maxDelayMs),
        }),
      );
      streams
        .reduce((all, stream) => all.union(stream))
        .keyBy(({ key }) => key)
        .apply(agent)
        .sinkTo(sink);
      await env.execute({ handleSignals: false });
      expect(watermarkMs).toBe(Number.MAX_SAFE_INTEGER);
    },
  );
  await fc.assert(property, { seed: 11, numRuns: 150 });
  expect([watermarkCount > 300, outputCount > 300]).toEqual([true, true]);
});
