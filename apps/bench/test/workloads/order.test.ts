import { expect, test } from 'vitest';
import { keysInTurn } from '../../src/workloads/key-choice.js';
import { makeOrders } from '../../src/workloads/order.js';

test.each([100, 1000, 10_000])('an order of %i bytes has about as many as JSON text', (bytes) => {
  const [order] = makeOrders({ count: 1, keys: keysInTurn(10), bytes });
  expect(JSON.stringify(order).length / bytes).toBeCloseTo(1, 0.5);
});
