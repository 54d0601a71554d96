import { readFile } from 'node:fs/promises';
import { Agent, type Attributes, type DurableCall, InputEvent, OutputEvent } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { AgentsExecutionEnvironment, type JobReport, JsonLinesFileSink } from '../../src/index.js';
import { CollectingLogger } from '../support/collecting-logger.js';
import { Gate } from '../support/gate.js';
import { MemoryStores } from '../support/memory-stores.js';
import { temporaryFile } from '../support/temporary-folder.js';
import { until } from '../support/until.js';

const quickly: Attributes = { 'restart-strategy.delay': 1, 'restart-strategy.max-delay': 1, 'call.settle-timeout': 1 };

interface JobOptions {
  readonly inputs: readonly string[];
  readonly agent: Agent;
  readonly config?: Attributes;
  readonly stores?: MemoryStores;
  readonly logger?: CollectingLogger;
}

function runJob({
  inputs,
  agent,
  config = {},
  stores = new MemoryStores(),
  logger = new CollectingLogger(),
}: JobOptions): {
  readonly outputs: readonly { readonly value: unknown }[];
  readonly report: Promise<JobReport>;
} {
  const env = new AgentsExecutionEnvironment({ stores, logger, config: { ...quickly, ...config } });
  const outputs = env
    .fromList([...inputs])
    .keyBy((input) => input)
    .apply(agent)
    .toList();
  return { outputs, report: env.execute({ handleSignals: false }) };
}

describe('a durable call that still runs when its job fails and goes on in the same process', () => {
  /** The input `slow` makes a call that does not react to being aborted; the input `failing` fails its job as often as it is told. */
  function job(options: Partial<DurableCall<string>>, failures = 1) {
    const gate = new Gate<string>();
    const counts = { started: 0, asked: 0, failed: 0, begun: 0 };
    const agent = new Agent()
      .addAction('call', ['input == "slow"'], async (_event, ctx) => {
        counts.begun++;
        const result = await ctx.durableExecuteAsync<string>({
          id: 'slow',
          call: () => {
            counts.started++;
            return gate.promise;
          },
          ...('reconcile' in options
            ? {
                reconcile: () => {
                  counts.asked++;
                  return 'not-executed' as const;
                },
              }
            : options),
        });
        ctx.sendEvent(new OutputEvent(result));
      })
      .addAction('fail', ['input == "failing"'], async (_event, ctx) => {
        await ctx.durableExecute({ id: 'wait', readOnly: true, call: () => until(() => counts.started > 0) });
        if (counts.failed < failures) {
          counts.failed++;
          throw new Error('an accident');
        }
      });
    return { gate, counts, ...runJob({ inputs: ['slow', 'failing'], agent }) };
  }

  test.each([
    ['without an intent', {}],
    ['with reconcile', { reconcile: () => 'not-executed' as const }],
    ['with onUnknown: fail', { onUnknown: 'fail' as const }],
  ])('%s is handed over: neither started nor reconciled again', async (_name, options) => {
    const { gate, counts, outputs, report } = job(options, 3);
    await until(() => counts.begun === 4);
    gate.open('result');
    expect((await report).status).toBe('finished');
    expect(counts).toEqual({ started: 1, asked: 0, failed: 3, begun: 4 });
    expect(outputs.map(({ value }) => value)).toEqual(['result']);
  });

  test('and ends before the job has gone on is not made again either', async () => {
    const { gate, counts, outputs, report } = job({});
    await until(() => counts.failed === 1);
    gate.open('result');
    await report;
    expect(counts.started).toBe(1);
    expect(outputs.map(({ value }) => value)).toEqual(['result']);
  });

  test('may take no longer than it says, counted from when the job has gone on', async () => {
    const { counts, report } = job({ timeoutMs: 100 });
    await expect(report).rejects.toMatchObject({ code: 'ACTION_FAILED', actionName: 'call' });
    expect(counts.started).toBeGreaterThan(1);
  });
});

describe('a job that fails again and again', () => {
  const failing = (): Agent =>
    new Agent().addAction('act', [InputEvent], (event) => {
      if (event.input === 'poison') {
        throw new Error('cannot be digested');
      }
    });

  test('is given up after ten restarts without a new checkpoint, with an error that names action, key, run and input position', async () => {
    const logger = new CollectingLogger();
    const { report } = runJob({ inputs: ['good', 'poison'], agent: failing(), logger });
    await expect(report).rejects.toMatchObject({
      code: 'ACTION_FAILED',
      actionName: 'act',
      key: 'poison',
      runNumber: 0,
      input: { sourceId: 'list', position: 1 },
      message: expect.stringMatching(
        /"act" failed for key .*poison.*, run 0, input list@1: cannot be digested/,
      ) as unknown,
    });
    expect(logger.lines.filter(({ message }) => message.startsWith('The job failed and goes on'))).toHaveLength(10);
  });

  test('counts its restarts anew when it has completed a checkpoint in between', async () => {
    const logger = new CollectingLogger();
    let failures = 0;
    const agent = new Agent().addAction('act', [InputEvent], async () => {
      if (failures < 15) {
        failures++;
        const { writes } = stores;
        // When the second one is being written the first is complete.
        await until(() => failures % 5 !== 0 || stores.writes > writes + 1);
        throw new Error('an accident');
      }
    });
    const stores = new CountingStores();
    const { report } = runJob({
      inputs: ['x'],
      agent,
      stores,
      logger,
      config: { 'checkpoint.interval': 1, 'restart-strategy.max-restarts': 6 },
    });
    expect((await report).status).toBe('finished');
    expect(failures).toBe(15);
  });

  test.each([
    ['none', 0],
    ['fixed-delay', 4],
  ])('with the strategy %s is restarted %i times', async (strategy, restarts) => {
    const logger = new CollectingLogger();
    const config = { 'restart-strategy': strategy, 'restart-strategy.max-restarts': 4 };
    const { report } = runJob({ inputs: ['poison'], agent: failing(), logger, config });
    await expect(report).rejects.toMatchObject({ code: 'ACTION_FAILED' });
    expect(logger.lines.filter(({ message }) => message.startsWith('The job failed and goes on'))).toHaveLength(
      restarts,
    );
  });
});

class CountingStores extends MemoryStores {
  writes = 0;
  override decideWrite = (): 'complete' => {
    this.writes++;
    return 'complete';
  };
}

describe('a checkpoint that cannot be written', () => {
  test('fails the attempt, prunes nothing, and its outputs are taken over by the next: each is in the file once', async () => {
    const path = await temporaryFile('out.jsonl');
    const stores = new MemoryStores();
    const fates: string[] = [];
    let processed = 0;
    stores.decideWrite = (checkpointId) => {
      // The second and third checkpoint fail, each twice.
      const fate =
        (checkpointId === 1 || checkpointId === 2) && fates.filter((id) => id === `${checkpointId}`).length < 2;
      fates.push(`${checkpointId}`);
      return fate ? 'fail' : 'complete';
    };
    const calls: unknown[] = [];
    const inputs = Array.from({ length: 60 }, (_, index) => index);
    const env = new AgentsExecutionEnvironment({
      stores,
      logger: new CollectingLogger(),
      config: { ...quickly, 'checkpoint.interval': 1, 'in-flight-keys.max': 1 },
    });
    env
      .fromList(inputs)
      .keyBy(String)
      .apply(
        new Agent().addAction('act', [InputEvent], async (event, ctx) => {
          await ctx.durableExecute('call', () => {
            calls.push(event.input);
          });
          processed++;
          if (processed % 10 === 0) {
            // Long enough for a checkpoint to be due.
            await ctx.durableExecute({
              id: 'pause',
              readOnly: true,
              call: () => new Promise((resolve) => setTimeout(resolve, 3)),
            });
          }
          ctx.sendEvent(new OutputEvent(event.input));
        }),
      )
      .sinkTo(new JsonLinesFileSink(path));
    expect((await env.execute({ handleSignals: false })).status).toBe('finished');
    expect(fates.filter((id) => id === '1')).toHaveLength(3);
    const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
    expect(lines.map(Number)).toEqual(inputs);
    // The journal was not pruned by the checkpoints that failed, so no recorded call was made again.
    expect(calls).toEqual(inputs);
  });
});
