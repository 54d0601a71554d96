import { Agent, InputEvent, OutputEvent } from '@millrace/api';
import { AgentsExecutionEnvironment, type EnvironmentOptions, type Sink } from '@millrace/runtime';

/** What an item costs, as somebody else knows. */
export type PriceOf = (item: string) => Promise<number>;

// #region agent
export function createTill(priceOf: PriceOf): Agent {
  return new Agent('till').addAction('add', [InputEvent], async (event: InputEvent<string>, ctx) => {
    const item = event.input;
    const price = await ctx.durableExecuteAsync({ id: 'price', args: item, call: () => priceOf(item) });
    const total = (ctx.shortTermMemory.get<number>('total') ?? 0) + price;
    ctx.shortTermMemory.set('total', total);
    ctx.sendEvent(new OutputEvent({ item, total }));
  });
}
// #endregion agent

export const basket: readonly string[] = ['tea', 'milk', 'tea', 'honey'];

/** Adds up the basket. Where state and outputs are kept is up to the caller. */
export async function addUp(
  options: EnvironmentOptions & { readonly sink: Sink; readonly agent: Agent },
): Promise<void> {
  const { sink, agent, ...environment } = options;
  const env = new AgentsExecutionEnvironment({ config: { 'job-identifier': 'till' }, ...environment });
  env
    .fromList(basket)
    .keyBy(() => 'till 1')
    .apply(agent)
    .sinkTo(sink);
  await env.execute({ handleSignals: false });
}

const prices: Readonly<Record<string, number>> = { tea: 3, milk: 2, honey: 7 };

export const listPrice: PriceOf = async (item) => prices[item] ?? 0;

if (process.argv[1] === import.meta.filename) {
  const sink: Sink = { write: ({ value }) => console.log(JSON.stringify(value)) };
  await addUp({ agent: createTill(listPrice), sink });
}
