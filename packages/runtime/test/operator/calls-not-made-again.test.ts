import { Agent, AgentConfiguration, InputEvent, type Logger, OutputEvent } from '@millrace/api';
import { AgentPlan } from '@millrace/plan';
import { describe, expect, test } from 'vitest';
import {
  type LifeEnd,
  ManualClock,
  SeededRandom,
  type SimulatedIo,
  SimulatedSource,
  SimulatedStorage,
  simulateLife,
} from '../../src/testing/index.js';

/** An agent that makes both calls in its first life and, because it is not deterministic, only the other one afterwards. */
function planOf(life: number, io: SimulatedIo): Promise<AgentPlan> {
  const agent = new Agent('forgetful').addAction('ask', [InputEvent], async (_event, ctx) => {
    const kept = ctx.durableExecuteAsync('kept', () => io.perform('kept', () => 'k'));
    const lost =
      life === 0 ? ctx.durableExecuteAsync('lost', () => io.perform('lost', () => 'l')) : Promise.resolve('');
    const answers = await Promise.all([kept, lost]);
    await ctx.durableExecuteAsync('last', () => io.perform('last', () => ''));
    ctx.sendEvent(new OutputEvent({ answers: answers.join() }));
  });
  return AgentPlan.compile(agent, {
    configuration: new AgentConfiguration({ 'restart-strategy': 'none', 'job-identifier': 'forgetful' }),
    resources: [],
  });
}

async function live(
  life: number,
  seed: number,
  storage: SimulatedStorage,
  clock: ManualClock,
  logger: Logger,
): Promise<LifeEnd> {
  return await simulateLife({
    plan: (io) => planOf(life, io),
    storage,
    clock,
    random: new SeededRandom(seed),
    crashRandom: new SeededRandom(seed),
    sources: () => [
      {
        source: new SimulatedSource('numbers', [{ value: 1 }]),
        keyOf: () => 'all',
        timestampOf: undefined,
        watermarks: undefined,
      },
    ],
    logger,
    isCrash: ({ step }) => life === 0 && step === 'last',
  });
}

describe('an action that does not make a recorded call again', () => {
  test('gets the outcomes of those it makes, whichever was recorded first, and the job does not wait for ever', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const storage = new SimulatedStorage();
      const clock = new ManualClock();
      const warnings: string[] = [];
      const logger: Logger = {
        debug: () => {},
        info: () => {},
        warn: (message) => warnings.push(message),
        error: () => {},
      };
      const ends = [await live(0, seed, storage, clock, logger), await live(1, seed + 1, storage, clock, logger)];

      expect(
        ends.map(({ kind }) => kind),
        `seed ${seed}`,
      ).toEqual(['crashed', 'finished']);
      expect(warnings, `seed ${seed}`).toEqual([expect.stringContaining('durable calls')]);
    }
  });
});
