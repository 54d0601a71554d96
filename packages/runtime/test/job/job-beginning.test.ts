import { Agent, InputEvent, OutputEvent } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { AgentsExecutionEnvironment, IterableSource, type JobBeginning } from '../../src/index.js';
import { CollectingLogger } from '../support/collecting-logger.js';
import { canKeepState } from '../support/line-job.js';
import { temporaryFile } from '../support/temporary-folder.js';

if (!canKeepState) {
  console.log('skipped: state directories need the build of this package');
}

/** Runs a job over three numbers and gives everything it said about where it begins. */
async function run(stateDir: string | undefined, stopAt?: number): Promise<readonly JobBeginning[]> {
  const stop = new AbortController();
  const agent = new Agent('numbers').addAction('pass-on', [InputEvent], (event, ctx) => {
    if (event.input === stopAt) {
      stop.abort();
    }
    ctx.sendEvent(new OutputEvent(event.input));
  });
  const env = new AgentsExecutionEnvironment({
    ...(stateDir === undefined ? {} : { stateDir }),
    logger: new CollectingLogger(),
    config: { 'job-identifier': 'numbers', 'in-flight-keys.max': 1, 'pending-inputs.max': 1 },
  });
  env
    .fromSource(new IterableSource([1, 2, 3]))
    .keyBy(() => 'one')
    .apply(agent)
    .toList();
  const beginnings: JobBeginning[] = [];
  await env.execute({
    signal: stop.signal,
    handleSignals: false,
    onBegin: (beginning) => beginnings.push(beginning),
  });
  return beginnings;
}

describe('onBegin', () => {
  test('is told by a job without state that it begins anew', async () => {
    expect(await run(undefined)).toEqual([{ jobId: 'numbers', resumedFrom: undefined, previousFinished: false }]);
  });

  test.runIf(canKeepState)(
    'is told of the checkpoint a job goes on from, and that the job before had finished',
    async () => {
      const stateDir = await temporaryFile('state');
      const anew = { jobId: 'numbers', resumedFrom: undefined, previousFinished: false };

      expect(await run(stateDir, 2)).toEqual([anew]);
      expect(await run(stateDir)).toEqual([{ ...anew, resumedFrom: expect.any(Number) }]);
      expect(await run(stateDir)).toEqual([{ ...anew, previousFinished: true }]);
    },
  );
});
