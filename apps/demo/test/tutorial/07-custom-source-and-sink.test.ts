import { expect, test } from 'vitest';
import { postTotals } from '../../tutorial/07-custom-source-and-sink.js';

test('orders are read from a service in pages, and running totals are posted to it in order', async () => {
  const { received, report } = await postTotals();
  expect(received.map(({ value }) => value)).toEqual([
    { customer: 'ada', total: 2 },
    { customer: 'bob', total: 1 },
    { customer: 'ada', total: 3 },
    { customer: 'bob', total: 4 },
    { customer: 'ada', total: 8 },
  ]);
  expect(report).toMatchObject({
    status: 'finished',
    inputsProcessed: 5,
    outputs: 5,
    sources: [{ id: 'orders', records: 5 }],
  });
});

test('every output has an id of its own that names its job, the same whenever the job is run again', async () => {
  const [first, second] = [await postTotals(), await postTotals()];
  const ids = first.received.map(({ id }) => id);
  expect(ids.every((id) => id.startsWith('totals/'))).toBe(true);
  expect(new Set(ids).size).toBe(5);
  expect(second.received.map(({ id }) => id)).toEqual(ids);
});
