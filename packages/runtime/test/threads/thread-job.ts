import type { Attributes } from '@millrace/api';
import {
  AgentsExecutionEnvironment,
  type JobReport,
  monotonousTimestamps,
  type Output,
  type SourceReadOptions,
  type SourceRecord,
} from '../../src/index.js';
import { CollectingLogger } from '../support/collecting-logger.js';

/** The module that every thread imports. */
export const agentModule: URL = new URL('../scripts/thread-agent.mjs', import.meta.url);

/** An input of the agent in {@link agentModule}. */
export interface ThreadInput {
  readonly key: string;
  readonly number: number;
  /** What is done when the input is counted, the first time when there is a marker, else each time. */
  readonly deed?: 'exit' | 'throwOutside' | 'fail';
  readonly marker?: string;
  /** A file whose appearance is waited for, in a durable call. */
  readonly gate?: string;
  readonly failsJob?: boolean;
}

/** What the agent puts out. */
export interface ThreadOutput {
  readonly key: string;
  readonly place: number;
  readonly number: number;
}

/** How a job is run. */
export interface ThreadJobOptions {
  readonly parallelism: number;
  readonly stateDir?: string;
  readonly config?: Attributes;
  readonly signal?: AbortSignal;
  /** Told of every record before the job has it. */
  readonly onRead?: (number: number, env: AgentsExecutionEnvironment) => void | Promise<void>;
}

/** What came of it. */
export interface ThreadJobResult {
  readonly report: JobReport;
  readonly outputs: readonly Output[];
  readonly deadLetters: readonly Output[];
  readonly watermarks: readonly number[];
  readonly logger: CollectingLogger;
}

/** Runs the agent over the inputs in this process; their numbers are the times. */
export async function runThreadJob(
  inputs: readonly ThreadInput[],
  { parallelism, stateDir, config = {}, signal, onRead }: ThreadJobOptions,
): Promise<ThreadJobResult> {
  const logger = new CollectingLogger();
  const env = new AgentsExecutionEnvironment({
    logger,
    config: { parallelism, 'checkpoint.interval': 5, 'restart-strategy.delay': 1, ...config },
    ...(stateDir === undefined ? {} : { stateDir }),
  });
  const outputs: Output[] = [];
  const deadLetters: Output[] = [];
  const watermarks: number[] = [];
  const source = {
    id: 'inputs',
    replayable: true,
    async *read({ after = -1 }: SourceReadOptions): AsyncGenerator<SourceRecord<ThreadInput>> {
      for (const [position, value] of inputs.entries()) {
        if (position > after) {
          await onRead?.(value.number, env);
          yield { position, value, timestamp: value.number };
        }
      }
    },
  };
  env
    .fromSource(source, { watermarks: monotonousTimestamps() })
    .keyBy(({ key }) => key)
    .apply(agentModule)
    .sinkTo({
      write: (output) => void outputs.push(output),
      writeWatermark: (watermarkMs) => void watermarks.push(watermarkMs),
    })
    .deadLettersTo({ write: (output) => void deadLetters.push(output) });
  const report = await env.execute({ handleSignals: false, ...(signal === undefined ? {} : { signal }) });
  return { report, outputs, deadLetters, watermarks, logger };
}

/** Values by key, in order. */
export function byKey(outputs: readonly Output[]): ReadonlyMap<unknown, readonly unknown[]> {
  const values = new Map<unknown, unknown[]>();
  for (const { key, value } of outputs) {
    values.set(key, [...(values.get(key) ?? []), value]);
  }
  return values;
}

/** Inputs of several keys, numbered. */
export function numbered(count: number, keys = 9): readonly ThreadInput[] {
  return Array.from({ length: count }, (_, number) => ({ key: `key ${(number * 7) % keys}`, number }));
}
