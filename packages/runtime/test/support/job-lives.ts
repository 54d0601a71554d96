import { dirname, join } from 'node:path';
import type { Agent, Attributes, AttributeValue, Key } from '@millrace/api';
import {
  AgentsExecutionEnvironment,
  type Clock,
  type DurableStores,
  type JobReport,
  type Output,
  openStateDirectory,
  type Source,
  type SourceReadOptions,
  type SourceRecord,
} from '../../src/index.js';
import { CollectingLogger } from './collecting-logger.js';
import { temporaryFile } from './temporary-folder.js';

/** An input, at the position that is its place in the list, unless it says another one. */
export interface LifeInput {
  readonly key: Key;
  readonly value: AttributeValue;
  readonly position?: number;
  readonly timestamp?: number;
}

/** What a life of a job is lived with. */
export interface LifeOptions {
  readonly agent: Agent;
  readonly inputs: readonly LifeInput[];
  /** The source fails at that moment, and the job with it: nothing after its newest checkpoint is in the next one. Default: the job lives to its end. */
  readonly killedAt?: Promise<unknown>;
  /** The job is stopped then, and takes a checkpoint of what is unfinished. */
  readonly stoppedAt?: Promise<unknown>;
  readonly config?: Attributes;
  readonly watch?: StoreWatch;
  readonly clock?: Clock;
  readonly errorClasses?: readonly { readonly name: string; readonly prototype: Error }[];
}

/** Sees what goes to the stores of a life. */
export interface StoreWatch {
  /** Called before a record is journaled. What it throws fails the append; what it returns is waited for before the record counts as durable. */
  readonly append?: (record: Uint8Array) => Promise<void> | void;
  /** Called when a checkpoint is complete. */
  readonly checkpoint?: (checkpointId: number) => void;
}

/** How a life went. */
export interface Life {
  readonly outputs: readonly Output[];
  readonly deadLetters: readonly Output[];
  readonly log: CollectingLogger['lines'];
  /** What it failed with. */
  readonly error: unknown;
  readonly report: JobReport | undefined;
}

const death = new Error('killed');

/** A new directory for the state of a job. */
export async function newStateDirectory(): Promise<string> {
  return join(dirname(await temporaryFile()), 'state');
}

/** One life of a job over a state directory: from where the life before ended, until it ends or is ended. */
export async function live(stateDir: string, options: LifeOptions): Promise<Life> {
  const { agent, inputs, killedAt, stoppedAt, config = {}, clock, errorClasses = [], watch } = options;
  const logger = new CollectingLogger();
  const stop = new AbortController();
  void stoppedAt?.then(() => stop.abort());
  const env = new AgentsExecutionEnvironment({
    ...(watch === undefined ? { stateDir } : { stores: await watchedStores(stateDir, watch) }),
    logger,
    errorClasses,
    ...(clock === undefined ? {} : { clock }),
    config: {
      'restart-strategy': 'none',
      'checkpoint.interval': 0,
      'call.settle-timeout': 0,
      'stop.grace': 0,
      ...config,
    },
  });
  const deadLetters: Output[] = [];
  const outputs = env
    .fromSource(new MortalSource(inputs, killedAt ?? (stoppedAt === undefined ? undefined : new Promise(() => {}))))
    .keyBy(({ key }) => key)
    .apply(agent)
    .deadLettersTo({ write: (letter) => void deadLetters.push(letter) })
    .toList();
  const life = { outputs, deadLetters, log: logger.lines };
  try {
    return { ...life, report: await env.execute({ signal: stop.signal, handleSignals: false }), error: undefined };
  } catch (error) {
    if (killedAt !== undefined && Reflect.get(Object(error), 'cause') !== death) {
      throw error;
    }
    return { ...life, error, report: undefined };
  }
}

/** The stores of a state directory, watched. */
export async function watchedStores(stateDir: string, watch: StoreWatch): Promise<DurableStores> {
  const stores = await openStateDirectory(stateDir);
  return {
    ...stores,
    create: async (parallelism) => {
      const created = await stores.create(parallelism);
      for (const store of created.actionStateStores) {
        const append = store.append.bind(store);
        let failure: { readonly error: unknown } | undefined;
        store.append = async (key, record) => {
          let delay: Promise<void> | undefined;
          try {
            delay = watch.append?.(record) ?? undefined;
          } catch (error) {
            failure ??= { error };
          }
          if (failure !== undefined) {
            throw failure.error;
          }
          await Promise.all([append(key, record), delay]);
        };
      }
      const { checkpointStore } = created;
      const write = checkpointStore.write.bind(checkpointStore);
      checkpointStore.write = async (checkpoint) => {
        await write(checkpoint);
        watch.checkpoint?.(checkpoint.checkpointId);
      };
      return created;
    },
  };
}

/** Values of outputs, in order. */
export function valuesOf({ outputs }: Pick<Life, 'outputs'>): readonly AttributeValue[] {
  return outputs.map(({ value }) => value);
}

class MortalSource implements Source<{ readonly key: Key; readonly value: AttributeValue }> {
  readonly id = 'inputs';
  readonly replayable = true;
  readonly #inputs: readonly LifeInput[];
  readonly #deathAt: Promise<unknown> | undefined;

  constructor(inputs: readonly LifeInput[], deathAt: Promise<unknown> | undefined) {
    this.#inputs = inputs;
    this.#deathAt = deathAt;
  }

  async *read({
    after = -1,
  }: SourceReadOptions): AsyncIterable<SourceRecord<{ readonly key: Key; readonly value: AttributeValue }>> {
    for (const [index, { key, value, timestamp, position = index }] of this.#inputs.entries()) {
      if (position > after) {
        yield { position, timestamp, value: { key, value } };
      }
    }
    if (this.#deathAt !== undefined) {
      await this.#deathAt;
      throw death;
    }
  }
}
