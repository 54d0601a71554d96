import { randomUUID } from 'node:crypto';
import { Stopwatch } from '../harness/lap.js';
import type { FloorEventLog } from './event-log-floor.js';
import type { InMemoryLap } from './in-memory.js';
import type { Order } from './order.js';

/** An event with nothing to it but what it says. */
export interface FloorEvent {
  readonly id: string;
  readonly type: string;
  readonly attributes: FloorAttributes;
}

interface FloorAttributes {
  readonly count: number;
  readonly order: Order;
}

interface FloorContext {
  readonly memory: Map<string, number>;
  readonly outbox: FloorEvent[];
}

/** What a floor has besides its chains. */
export interface InMemoryFloorOptions {
  /** What every event is logged to; absent: events are not logged. */
  readonly log?: FloorEventLog;
  /** How many inputs are begun before the next one waits for all of them; default: all are, a chain per key with everything of that key in it. */
  readonly maxBegun?: number;
}

async function count({ attributes: { order } }: FloorEvent, { memory, outbox }: FloorContext): Promise<void> {
  const counted = (memory.get('count') ?? 0) + 1;
  memory.set('count', counted);
  outbox.push({ id: randomUUID(), type: 'counted', attributes: { count: counted, order } });
}

async function answer({ attributes }: FloorEvent, { outbox }: FloorContext): Promise<void> {
  outbox.push({ id: randomUUID(), type: 'output', attributes });
}

/** The floor of {@link runInMemory}: a promise chain per key that runs the same two functions, a Map per key as memory, an array as outbox, an object with a random id per event. */
export async function runInMemoryFloor(
  orders: readonly Order[],
  { log, maxBegun = Number.POSITIVE_INFINITY }: InMemoryFloorOptions = {},
): Promise<InMemoryLap> {
  const chains = new Map<number, Promise<void>>();
  const memories = new Map<number, Map<string, number>>();
  let counted = 0;

  async function processOrder(order: Order, memory: Map<string, number>): Promise<void> {
    const input: FloorEvent = { id: randomUUID(), type: 'input', attributes: { count: 0, order } };
    log?.append(input, order.customer);
    const outbox: FloorEvent[] = [];
    await count(input, { memory, outbox });
    for (const event of outbox.splice(0)) {
      log?.append(event, order.customer, { by: 'count', of: input });
      await answer(event, { memory, outbox });
      for (const output of outbox) {
        log?.append(output, order.customer, { by: 'answer', of: event });
        counted += output.attributes.count;
      }
    }
  }

  const stopwatch = new Stopwatch();
  for (const [index, order] of orders.entries()) {
    const { customer } = order;
    let memory = memories.get(customer);
    if (memory === undefined) {
      memory = new Map();
      memories.set(customer, memory);
    }
    const memoryOfKey = memory;
    const chain = chains.get(customer) ?? Promise.resolve();
    const next = chain.then(() => processOrder(order, memoryOfKey));
    chains.set(customer, next);
    if (index % maxBegun === maxBegun - 1) {
      await next;
    }
  }
  await Promise.all(chains.values());
  log?.flush();
  return { inputs: orders.length, ...stopwatch.stop(), counted };
}
