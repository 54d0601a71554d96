import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Agent, InputEvent, OutputEvent } from '@millrace/api';
import { AgentsExecutionEnvironment, type JobReport, JsonLinesFileSource } from '../../src/index.js';
import { CollectingLogger } from './collecting-logger.js';

/** Whether state directories work here: their storage thread runs what was built. */
export const canKeepState: boolean = existsSync(
  fileURLToPath(new URL('../../dist/checkpoint/lmdb-storage-thread.js', import.meta.url)),
);

/** What a job over the numbers in a file is started with. */
export interface LineJobOptions {
  readonly stateDir: string;
  readonly path: string;
  /** The number at which the job is asked to stop; `start`: before it begins. */
  readonly stopAt?: number | 'start';
  /** The number at which an action fails, in its first attempt only. */
  readonly failOnceAt?: number;
  readonly fresh?: boolean;
}

/** How it ended. */
export interface LineJobResult {
  readonly report: JobReport;
  /** Numbers with how many the job had seen, in the order of the outputs. */
  readonly outputs: readonly unknown[];
}

/** Puts out every number of a file with how many there have been, one number after another. */
export async function runLineJob({
  stateDir,
  path,
  stopAt,
  failOnceAt,
  fresh = false,
}: LineJobOptions): Promise<LineJobResult> {
  const stop = new AbortController();
  if (stopAt === 'start') {
    stop.abort();
  }
  let hasFailed = false;
  const agent = new Agent('counting').addAction('count', [InputEvent], (event, ctx) => {
    if (event.input === stopAt) {
      stop.abort();
    }
    if (event.input === failOnceAt && !hasFailed) {
      hasFailed = true;
      throw new Error('once');
    }
    const count = (ctx.shortTermMemory.get<number>('count') ?? 0) + 1;
    ctx.shortTermMemory.set('count', count);
    ctx.sendEvent(new OutputEvent([event.input, count]));
  });
  const env = new AgentsExecutionEnvironment({
    stateDir,
    fresh,
    logger: new CollectingLogger(),
    config: { 'in-flight-keys.max': 1, 'pending-inputs.max': 1, 'restart-strategy.delay': 1 },
  });
  const outputs = env
    .fromSource(new JsonLinesFileSource<number>(path))
    .keyBy(() => 'one key')
    .apply(agent)
    .toList();
  const report = await env.execute({ signal: stop.signal, handleSignals: false });
  return { report, outputs: outputs.map(({ value }) => value) };
}
