import { Agent, InputEvent, OutputEvent, Resource } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { AgentsExecutionEnvironment } from '../../src/index.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { SimulatedFileSystem } from '../../src/testing/simulated-file-system.js';
import { SimulatedSource } from '../../src/testing/simulated-source.js';
import { simulatedStateDirectory } from '../../src/testing/simulated-state-directory.js';
import { CollectingLogger } from '../support/collecting-logger.js';
import { failureOf } from '../support/failure-of.js';
import { until } from '../support/until.js';

/** A tool that does not work when it is to be closed. */
class Stuck extends Resource {
  override readonly resourceType = 'tool';

  override async close(): Promise<void> {
    throw new Error('stuck');
  }
}

/** A job over three numbers that keeps state and restarts at once. */
function threeNumbers(disk: SimulatedFileSystem, onInput: (input: unknown) => void) {
  const clock = new ManualClock();
  const env = new AgentsExecutionEnvironment({
    stores: simulatedStateDirectory(disk),
    clock,
    logger: new CollectingLogger(),
    config: { 'restart-strategy': 'fixed-delay', 'restart-strategy.delay': 1 },
  });
  const agent = new Agent('numbers').addAction('put out', [InputEvent], (event, ctx) => {
    if (event.input === 3) {
      ctx.getResource('stuck', 'tool');
    }
    onInput(event.input);
    ctx.sendEvent(new OutputEvent(event.input));
  });
  const numbers = new SimulatedSource('numbers', [{ value: 1 }, { value: 2 }, { value: 3 }]);
  const outputs = env
    .addResource('stuck', 'tool', new Stuck())
    .fromSource(numbers)
    .keyBy(() => 'key')
    .apply(agent)
    .toList();
  const run = async () => {
    let hasEnded = false;
    const failing = failureOf(env.execute({ handleSignals: false })).finally(() => {
      hasEnded = true;
    });
    await until(() => {
      clock.advance(1);
      return hasEnded;
    });
    return await failing;
  };
  return { run, outputs };
}

describe('a job that keeps state and fails', () => {
  test('when all input was processed says so and does not begin anew', async () => {
    const { run, outputs } = threeNumbers(new SimulatedFileSystem(), () => {});
    const failure = await run();
    expect(String(failure)).toContain('resources failed to close');
    expect(outputs.map(({ value }) => value)).toEqual([1, 2, 3]);
  });

  test('and cannot be opened again at once goes on when it can', async () => {
    const disk = new SimulatedFileSystem();
    let clear = (): void => {};
    let opened = 0;
    disk.observe({
      before: ({ operation, path }) => {
        if (operation === 'create' && path.endsWith('.journal.new') && ++opened === 4) {
          clear();
        }
      },
    });
    let hasFailed = false;
    const { run, outputs } = threeNumbers(disk, (input) => {
      if (input === 2 && !hasFailed) {
        hasFailed = true;
        clear = disk.inject({ operation: 'create', path: /journal/, code: 'ENOSPC', isLasting: true });
        throw new Error('once');
      }
    });
    expect(String(await run())).toContain('resources failed to close');
    expect(opened).toBeGreaterThanOrEqual(4);
    expect(new Set(outputs.map(({ value }) => value))).toEqual(new Set([1, 2, 3]));
  });
});
