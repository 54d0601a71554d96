import { join } from 'node:path';
import { Stopwatch, type TimedLap } from '../harness/lap.js';
import { withScratchDirectory } from '../harness/scratch-directory.js';
import { callNames, callService } from './called-service.js';
import { FloorJournal } from './floor-journal.js';
import type { Order } from './order.js';
import { OutputTimes } from './output-times.js';

/** A lap of {@link runDurableCallsFloor}. */
export interface DurableFloorLap extends TimedLap {
  /** How often an input had to wait for a flush, on average. */
  readonly awaitedFlushesPerInput: number;
  /** Bytes appended per input, on average. */
  readonly bytesPerInput: number;
}

/**
 * The floor of `runDurableCalls`: a chain per key that makes the same calls and waits for a flush exactly where the output commit rule wants one: before the second and the third call, because the outcome
 * of the one before has to be durable, and before the output, because that and the completion have to be. What is appended is as long as what Millrace appends.
 *
 * @param recordBytes lengths of the records of an input: the outcomes of its calls, then its completion.
 * @param untimedOutputs how many outputs come before the time is taken.
 */
export async function runDurableCallsFloor(
  orders: readonly Order[],
  recordBytes: readonly number[],
  untimedOutputs = 0,
): Promise<DurableFloorLap> {
  return await withScratchDirectory('floor', async (directory) => {
    const journal = new FloorJournal(join(directory, 'journal'));
    const times = new OutputTimes(orders, untimedOutputs);
    let stopwatch = new Stopwatch();
    let awaitedFlushes = 0;
    let bytes = 0;

    function append(index: number, content: unknown): Promise<void> {
      const record = Buffer.allocUnsafe(recordBytes[index] ?? 0);
      record.write(JSON.stringify(content));
      bytes += record.length;
      return journal.append(record);
    }

    async function processOrder(order: Order): Promise<void> {
      const results = [];
      for (const [index, name] of callNames.entries()) {
        const result = await callService(name, order);
        results.push(result);
        const durable = append(index, result);
        if (index < callNames.length - 1) {
          await durable;
          awaitedFlushes++;
        }
      }
      await append(callNames.length, { order, results });
      awaitedFlushes++;
      if (times.add(order.customer)) {
        stopwatch = new Stopwatch();
      }
    }

    async function processAll(ordersOfKey: readonly Order[]): Promise<void> {
      for (const order of ordersOfKey) {
        await processOrder(order);
      }
    }

    const chains = byCustomer(orders);
    stopwatch = new Stopwatch();
    await Promise.all(chains.map(processAll));
    const time = stopwatch.stop();
    journal.close();
    return {
      inputs: orders.length - untimedOutputs,
      ...time,
      p99Ms: times.p99Ms(),
      awaitedFlushesPerInput: awaitedFlushes / orders.length,
      bytesPerInput: bytes / orders.length,
    };
  });
}

function byCustomer(orders: readonly Order[]): readonly (readonly Order[])[] {
  const groups = new Map<number, Order[]>();
  for (const order of orders) {
    const group = groups.get(order.customer);
    if (group === undefined) {
      groups.set(order.customer, [order]);
    } else {
      group.push(order);
    }
  }
  return [...groups.values()];
}
