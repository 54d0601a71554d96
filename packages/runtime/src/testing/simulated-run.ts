import { type AttributeValue, decodeKey, formatKey, type Key, type Logger } from '@millrace/api';
import type { AgentPlan } from '@millrace/plan';
import { textToValue } from '../action-state/value-text.js';
import { decodeManifest } from '../checkpoint/checkpoint-manifest.js';
import { keyBytes } from '../identity/key-text.js';
import { decodeKeySnapshot } from '../keyed-state/key-snapshot.js';
import type { Output } from '../output/sink.js';
import type { SourceBinding } from '../source/source-pump.js';
import type { WatermarkStrategy } from '../source/watermark-strategy.js';
import { ManualClock } from './manual-clock.js';
import { SeededRandom } from './seeded-random.js';
import type { CrashPoint, SimulatedIo } from './simulated-io.js';
import { type LifeEnd, simulateLife } from './simulated-life.js';
import { type SimulatedRecord, SimulatedSource } from './simulated-source.js';
import { SimulatedStorage } from './simulated-storage.js';

/** A job, its input, and the world around it, for one run of one or more lives. */
export interface SimulatedScenario {
  /**
   * Called at the beginning of every life. Whatever the agent does outside itself goes through `io`, in its durable calls: `() => io.perform('charge', () => bank.charge(order))` has a place to be
   * killed at before the effect and one behind it, and ends when the seed says so.
   */
  readonly plan: (io: SimulatedIo) => AgentPlan | Promise<AgentPlan>;
  /** What each source delivers, by the id of the source. */
  readonly inputs: Readonly<Record<string, readonly SimulatedRecord[]>>;
  readonly keyBy: (value: AttributeValue) => Key;
  /** Default: none. */
  readonly watermarks?: WatermarkStrategy;
  /** Classes of errors that replay as instances of them. */
  readonly errorClasses?: readonly { readonly name: string; readonly prototype: Error }[];
  /** What of an output must be the same whatever crashes. Default: its value; leave out what depends on the time. */
  readonly describeOutput?: (output: Output) => AttributeValue;
  /** What of the world outside must be the same whatever crashes. Called when the job has ended. */
  readonly describeWorld?: () => AttributeValue;
}

/** What a run came to. */
export interface RunOutcome {
  /** Lives that ended otherwise than finished or killed. */
  readonly problems: readonly string[];
  /** By what it is: `outputs of "ada"`, `memory of "ada"` … */
  readonly results: ReadonlyMap<string, AttributeValue>;
}

const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** After so many lives a run is given up. */
const mostLives = 10;

/** Runs a job from its first life to the one in which it finishes. @param isCrash where it is killed; lives count from 0. */
export async function runLives(
  scenario: SimulatedScenario,
  seed: number,
  isCrash: (point: CrashPoint, life: number) => boolean,
): Promise<RunOutcome> {
  const storage = new SimulatedStorage();
  const clock = new ManualClock();
  for (let life = 0; life < mostLives; life++) {
    const end = await live(scenario, storage, clock, seed * 1013 + life, (point) => isCrash(point, life));
    if (end.kind === 'finished' || (end.kind === 'crashed' && isFinished(storage))) {
      return { problems: [], results: describe(scenario, storage) };
    }
    if (end.kind !== 'crashed') {
      const why = end.kind === 'failed' ? `failed: ${String(end.error)}` : `is stuck after ${end.steps} steps`;
      return { problems: [`life ${life} ${why}`], results: describe(scenario, storage) };
    }
  }
  return { problems: [`the job did not finish in ${mostLives} lives`], results: describe(scenario, storage) };
}

async function live(
  scenario: SimulatedScenario,
  storage: SimulatedStorage,
  clock: ManualClock,
  seed: number,
  isCrash: (point: CrashPoint) => boolean,
): Promise<LifeEnd> {
  return await simulateLife({
    plan: (io) => scenario.plan(io),
    storage,
    clock,
    random: new SeededRandom(seed),
    crashRandom: new SeededRandom(seed + 1),
    sources: (io) => Object.entries(scenario.inputs).map(([id, records]) => bind(scenario, id, records, io)),
    logger: silent,
    isCrash,
    ...(scenario.errorClasses === undefined ? {} : { errorClasses: scenario.errorClasses }),
  });
}

function bind(
  { keyBy, watermarks }: SimulatedScenario,
  id: string,
  records: readonly SimulatedRecord[],
  io: SimulatedIo,
): SourceBinding {
  return {
    source: new SimulatedSource(id, records, io),
    // The values of a simulated source are attribute values.
    keyOf: (value) => keyBy(value as AttributeValue),
    timestampOf: undefined,
    watermarks,
  };
}

function isFinished({ checkpoint }: SimulatedStorage): boolean {
  return checkpoint !== undefined && decodeManifest(checkpoint.manifest).finished;
}

function describe(scenario: SimulatedScenario, storage: SimulatedStorage): ReadonlyMap<string, AttributeValue> {
  const { describeOutput = ({ value }) => value, describeWorld } = scenario;
  const results = new Map<string, AttributeValue>();
  const add = (what: string, value: AttributeValue): void => {
    results.set(what, [...((results.get(what) ?? []) as readonly AttributeValue[]), value]);
  };
  for (const [sink, name] of [
    ['sink', 'outputs'],
    ['dead-letter sink', 'dead letters'],
  ] as const) {
    for (const delivery of storage.sink(sink).committed) {
      if (delivery.kind === 'output') {
        add(`${name} of ${formatKey(delivery.output.key)}`, describeOutput(delivery.output));
      }
    }
  }
  for (const [text, bytes] of storage.checkpoint?.keys ?? []) {
    const { key, memory } = decodeKeySnapshot(keyBytes(text), bytes);
    const items = memory.map(({ path, value }) => [path, value === undefined ? {} : textToValue(value)] as const);
    results.set(`memory of ${formatKey(decodeKey(key))}`, Object.fromEntries(items));
  }
  if (describeWorld !== undefined) {
    results.set('the world outside', describeWorld());
  }
  return results;
}
