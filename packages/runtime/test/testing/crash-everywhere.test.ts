import { Agent, AgentConfiguration, type AttributeValue, InputEvent, isAttributes, OutputEvent } from '@millrace/api';
import { AgentPlan } from '@millrace/plan';
import { describe, expect, test } from 'vitest';
import { crashEverywhere, type SimulatedIo, type SimulatedScenario } from '../../src/testing/index.js';

/** A bank that books every charge it gets, however often it gets it. */
class Bank {
  readonly bookings: { readonly order: number; readonly key: string }[] = [];

  charge(order: number, key: string): number {
    this.bookings.push({ order, key });
    return this.bookings.length;
  }

  hasBooked(key: string): boolean {
    return this.bookings.some((booking) => booking.key === key);
  }

  /** How often each order was charged. */
  get charges(): AttributeValue {
    return [1, 2, 3].map((order) => this.bookings.filter((booking) => booking.order === order).length);
  }
}

type Charge = (io: SimulatedIo, bank: Bank, order: number) => Parameters<typeof durableCall>[0];

function durableCall(call: {
  readonly id: string;
  readonly call: (context: { readonly idempotencyKey: string }) => Promise<boolean>;
  readonly reconcile?: (context: {
    readonly idempotencyKey: string;
  }) => Promise<'not-executed' | { readonly value: boolean }>;
}): typeof call {
  return call;
}

const chargeOnce: Charge = (io, bank, order) =>
  durableCall({
    id: 'charge',
    call: ({ idempotencyKey }) =>
      io.perform('charge', () => {
        bank.charge(order, idempotencyKey);
        return true;
      }),
    reconcile: ({ idempotencyKey }) =>
      io.perform('look up', () => (bank.hasBooked(idempotencyKey) ? { value: true } : 'not-executed')),
  });

const chargeAgain: Charge = (io, bank, order) => {
  const { reconcile: _, ...call } = chargeOnce(io, bank, order);
  return durableCall(call);
};

function ordersOf(charge: Charge): () => SimulatedScenario {
  return () => {
    const bank = new Bank();
    return {
      plan: (io) => {
        const agent = new Agent('orders').addAction('charge', [InputEvent], async (event, ctx) => {
          const order = isAttributes(event.input) ? Number(event.input['order']) : 0;
          await ctx.durableExecute(charge(io, bank, order));
          ctx.shortTermMemory.update('orders', (count) => Number(count ?? 0) + 1);
          ctx.sendEvent(new OutputEvent({ order }));
        });
        return AgentPlan.compile(agent, {
          configuration: new AgentConfiguration({ 'checkpoint.interval': 3, 'job-identifier': 'orders' }),
          resources: [],
        });
      },
      inputs: {
        orders: [
          { value: { customer: 'ada', order: 1 } },
          { value: { customer: 'bob', order: 2 } },
          { value: { customer: 'ada', order: 3 } },
        ],
      },
      keyBy: (value) => (isAttributes(value) && typeof value['customer'] === 'string' ? value['customer'] : ''),
      describeWorld: () => bank.charges,
    };
  };
}

describe('crashEverywhere', () => {
  test('finds nothing where calls are reconciled, and tells at which places the job was killed', async () => {
    const { problems, killedAt } = await crashEverywhere(ordersOf(chargeOnce));

    expect(problems).toEqual([]);
    expect([...killedAt.keys()]).toEqual(
      expect.arrayContaining([
        'before charge',
        'after charge',
        'after append call-pending',
        'before checkpoint write',
        'after sink commit',
      ]),
    );
  });

  test('finds the charge that is made twice where they are not, and where the job has to be killed for that', async () => {
    const { problems } = await crashEverywhere(ordersOf(chargeAgain));

    expect(problems.length).toBeGreaterThan(0);
    expect(problems.every((problem) => problem.includes('the world outside is'))).toBe(true);
    expect(problems.some((problem) => problem.startsWith('killed after charge'))).toBe(true);
  });

  test('comes to the same when it is asked again with the same seed', async () => {
    const [one, other] = [
      await crashEverywhere(ordersOf(chargeAgain), { seed: 5 }),
      await crashEverywhere(ordersOf(chargeAgain), { seed: 5 }),
    ];

    expect(other.problems).toEqual(one.problems);
    expect([...other.killedAt]).toEqual([...one.killedAt]);
  });

  test('kills the job twice in a row when it is asked to', async () => {
    const once = await crashEverywhere(ordersOf(chargeOnce));
    const small = (): SimulatedScenario => {
      const scenario = ordersOf(chargeOnce)();
      return { ...scenario, inputs: { orders: [{ value: { customer: 'ada', order: 1 } }] } };
    };
    const twice = await crashEverywhere(small, { depth: 2 });

    expect(twice.problems).toEqual([]);
    expect(sum(twice.killedAt)).toBeGreaterThan(10 * sum(once.killedAt));
    expect([...twice.killedAt.keys()]).toContain('after look up');
  });

  test('a job that fails is a problem, whatever it was killed for', async () => {
    const { problems } = await crashEverywhere(() => ({
      plan: () =>
        AgentPlan.compile(
          new Agent('broken').addAction('fail', [InputEvent], () => {
            throw new Error('no luck');
          }),
          { configuration: new AgentConfiguration({ 'restart-strategy': 'none' }), resources: [] },
        ),
      inputs: { numbers: [{ value: 1 }] },
      keyBy: () => 'all',
    }));

    expect(problems[0]).toContain('life 0 failed: ');
    expect(problems[0]).toContain('no luck');
  });
});

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}
