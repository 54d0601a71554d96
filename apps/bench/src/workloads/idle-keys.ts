import { Agent, InputEvent, OutputEvent } from '@millrace/api';
import { AgentsExecutionEnvironment } from '@millrace/runtime';
import { Countdown } from '../harness/countdown.js';
import { GatedSource } from '../harness/gated-source.js';
import { privateResidentMemory, settledMemory } from '../harness/process-memory.js';

type Visit = { readonly customer: number };

/** What keys cost that have state and nothing to do. */
export interface IdleKeys {
  /** Resident memory per key, with pages of the state file that are mapped; in bytes. */
  readonly residentBytesPerKey: number;
  /** The part of it that belongs to the process alone. */
  readonly privateBytesPerKey: number;
}

/** As {@link IdleKeys}, of a job that has just been started. */
export interface StartedJob extends IdleKeys {
  /** From `execute` to the first record that is asked for. */
  readonly startSeconds: number;
}

const warmUpKeys = 2000;

function visitAgent(): Agent {
  return new Agent('visits').addAction('count', [InputEvent<Visit>], (_, ctx) => {
    const seen = ctx.shortTermMemory.get('visits');
    const visits = (typeof seen === 'number' ? seen : 0) + 1;
    ctx.shortTermMemory.set('visits', visits);
    ctx.sendEvent(new OutputEvent(visits));
  });
}

function environment(stateDir: string): AgentsExecutionEnvironment {
  // What the disk does with the journal is not the subject.
  return new AgentsExecutionEnvironment({
    stateDir,
    journalDurability: 'os',
    config: { 'savepoints.retained': 0, 'restart-strategy': 'none' },
  });
}

/** Gives a number of keys state, lets them be, and looks at the memory. The job is stopped then, so that it can be started again. */
export async function fillKeys(stateDir: string, keys: number): Promise<IdleKeys> {
  const stop = new AbortController();
  const env = environment(stateDir);
  const warmedUp = new Countdown(warmUpKeys);
  const filled = new Countdown(keys + warmUpKeys);
  let before = 0;
  let privateBefore = 0;
  let result: IdleKeys | undefined;
  const source = new GatedSource<Visit>([
    { deliver: visits(-warmUpKeys, 0) },
    {
      wait: async () => {
        await warmedUp.done;
        before = (await settledMemory()).resident;
        privateBefore = privateResidentMemory() ?? Number.NaN;
      },
    },
    { deliver: visits(0, keys) },
    {
      wait: async () => {
        await filled.done;
        await env.savepoint('filled');
        const { resident } = await settledMemory();
        result = {
          residentBytesPerKey: (resident - before) / keys,
          privateBytesPerKey: ((privateResidentMemory() ?? Number.NaN) - privateBefore) / keys,
        };
        stop.abort();
      },
    },
  ]);
  env
    .fromSource(source)
    .keyBy(({ customer }) => customer)
    .apply(visitAgent())
    .sinkTo({
      write: () => {
        warmedUp.tick();
        filled.tick();
      },
    });
  await env.execute({ handleSignals: false, signal: stop.signal });
  if (result === undefined) {
    throw new Error('The keys were not measured.');
  }
  return result;
}

/** Starts the job again in this process and looks at the memory; then ends it. */
export async function startWithKeys(stateDir: string, keys: number): Promise<StartedJob> {
  const stop = new AbortController();
  const { resident: before } = await settledMemory();
  const privateBefore = privateResidentMemory() ?? Number.NaN;
  let result: StartedJob | undefined;
  const env = environment(stateDir);
  let startedAtMs = 0;
  const source = new GatedSource<Visit>([
    {
      wait: async () => {
        const startSeconds = (performance.now() - startedAtMs) / 1000;
        const { resident } = await settledMemory();
        result = {
          startSeconds,
          residentBytesPerKey: (resident - before) / keys,
          privateBytesPerKey: ((privateResidentMemory() ?? Number.NaN) - privateBefore) / keys,
        };
        stop.abort();
      },
    },
  ]);
  env
    .fromSource(source)
    .keyBy(({ customer }) => customer)
    .apply(visitAgent())
    .sinkTo({ write: () => {} });
  startedAtMs = performance.now();
  const report = await env.execute({ handleSignals: false, signal: stop.signal });
  if (result === undefined || report.resumedFrom === undefined) {
    throw new Error('The job was not started from the checkpoint.');
  }
  return result;
}

function visits(from: number, to: number): readonly Visit[] {
  return Array.from({ length: to - from }, (_, index) => ({ customer: from + index }));
}
