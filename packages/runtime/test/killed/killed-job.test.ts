import { writeFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import { Counts } from '../support/counts.js';
import { canKeepState } from '../support/line-job.js';
import { temporaryFile } from '../support/temporary-folder.js';
import { randomKill } from './kill.js';
import { KilledJob } from './killed-job.js';
import type { Answer, OrderLedger } from './order-ledger.js';

const killCount = 26;

/** A line of the source. */
interface Order {
  readonly id: number;
  readonly customer: string;
  readonly amount: number;
}

/** A line of the output file. */
interface Line extends Omit<Order, 'amount'> {
  /** How many orders of the customer there had been, and of what amount, this one included. */
  readonly nth: number;
  readonly total: number;
  readonly part: number;
  readonly price: Answer;
  readonly receipt: Answer;
  readonly mail: Answer;
}

function randomOrders(random: SeededRandom): readonly Order[] {
  return Array.from({ length: 2000 }, (_, id) => ({
    id,
    customer: `customer ${random.below(60)}`,
    amount: 1 + random.below(100),
  }));
}

/** Outputs as they have to be, customer by customer, without what the service answers. */
function expectedOutputs(orders: readonly Order[]): ReadonlyMap<string, readonly unknown[]> {
  const outputs = new Map<string, unknown[]>();
  const totals = new Map<string, { readonly nth: number; readonly total: number }>();
  for (const { id, customer, amount } of orders) {
    const { nth, total } = totals.get(customer) ?? { nth: 0, total: 0 };
    const now = { nth: nth + 1, total: total + amount };
    totals.set(customer, now);
    const parts = Array.from({ length: 1 + (id % 3) }, (_, part) => ({ id, customer, ...now, part }));
    outputs.set(customer, [...(outputs.get(customer) ?? []), ...parts]);
  }
  return outputs;
}

/** Outputs as they are, in the same form. */
function outputsIn(lines: readonly Line[]): ReadonlyMap<string, readonly unknown[]> {
  const outputs = new Map<string, unknown[]>();
  for (const { price: _price, receipt: _receipt, mail: _mail, ...output } of lines) {
    outputs.set(output.customer, [...(outputs.get(output.customer) ?? []), output]);
  }
  return outputs;
}

/** Lines with an answer that the service has not given, or another one than the other lines of the same order. */
function wrongAnswers(lines: readonly Line[], ledger: OrderLedger): readonly Line[] {
  const firstLines = new Map<number, Line>();
  return lines.filter((line) => {
    const first = firstLines.get(line.id) ?? line;
    firstLines.set(line.id, first);
    return !(['price', 'receipt', 'mail'] as const).every((name) => {
      const { call, execution } = line[name];
      return first[name].execution === execution && ledger.executionsOf(call).includes(execution);
    });
  });
}

if (!canKeepState) {
  console.warn('The killed process runs what was built, and nothing was: its test is skipped.');
}

test.skipIf(!canKeepState)(
  'a job that is killed again and again has every output of every input once, in order and right, and has made no call again whose outcome was durable',
  { timeout: 300_000 },
  async () => {
    const random = new SeededRandom(Number(process.env['MILLRACE_SEED'] ?? 1));
    const orders = randomOrders(random);
    const input = await temporaryFile('orders.jsonl');
    await writeFile(input, orders.map((order) => `${JSON.stringify(order)}\n`).join(''));
    const job = new KilledJob(input);
    await job.open();
    onTestFinished(() => job.close());

    const kills = new Counts();
    let seen = '';
    while (kills.total < killCount) {
      const kill = randomKill(random);
      expect(await job.live(kill), `life ${kills.total} had to be killed by ${kill.by}`).toBeUndefined();
      kills.add(`kills by ${kill.by}, ${kill.moment} the answer`);
      const text = await job.outputText();
      expect(text.startsWith(seen), 'lines that readers have seen stay').toBe(true);
      expect(text === '' || text.endsWith('\n'), 'readers see whole lines').toBe(true);
      seen = text;
    }
    expect(await job.live()).toMatch(/resumed from [1-9]/);

    const text = await job.outputText();
    expect(text.startsWith(seen)).toBe(true);
    const lines = text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Line);
    const { ledger } = job;
    console.log(
      `${kills.toString()}\n${lines.length} outputs of ${orders.length} inputs, ${ledger.repeated} calls made again, ${ledger.reconciled} asked for`,
    );
    expect(outputsIn(lines)).toEqual(expectedOutputs(orders));
    expect(wrongAnswers(lines, ledger)).toEqual([]);
    expect(ledger.problems).toEqual([]);
    expect(ledger.repeated).toBeGreaterThan(0);
    expect(ledger.reconciled).toBeGreaterThan(0);
  },
);
