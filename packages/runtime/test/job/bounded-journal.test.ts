import { Agent, InputEvent, OutputEvent } from '@millrace/api';
import { expect, test } from 'vitest';
import { AgentsExecutionEnvironment, type Output } from '../../src/index.js';
import { SimulatedFileSystem } from '../../src/testing/simulated-file-system.js';
import { simulatedStateDirectory } from '../../src/testing/simulated-state-directory.js';
import { CollectingLogger } from '../support/collecting-logger.js';

const maxBytes = 8000;

test('a job journals no more than it may between two checkpoints: it takes them when it has to, and its sources wait', async () => {
  const fileSystem = new SimulatedFileSystem();
  const sizes: number[] = [];
  const outputs: unknown[] = [];
  const env = new AgentsExecutionEnvironment({
    stores: simulatedStateDirectory(fileSystem, { journal: { segmentBytes: 2000 } }),
    config: { 'checkpoint.interval': 0, 'journal.max-bytes': maxBytes, 'in-flight-keys.max': 4 },
    logger: new CollectingLogger(),
  });
  env
    .fromList(Array.from({ length: 400 }, (_, index) => index))
    .keyBy((value) => value % 7)
    .apply(
      new Agent('echo').addAction('echo', [InputEvent], async (event, ctx) => {
        ctx.sendEvent(new OutputEvent(await ctx.durableExecute('ask', async () => event.input)));
        sizes.push(Number(ctx.agentMetricGroup.gauge('journalBytes').value ?? 0));
      }),
    )
    .sinkTo({ write: ({ value }: Output) => void outputs.push(value) });
  const report = await env.execute({ handleSignals: false });

  expect(outputs).toHaveLength(400);
  // What is in flight when the limit is reached may still be journaled.
  expect(Math.max(...sizes)).toBeLessThan(maxBytes + 4 * 2 * 400);
  expect(Math.max(...sizes)).toBeGreaterThan(maxBytes / 2);
  expect(Number(report.metrics['journalBytes'])).toBe(0);
});
