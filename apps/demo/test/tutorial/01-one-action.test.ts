import { expect, test } from 'vitest';
import { writeReceipts } from '../../tutorial/01-one-action.js';

test('every order gets a receipt over its total, in the order in which orders came', async () => {
  expect(await writeReceipts()).toEqual([
    { customer: 'ada', totalCents: 600 },
    { customer: 'bob', totalCents: 250 },
    { customer: 'ada', totalCents: 450 },
  ]);
});
