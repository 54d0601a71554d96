import { Agent, AgentConfiguration, type AttributeValue, InputEvent, OutputEvent } from '@millrace/api';
import { AgentPlan } from '@millrace/plan';
import { describe, expect, test } from 'vitest';
import { decodeRecord } from '../../src/action-state/action-state-codec.js';
import { textToValue } from '../../src/action-state/value-text.js';
import { AgentsExecutionEnvironment, type Source, type SourceRecord } from '../../src/index.js';
import {
  type CrashPoint,
  type LifeEnd,
  ManualClock,
  SeededRandom,
  SimulatedStorage,
  simulateLife,
} from '../../src/testing/index.js';
import { CollectingLogger } from '../support/collecting-logger.js';
import { Gate } from '../support/gate.js';
import { HandFedSource } from '../support/hand-fed-source.js';
import { MemoryStores } from '../support/memory-stores.js';
import { until } from '../support/until.js';

const keys = ['a', 'b', 'c'];

/** A queue outside: whoever takes a message has it, and nobody else gets it any more. Positions count from 0 in every life. */
class OneTimeSource implements Source<number> {
  readonly id = 'queue';
  readonly replayable = false;
  readonly #queue: number[];

  constructor(queue: number[]) {
    this.#queue = queue;
  }

  *read(): Iterable<SourceRecord<number>> {
    let position = 0;
    for (let value = this.#queue.shift(); value !== undefined; value = this.#queue.shift()) {
      yield { value, position: position++, timestamp: value * 10 };
    }
  }
}

interface World {
  readonly storage: SimulatedStorage;
  readonly clock: ManualClock;
  readonly queue: number[];
  readonly plan: AgentPlan;
}

async function createWorld(count: number): Promise<World> {
  const agent = new Agent('counting').addAction('count', [InputEvent], async (event, ctx) => {
    const doubled = await ctx.durableExecuteAsync('double', () => Number(event.input) * 2);
    const seen = (ctx.shortTermMemory.get<number>('seen') ?? 0) + 1;
    ctx.shortTermMemory.set('seen', seen);
    ctx.sendEvent(new OutputEvent([String(ctx.key), Number(event.input), doubled, seen]));
  });
  return {
    storage: new SimulatedStorage(),
    clock: new ManualClock(1000),
    queue: Array.from({ length: count }, (_, index) => index),
    plan: await AgentPlan.compile(agent, {
      configuration: new AgentConfiguration({ 'checkpoint.interval': 3, 'pending-inputs.max': 4 }),
    }),
  };
}

async function live(world: World, seed: number, isCrash: (point: CrashPoint) => boolean): Promise<LifeEnd> {
  return await simulateLife({
    plan: world.plan,
    storage: world.storage,
    clock: world.clock,
    random: new SeededRandom(seed),
    crashRandom: new SeededRandom(seed + 1),
    isCrash,
    sources: () => [
      {
        source: new OneTimeSource(world.queue),
        keyOf: (value) => keys[Number(value) % keys.length] ?? '',
        timestampOf: undefined,
        watermarks: undefined,
      },
    ],
    logger: new CollectingLogger(),
  });
}

/** What readers of the sink see. */
function committed({ storage }: World): readonly AttributeValue[] {
  return storage
    .sink('sink')
    .committed.flatMap((delivery) => (delivery.kind === 'output' ? [delivery.output.value] : []));
}

/** Values of inputs that were ever durable. */
function journaled({ storage }: World): readonly unknown[] {
  return storage.archive
    .map(({ bytes }) => decodeRecord(bytes))
    .flatMap((record) => (record.kind === 'input' ? [textToValue(record.value)] : []));
}

/** Every durable input has had its effects exactly once, in order, and nothing else has. */
function expectConsistent(world: World): void {
  const outputs = committed(world).map((value) => value as [string, number, number, number]);
  const values = outputs.map(([, value]) => value);
  expect(new Set(values).size).toBe(values.length);
  const durable = journaled(world);
  expect(new Set(durable).size).toBe(durable.length);
  expect(new Set(values)).toEqual(new Set(durable));
  for (const key of keys) {
    const own = outputs.filter(([name]) => name === key);
    expect(own.map(([, , , seen]) => seen)).toEqual(own.map((_, index) => index + 1));
    expect(own.map(([, value]) => value)).toEqual(own.map(([, value]) => value).toSorted((one, other) => one - other));
    expect(own.every(([, value, doubled]) => doubled === value * 2)).toBe(true);
  }
}

describe('inputs of a source that cannot be read again', { timeout: 60_000 }, () => {
  test('are all processed once where nothing crashes', async () => {
    const world = await createWorld(12);
    expect((await live(world, 1, () => false)).kind).toBe('finished');
    expectConsistent(world);
    expect(committed(world)).toHaveLength(12);
  });

  test('survive a crash at every boundary as soon as they are durable, and have their effects exactly once', async () => {
    for (const seed of [1, 2]) {
      const uncut = await createWorld(9);
      const end = await live(uncut, seed, () => false);
      const points = end.kind === 'finished' ? end.points : 0;
      expect(points).toBeGreaterThan(40);
      for (let cut = 0; cut < points; cut++) {
        const world = await createWorld(9);
        const first = await live(world, seed, ({ number }) => number === cut);
        if (first.kind === 'finished') {
          continue;
        }
        expect(first.kind).toBe('crashed');
        const last = await live(world, seed + 100, () => false);
        expect(last.kind).toBe('finished');
        expectConsistent(world);
      }
    }
  });

  test('survive crash after crash', async () => {
    let crashes = 0;
    for (let seed = 0; seed < 60; seed++) {
      const world = await createWorld(20);
      const random = new SeededRandom(seed);
      for (let life = 0; life < 6; life++) {
        const cut = life === 5 ? -1 : random.below(60);
        const end = await live(world, seed * 10 + life, ({ number }) => number === cut);
        crashes += end.kind === 'crashed' ? 1 : 0;
        expect(['crashed', 'finished']).toContain(end.kind);
        if (end.kind === 'finished') {
          break;
        }
      }
      expectConsistent(world);
    }
    expect(crashes).toBeGreaterThan(100);
  });

  test('are journaled before a call that may change something is made, and before anything leaves', async () => {
    const world = await createWorld(6);
    await live(world, 4, () => false);
    const kinds = world.storage.archive.map(({ bytes }) => decodeRecord(bytes).kind);
    expect(kinds.filter((kind) => kind === 'input')).toHaveLength(6);
    expect(kinds[0]).toBe('input');
  });

  test('are not journaled by a job that keeps no state, nor where the source can be read again', async () => {
    const stores = new MemoryStores();
    const env = new AgentsExecutionEnvironment({ stores, logger: new CollectingLogger() });
    env.fromList([1, 2, 3]).keyBy(String).apply(new Agent());
    const report = await env.execute();
    expect(stores.log.nextRecord).toBe(0);
    expect(report.guarantee).not.toContain('journaled');
  });

  test('that were taken and not durable can be lost: the job report says so, and of which source', async () => {
    const env = new AgentsExecutionEnvironment({ stores: new MemoryStores(), logger: new CollectingLogger() });
    const source = new HandFedSource<number>('telephone');
    env.fromSource(source).keyBy(String).apply(new Agent());
    source.end();
    const { guarantee } = await env.execute();
    expect(guarantee).toContain('except those of telephone: these are journaled before they are processed');
    expect(guarantee).toContain('a crash loses what was handed over and not durable yet');
  });

  test('are delivered again when the job fails and goes on in the same process, and the source goes on behind them', async () => {
    const gate = new Gate();
    let failures = 0;
    const source = new HandFedSource<number>();
    const env = new AgentsExecutionEnvironment({
      stores: new MemoryStores(),
      logger: new CollectingLogger(),
      config: { 'restart-strategy.delay': 1, 'call.settle-timeout': 1 },
    });
    const outputs = env
      .fromSource(source)
      .keyBy(() => 'key')
      .apply(
        new Agent().addAction('act', [InputEvent], async (event, ctx) => {
          if (event.input === 2 && failures === 0) {
            failures++;
            gate.open();
            throw new Error('an accident');
          }
          ctx.sendEvent(new OutputEvent(event.input));
        }),
      )
      .toList();
    const running = env.execute({ handleSignals: false });
    for (const value of [1, 2, 3]) {
      source.give(value);
    }
    await gate.promise;
    await until(() => outputs.some(({ value }) => value === 3));
    source.end();
    expect((await running).status).toBe('finished');
    // The sink of this test takes no part in checkpoints: what had left before the accident may come again.
    expect([...new Set(outputs.map(({ value }) => value))]).toEqual([1, 2, 3]);
  });
});
