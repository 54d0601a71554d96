import { dirname, join } from 'node:path';
import { Agent, InputEvent, OutputEvent } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { AgentsExecutionEnvironment, type JobReport, LmdbCheckpointStore, type Output } from '../../src/index.js';
import { decodeKeySnapshot } from '../../src/keyed-state/key-snapshot.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { CollectingLogger } from '../support/collecting-logger.js';
import { canKeepState } from '../support/line-job.js';
import { temporaryFile } from '../support/temporary-folder.js';

if (!canKeepState) {
  console.warn('The storage thread runs what was built, and nothing was: jobs that keep state are skipped.');
}

/** Counts per key, and says which run it was. */
const counting = new Agent('counting').addAction('count', [InputEvent], (event, ctx) => {
  const count = (ctx.shortTermMemory.get<number>('count') ?? 0) + 1;
  ctx.shortTermMemory.set('count', count);
  ctx.sendEvent(new OutputEvent([event.input, count, ctx.runNumber]));
});

interface Place {
  readonly stateDir: string;
  readonly config: Readonly<Record<string, string | number>>;
}

async function place(config: Place['config']): Promise<Place> {
  return { stateDir: join(dirname(await temporaryFile()), 'state'), config };
}

function environment({ stateDir, config }: Place, clock?: ManualClock): AgentsExecutionEnvironment {
  return new AgentsExecutionEnvironment({
    stateDir,
    config,
    journalDurability: 'os',
    logger: new CollectingLogger(),
    ...(clock === undefined ? {} : { clock }),
  });
}

/** Runs over the numbers from 0, whose keys repeat after `keys` of them. */
async function countNumbers(
  at: Place,
  { total, keys, stopAt }: { readonly total: number; readonly keys: number; readonly stopAt?: number },
): Promise<{ readonly report: JobReport; readonly values: readonly unknown[] }> {
  const stop = new AbortController();
  const env = environment(at);
  const values: unknown[] = [];
  env
    .fromList(Array.from({ length: total }, (_, index) => index))
    .keyBy((value) => `key ${value % keys}`)
    .apply(counting)
    .sinkTo({
      write: ({ value }: Output) => {
        values.push(value);
        if (values.length === stopAt) {
          stop.abort();
        }
      },
    });
  return { report: await env.execute({ signal: stop.signal, handleSignals: false }), values };
}

/** What every number gives: how often its key had come, and in which run. */
function expected(total: number, keys: number): readonly unknown[] {
  return Array.from({ length: total }, (_, index) => [index, Math.floor(index / keys) + 1, Math.floor(index / keys)]);
}

function sorted(values: readonly unknown[]): readonly unknown[] {
  return [...values].sort((one, other) => (one as [number])[0] - (other as [number])[0]);
}

/** Of every key in the store, its next run and the paths in its memory. */
async function storedKeys({ stateDir }: Place): Promise<readonly unknown[]> {
  const store = new LmdbCheckpointStore(join(stateDir, 'checkpoint'));
  await store.open();
  const found = store
    .readSome(undefined, 100_000)
    .map(([key, state]) => decodeKeySnapshot(key, state))
    .map(({ nextRunNumber, memory }) => [nextRunNumber, ...memory.map(({ path }) => path)]);
  await store.close();
  return found;
}

describe.skipIf(!canKeepState)('a job with more keys than it keeps in memory', () => {
  test('finds the state of every key, wherever it is, also after it was stopped', async () => {
    const [total, keys] = [4000, 1000];
    const at = await place({ 'state.max-cached-keys': 150, 'checkpoint.interval': 20 });
    const before = await countNumbers(at, { total, keys, stopAt: 2200 });
    const after = await countNumbers(at, { total, keys });
    expect(before.report.status).toBe('stopped');
    expect(sorted([...before.values, ...after.values])).toEqual(expected(total, keys));
    for (const { metrics } of [before.report, after.report]) {
      expect(Number(metrics['numOfKeysEvicted'])).toBeGreaterThan(500);
      expect(Number(metrics['cachedKeys'])).toBeLessThan(200);
    }
  });

  test('makes room by checkpoints that memory asks for, when none are taken by time', async () => {
    const [total, keys] = [1000, 400];
    const at = await place({ 'state.max-cached-keys': 40, 'checkpoint.interval': 0 });
    const { report, values } = await countNumbers(at, { total, keys });
    expect(sorted(values)).toEqual(expected(total, keys));
    expect(Number(report.metrics['cachedKeys'])).toBeLessThan(60);
    expect(await storedKeys(at)).toHaveLength(keys);
  });

  test('gets by with room for one key', async () => {
    const [total, keys] = [60, 20];
    const at = await place({ 'state.max-cached-keys': 1, 'checkpoint.interval': 0 });
    const { values } = await countNumbers(at, { total, keys });
    expect(sorted(values)).toEqual(expected(total, keys));
  });

  test('does not see what has expired of keys that had left memory, which keep their run numbers; and the disk forgets it, too', async () => {
    const keys = 300;
    const at = await place({
      'state.max-cached-keys': 20,
      'checkpoint.interval': 0,
      'short-term-memory.state-ttl.ms': 1000,
    });
    const clock = new ManualClock(0);
    const values: unknown[] = [];
    let arrived = (): void => undefined;
    const env = environment(at, clock);
    const agent = new Agent('looking').addAction('look', [InputEvent], (event, ctx) => {
      if (ctx.runNumber === 0) {
        ctx.shortTermMemory.set('first.time', event.input ?? null);
      }
      ctx.sendEvent(new OutputEvent([ctx.runNumber, ctx.shortTermMemory.get('first.time') ?? null]));
    });
    const rounds = async function* (): AsyncGenerator<number> {
      for (let round = 0; round < 2; round++) {
        for (let key = 0; key < keys; key++) {
          yield key;
        }
        while (values.length < keys * (round + 1)) {
          await new Promise<void>((resolve) => {
            arrived = resolve;
          });
        }
        clock.advance(1000);
      }
      // Of keys that never come again: their last changes are looked at by the checkpoints that follow.
      for (let key = 0; key < 50; key++) {
        yield keys + key;
      }
    };
    env
      .fromList(rounds())
      .keyBy((value) => value)
      .apply(agent)
      .sinkTo({
        write: ({ value }: Output) => {
          values.push(value);
          arrived();
        },
      });
    await env.execute({ handleSignals: false });
    expect(values.slice(keys, 2 * keys)).toEqual(Array.from({ length: keys }, () => [1, null]));
    const stored = await storedKeys(at);
    expect(stored.filter((state) => Array.isArray(state) && state[0] === 2)).toEqual(
      Array.from({ length: keys }, () => [2]),
    );
    expect(stored).toHaveLength(keys + 50);
  });
});
