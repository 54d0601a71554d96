import { Agent, InputEvent, OutputEvent } from '@millrace/api';
import { JsonLinesFileSink, ListSink } from '@millrace/runtime';
import { SimulatedFileSystem, simulatedStateDirectory } from '@millrace/runtime/testing';
import { expect, test } from 'vitest';
import { addUp, basket, createTill, listPrice, type PriceOf } from '../../tutorial/10-crash-tests.js';

// #region life
/** Runs the job on a disk to its end; gives what is in the file then. */
async function live(fileSystem: SimulatedFileSystem, priceOf: PriceOf = listPrice): Promise<string> {
  await fileSystem.makeDirectory('/data');
  const sink = new JsonLinesFileSink('/data/totals.jsonl', { fileSystem });
  await addUp({ agent: createTill(priceOf), stores: simulatedStateDirectory(fileSystem), sink });
  return await readText(fileSystem, '/data/totals.jsonl');
}
// #endregion life

async function readText(fileSystem: SimulatedFileSystem, path: string): Promise<string> {
  const file = await fileSystem.open(path, {});
  try {
    return Buffer.from(await file.read(0, await file.length())).toString();
  } finally {
    await file.close();
  }
}

// #region power
test('wherever the power goes, the next start ends with every output once', async () => {
  const disk = new SimulatedFileSystem();
  const found: SimulatedFileSystem[] = [];
  // What the next start may find on the disk, were the power to go here. The seed decides what survives of all that was not synced yet.
  disk.observe({ after: ({ number }) => void found.push(disk.imageAfterPowerLoss(number)) });
  const undisturbed = await live(disk);

  for (const [index, image] of found.entries()) {
    expect(await live(image), `power lost after operation ${index + 1}`).toBe(undisturbed);
  }
  expect(undisturbed.split('\n')).toHaveLength(basket.length + 1);
  expect(found.length).toBeGreaterThan(50);
});
// #endregion power

// #region calls
test('a price whose answer is in the journal is not asked for again', async () => {
  const disk = new SimulatedFileSystem();
  const asked: string[] = [];
  let image = disk;
  const priceOf: PriceOf = async (item) => {
    // Before the third answer the two before it are durable, since each led to an output.
    if (asked.push(item) === 3) image = disk.imageAfterPowerLoss(1);
    return await listPrice(item);
  };
  const undisturbed = await live(disk, priceOf);
  asked.length = 0;

  expect(await live(image, priceOf)).toBe(undisturbed);
  expect(asked).toEqual(['tea', 'honey']);
});
// #endregion calls

// #region replay
test('an action that depends on more than its event, its memory and its calls is found out without a crash', async () => {
  let lookups = 0;
  const careless = new Agent('careless').addAction('look-up', [InputEvent], async (event: InputEvent<string>, ctx) => {
    lookups += 1;
    const price = await ctx.durableExecuteAsync(`price ${lookups}`, () => listPrice(event.input));
    ctx.sendEvent(new OutputEvent(price));
  });

  await addUp({ agent: createTill(listPrice), sink: new ListSink(), alwaysReplay: true });
  await expect(addUp({ agent: careless, sink: new ListSink(), alwaysReplay: true })).rejects.toThrow(
    'makes the durable call "price 2" (arguments none) where it had made "price 1"',
  );
});
// #endregion replay
