import { expect, test } from 'vitest';
import { checkFlushes } from '../../src/rows/flush-check.js';
import { runInMemory } from '../../src/workloads/in-memory.js';
import { runInMemoryFloor } from '../../src/workloads/in-memory-floor.js';
import { keysInTurn } from '../../src/workloads/key-choice.js';
import { makeOrders } from '../../src/workloads/order.js';
import { runQueue, runQueueFloor } from '../../src/workloads/queue.js';

test('in memory, workload and floor count the same for every key', async () => {
  const orders = makeOrders({ count: 3000, keys: keysInTurn(7), bytes: 100 });
  const workload = await runInMemory(orders);
  const floor = await runInMemoryFloor(orders);
  expect(workload.counted).toBe(floor.counted);
  expect(floor.counted).toBeGreaterThan(3000);
});

test('durable calls start, and outputs leave, only when what is before them is durable, and the floor waits for three flushes per input', async () => {
  const orders = makeOrders({ count: 60, keys: keysInTurn(8), bytes: 100 });
  const { recordBytes, note } = await checkFlushes(orders, 8);
  expect(recordBytes).toHaveLength(4);
  expect(note).toContain('floor 3.00');
});

test('the queue and its floor keep as many inputs in flight as they began with', () => {
  const load = { inFlight: 1000, inputs: 5000 };
  expect(runQueue(load).inputs).toBe(5000);
  expect(runQueueFloor(load).inputs).toBe(5000);
});
