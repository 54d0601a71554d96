import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, InputEvent, OutputEvent } from '@millrace/api';
import { AgentsExecutionEnvironment, type DurableStores, type JobReport, LmdbCheckpointStore } from '@millrace/runtime';
import { LineJournal } from './custom/line-journal.js';

// #region stores
/** Our journal beside the checkpoints of the runtime. */
function storesIn(directory: string): DurableStores {
  const [checkpoints, journal] = [join(directory, 'checkpoints'), join(directory, 'journal')];
  return {
    create: async () => {
      await mkdir(checkpoints, { recursive: true });
      return {
        actionStateStores: [new LineJournal(journal)],
        checkpointStore: new LmdbCheckpointStore(checkpoints),
      };
    },
    // As long as there is a checkpoint, a job may go on from it, which needs the journal.
    reset: async () => {
      await rm(checkpoints, { recursive: true, force: true });
      await rm(journal, { force: true });
    },
    description: `checkpoints and a journal of lines in ${directory}`,
    // Whoever lets two processes in here at a time locks the directory before `create`, and unlocks it here.
    release: async () => {},
  };
}
// #endregion stores

const visits = (stop: AbortController): Agent =>
  new Agent('visits').addAction('count', [InputEvent], async (event, ctx) => {
    const count = (ctx.shortTermMemory.get<number>('count') ?? 0) + 1;
    ctx.shortTermMemory.set('count', count);
    ctx.sendEvent(new OutputEvent(`${event.input}: ${count}`));
    if (event.input === 'cleo' && count === 2) stop.abort();
  });

export interface Life {
  readonly report: JobReport;
  readonly outputs: readonly unknown[];
}

/** Two lives of a job: the first one is stopped when somebody comes for the second time. */
export async function countVisits(directory: string): Promise<readonly Life[]> {
  const lives: Life[] = [];
  for (const stop of [new AbortController(), new AbortController()]) {
    // #region job
    const env = new AgentsExecutionEnvironment({
      stores: storesIn(directory),
      config: { 'job-identifier': 'visits', 'in-flight-keys.max': 1, 'pending-inputs.max': 1 },
    });
    // #endregion job
    const outputs = env
      .fromList(['ada', 'bob', 'cleo', 'cleo', 'ada', 'cleo'])
      .keyBy((name) => name)
      .apply(visits(stop))
      .toList();
    const report = await env.execute({ signal: stop.signal, handleSignals: false });
    lives.push({ report, outputs: outputs.map(({ value }) => value) });
  }
  return lives;
}

if (process.argv[1] === import.meta.filename) {
  const directory = await mkdtemp(join(tmpdir(), 'millrace-tutorial-'));
  for (const { report, outputs } of await countVisits(directory)) {
    const beginning = report.resumedFrom === undefined ? 'begun anew' : `resumed from checkpoint ${report.resumedFrom}`;
    console.log(`${beginning}, ${report.status}: ${outputs.join(', ')}`);
  }
  await rm(directory, { recursive: true });
}
