import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ActionExecutionError, type Output } from '../../src/index.js';
import { failureOf } from '../support/failure-of.js';
import { canKeepState } from '../support/line-job.js';
import { temporaryFile } from '../support/temporary-folder.js';
import { byKey, numbered, runThreadJob, type ThreadInput } from './thread-job.js';

/** What was written behind a checkpoint is written again: a sink that cannot take back what it has knows outputs by their ids. */
function onlyOnce(outputs: readonly Output[]): readonly Output[] {
  return [...new Map(outputs.map((output) => [output.outputId, output])).values()];
}

if (!canKeepState) {
  console.warn('Skipped: threads run what was built, and nothing was.');
}

describe.runIf(canKeepState)('a job whose subtasks run in threads', () => {
  test('gives every key what one subtask gives it: outputs in order with memory and time, watermarks behind them, dead letters', async () => {
    const inputs = numbered(300).map(
      (input): ThreadInput => (input.number % 50 === 7 ? { ...input, deed: 'fail' } : input),
    );
    const [one, two] = [await runThreadJob(inputs, { parallelism: 1 }), await runThreadJob(inputs, { parallelism: 2 })];
    expect(byKey(two.outputs)).toEqual(byKey(one.outputs));
    expect(two.outputs).toHaveLength(294);
    expect(new Set(two.outputs.map(({ outputId }) => outputId)).size).toBe(294);
    expect(byKey(two.deadLetters)).toEqual(byKey(one.deadLetters));
    expect(two.deadLetters).toHaveLength(6);
    expect(two.watermarks.at(-1)).toBe(one.watermarks.at(-1));
    expect(two.watermarks).toEqual(two.watermarks.toSorted((a, b) => a - b));
    expect(two.report).toMatchObject({ inputsProcessed: 300, outputs: 294, inputsAbandoned: 0 });
    expect(
      Number(two.report.metrics['subtask=0.numOfInputs']) + Number(two.report.metrics['subtask=1.numOfInputs']),
    ).toBe(300);
  });

  test('passes on what an action threw, as what it is', async () => {
    const inputs = numbered(20).map((input): ThreadInput => ({ ...input, failsJob: input.number === 11 }));
    const failure = await failureOf(runThreadJob(inputs, { parallelism: 2 }));
    expect(failure).toBeInstanceOf(ActionExecutionError);
    expect(failure).toMatchObject({
      code: 'ACTION_FAILED',
      actionName: 'order',
      input: { sourceId: 'inputs', position: 11 },
      cause: { name: 'OwnError', message: 'thrown by an action' },
    });
  });

  test.each(['exit', 'throwOutside'] as const)(
    'goes on from its newest checkpoint when code in a thread ends it (%s)',
    async (deed) => {
      const marker = await temporaryFile('marker');
      const inputs = numbered(200).map(
        (input): ThreadInput => (input.number === 120 ? { ...input, deed, marker } : input),
      );
      const stateDir = join(dirname(marker), 'state');
      const { outputs, report, logger } = await runThreadJob(inputs, { parallelism: 2, stateDir });
      const undisturbed = await runThreadJob(numbered(200), { parallelism: 1 });
      expect(byKey(onlyOnce(outputs))).toEqual(byKey(undisturbed.outputs));
      expect(report.status).toBe('finished');
      expect(logger.lines.map(({ fields }) => fields)).toContainEqual(
        expect.objectContaining({ error: expect.stringContaining('The thread of subtask') }),
      );
    },
  );

  test('without state a thread that ends fails the job', async () => {
    const inputs = numbered(20).map((input): ThreadInput => (input.number === 5 ? { ...input, deed: 'exit' } : input));
    expect(await failureOf(runThreadJob(inputs, { parallelism: 2 }))).toMatchObject({ code: 'SUBTASK_THREAD_ENDED' });
  });

  test('reads no further than its windows and limits allow, however many checkpoints are taken meanwhile', async () => {
    const gate = await temporaryFile('gate');
    const inputs = numbered(1500).map((input): ThreadInput => ({ ...input, gate }));
    let read = 0;
    let mostBehindGate = 0;
    const running = runThreadJob(inputs, {
      parallelism: 2,
      stateDir: join(dirname(gate), 'state'),
      config: {
        'in-flight-keys.max': 2,
        'pending-inputs.max': 2,
        'checkpoint.interval': 0,
        'state.max-cached-keys': 1000,
      },
      onRead: async (_, env) => {
        read++;
        if (read === 100) {
          // Every savepoint has the threads take what they were sent, whatever room they have.
          void (async () => {
            for (const name of ['one', 'two', 'three']) {
              await env.savepoint(name);
            }
            mostBehindGate = read;
            await writeFile(gate, '');
          })();
        }
      },
    });
    const { outputs } = await running;
    expect(outputs).toHaveLength(1500);
    expect(mostBehindGate).toBeGreaterThanOrEqual(100);
    expect(mostBehindGate).toBeLessThanOrEqual(2 * (256 + 4) + 2);
  });

  test('stops with what is unfinished, and goes on with it, also with another number of subtasks', async () => {
    const gate = await temporaryFile('gate');
    const stateDir = join(dirname(gate), 'state');
    const inputs = numbered(60).map((input): ThreadInput => (input.number % 9 === 4 ? { ...input, gate } : input));
    const stop = new AbortController();
    const config = { 'stop.grace': 0, 'call.settle-timeout': 50 };
    const onRead = (number: number): void => void (number === 40 && stop.abort());
    const first = await runThreadJob(inputs, { parallelism: 2, stateDir, config, signal: stop.signal, onRead });
    expect(first.report).toMatchObject({ status: 'stopped', savepoint: expect.stringContaining('stop-') });
    expect(first.report.inputsAbandoned).toBeGreaterThan(0);
    await writeFile(gate, '');
    const second = await runThreadJob(inputs, { parallelism: 3, stateDir });
    expect(second.report.status).toBe('finished');
    const undisturbed = await runThreadJob(numbered(60), { parallelism: 1 });
    expect(byKey(onlyOnce([...first.outputs, ...second.outputs]))).toEqual(byKey(undisturbed.outputs));
  });
});
