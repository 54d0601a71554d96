import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { explainFailure, readLoggedEvents } from '../../tutorial/03-event-logger.js';

test('the ring buffer holds the newest three events before the failure, the input that caused it last', async () => {
  expect(await explainFailure()).toEqual([
    '"ada" run 2: _input_event {"input":{"customer":"ada","cups":3}} from the source',
    '"ada" run 2: _output_event {"output":3} from check',
    '"ada" run 3: _input_event {"input":{"customer":"ada","cups":0}} from the source',
    'The action "check" failed for key "ada", run 3, input list@3: nobody can order 0 cups',
  ]);
});

test('the file logger writes every event with its lineage into one file, from which they are read back in order', async () => {
  const baseLogDir = await mkdtemp(join(tmpdir(), 'tutorial-event-log-'));
  onTestFinished(() => rm(baseLogDir, { recursive: true }));
  expect(await readLoggedEvents(baseLogDir)).toEqual([
    '"ada" run 0: _input_event {"input":{"customer":"ada","cups":1}} from the source',
    '"ada" run 0: _output_event {"output":1} from check',
    '"bob" run 0: _input_event {"input":{"customer":"bob","cups":2}} from the source',
    '"bob" run 0: _output_event {"output":2} from check',
  ]);
  expect(await readdir(baseLogDir)).toEqual([expect.stringMatching(/^events-.+-cashier-0\.log$/)]);
});
