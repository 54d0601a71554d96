import { expect, test } from 'vitest';
import { takeOrders } from '../../tutorial/02-memory.js';

test('stamps are kept from order to order of a customer, and two actions that add one lose none', async () => {
  const receipts = await takeOrders();
  expect(receipts).toMatchObject([
    { customer: 'ada', stamps: 2 },
    { customer: 'bob', stamps: 1 },
    { customer: 'ada', stamps: 3 },
  ]);
});

test('what one action put into sensory memory, the others of its run find, and only they', async () => {
  const receipts = await takeOrders();
  expect(receipts).toMatchObject([
    { itemCount: 3, totalCents: 1050 },
    { itemCount: 1, totalCents: 300 },
    { itemCount: 1, totalCents: 450 },
  ]);
});
