import { OperatorHarness } from '@millrace/runtime/testing';
import { expect, onTestFinished, test } from 'vitest';
import { createThermometer, findMaxima } from '../../tutorial/04-event-time.js';
import { Deferred } from './deferred.js';

test('a window is closed with the readings that came out of order within the bound, and without the late one', async () => {
  const { closed, lateOutputs } = await findMaxima();
  expect(closed).toEqual([
    {
      startMs: 0,
      endMs: 10_000,
      maxima: new Map([
        ['"attic"', 23],
        ['"cellar"', 12],
      ]),
    },
    {
      startMs: 10_000,
      endMs: 20_000,
      maxima: new Map([
        ['"attic"', 24],
        ['"cellar"', 13],
      ]),
    },
  ]);
  expect(lateOutputs).toBe(1);
});

test('a watermark waits for a reading that came before it, however long its action takes', async () => {
  const offset = new Deferred<number>();
  const harness = await OperatorHarness.create(createThermometer(() => offset.promise));
  onTestFinished(() => harness.close());

  harness.process({ sensor: 'attic', celsius: 21, second: 1 }, { key: 'attic', timestamp: 1000 });
  harness.processWatermark(20_000);
  await harness.settle();
  expect(harness.watermarks).toEqual([]);
  expect(harness.heldWatermarks).toEqual([20_000]);

  offset.resolve(0.5);
  await harness.settle();
  expect(harness.outputs).toMatchObject([{ key: 'attic', value: 21.5, timestamp: 1000 }]);
  expect(harness.watermarks).toEqual([20_000]);
});
