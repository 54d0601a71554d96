import { Agent, InputEvent, OutputEvent } from '@millrace/api';
import { callNames, callService } from './called-service.js';
import type { Order } from './order.js';

/** Key of the configuration: rounds of arithmetic per input; 0: the action only makes its calls. */
export const burnRoundsKey = 'bench.burn-rounds';

/** An order, or one that only warms up: a hundredth of the arithmetic does. */
export type BurningOrder = Order & { readonly warmsUp?: boolean };

/** Durable calls as in row C, and arithmetic. A module of its own: every thread of a job imports it. */
export function createAgent(): Agent {
  return new Agent('burn').addAction('process', [InputEvent<BurningOrder>], async (event, ctx) => {
    const order = event.input;
    const results = [];
    for (const name of callNames) {
      results.push(await ctx.durableExecute(name, async () => await callService(name, order)));
    }
    const rounds = ctx.config.getInteger(burnRoundsKey, 0);
    const burnt = burn(order.customer, order.warmsUp === true ? rounds / 100 : rounds);
    ctx.sendEvent(new OutputEvent({ order, results, burnt }));
  });
}

/** Arithmetic that nobody can leave out, because its result is sent. */
function burn(seed: number, rounds: number): number {
  let mixed = seed | 1;
  for (let round = 0; round < rounds; round++) {
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  }
  return mixed >>> 0;
}
