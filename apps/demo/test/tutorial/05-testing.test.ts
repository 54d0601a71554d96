import { ManualClock, OperatorHarness } from '@millrace/runtime/testing';
import { expect, onTestFinished, test } from 'vitest';
import { createAlarmAgent, type LookUpDuty, pageOnDuty, quietMs } from '../../tutorial/05-testing.js';
import { Deferred } from './deferred.js';

const adaIsOnDuty: LookUpDuty = async () => 'ada';

// #region clock
test('a machine that keeps on complaining is heard again when the quiet period is over', async () => {
  const clock = new ManualClock(1_700_000_000_000);
  const harness = await OperatorHarness.create(createAlarmAgent(adaIsOnDuty), { clock });
  onTestFinished(() => harness.close());
  const complain = async (): Promise<number> => {
    harness.process({ machine: 'press', text: 'too hot' }, { key: 'press' });
    await harness.settle();
    return harness.outputs.length;
  };

  expect(await complain()).toBe(1);
  clock.advance(quietMs - 1);
  expect(await complain()).toBe(1);
  clock.advance(1);
  expect(await complain()).toBe(2);
  expect(harness.shortTermMemory('press')).toMatchObject({ alarms: 2 });
});
// #endregion clock

// #region steps
test('while the look-up runs, the other action goes on, and nothing is seen of what the first one will send', async () => {
  const duty = new Deferred<string>();
  const harness = await OperatorHarness.create(createAlarmAgent(() => duty.promise));
  onTestFinished(() => harness.close());

  harness.process({ machine: 'press', text: 'too hot' }, { key: 'press' });
  harness.step();
  expect(harness.tasks('press')).toEqual([
    { action: 'page', state: 'queued' },
    { action: 'count', state: 'queued' },
  ]);
  await harness.settle();
  expect(harness.tasks('press')).toEqual([{ action: 'page', state: 'suspended' }]);
  expect(harness.outputs).toEqual([]);

  duty.resolve('ada');
  await harness.settle();
  expect(harness.tasks('press')).toEqual([]);
  expect(harness.outputs).toMatchObject([{ key: 'press', value: 'ada: press says too hot' }]);
});
// #endregion steps

const machines = ['press', 'lathe', 'drill', 'mill'];

async function outputsWith(turnSeed: number): Promise<readonly string[]> {
  const harness = await OperatorHarness.create(createAlarmAgent(adaIsOnDuty), { turnSeed });
  for (const machine of machines) {
    harness.process({ machine, text: 'too hot' }, { key: machine });
  }
  await harness.finish();
  await harness.close();
  return harness.outputs.map(({ value }) => JSON.stringify(value));
}

// #region seeds
test('every machine is heard once, whatever order turns are taken in', async () => {
  const seeds = Array.from({ length: 50 }, (_, seed) => seed);
  const outcomes = await Promise.all(seeds.map(outputsWith));
  const expected = machines.map((machine) => JSON.stringify(`ada: ${machine} says too hot`)).toSorted();
  for (const [seed, outputs] of outcomes.entries()) {
    expect(outputs.toSorted(), `seed ${seed}`).toEqual(expected);
  }
  // The seeds did try different orders, and a seed tries the same one again.
  expect(new Set(outcomes.map(String)).size).toBeGreaterThan(1);
  expect(await outputsWith(7)).toEqual(outcomes[7]);
});
// #endregion seeds

test('run as a job, each machine is heard once, because its second alarm comes within the quiet period', async () => {
  expect(await pageOnDuty()).toEqual(['ada: press says too hot', 'bob: lathe says out of oil']);
});
