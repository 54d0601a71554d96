// An agent as a module: counts the inputs of each key, asks and orders through durable calls, and outputs what it did.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { Agent, defineEvent, InputEvent, OutputEvent } from '@millrace/api';
import { z } from 'zod';

const Counted = defineEvent('counted', z.object({ number: z.number(), place: z.number(), answer: z.string() }));

export function createAgent() {
  const ledger = process.env.MILLRACE_TEST_LEDGER;
  const record = (line) => {
    if (ledger !== undefined) {
      appendFileSync(ledger, `${line}\n`);
    }
  };
  const isDone = (line) =>
    ledger !== undefined && existsSync(ledger) && readFileSync(ledger, 'utf8').split('\n').includes(line);
  return new Agent('counting')
    .addAction('count', [InputEvent], async (event, ctx) => {
      const { number } = event.input;
      const place = (ctx.shortTermMemory.get('count') ?? 0) + 1;
      ctx.shortTermMemory.set('count', place);
      const answer = await ctx.durableExecuteAsync('ask', async () => `answer ${number}`);
      ctx.sendEvent(new Counted({ number, place, answer }));
    })
    .addAction('order', [Counted], async (event, ctx) => {
      const { number, place, answer } = event.attributes;
      const order = await ctx.durableExecute({
        id: 'order',
        call: async () => {
          record(`order ${number}`);
          return `order ${number}`;
        },
        reconcile: async () => (isDone(`order ${number}`) ? { value: `order ${number}` } : 'not-executed'),
      });
      ctx.sendEvent(new OutputEvent({ key: ctx.key, place, number, answer, order }));
    });
}
