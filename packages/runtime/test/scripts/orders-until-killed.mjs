// Handles the orders of a file, with calls of a service on this machine, keeps state, and goes on until somebody kills it. Prints the number of the checkpoint it went on from when it gets to the end.
import { Agent, Event, InputEvent, OutputEvent } from '@millrace/api';
import { AgentsExecutionEnvironment, JsonLinesFileSink, JsonLinesFileSource } from '../../dist/index.js';

const [stateDir, inputPath, outputPath, service] = process.argv.slice(2);
process.stdout.write('started\n');

/** @param {string} method @param {string} path @param {string} idempotencyKey */
async function ask(method, path, idempotencyKey) {
  const response = await fetch(`${service}/${path}`, { method, headers: { 'idempotency-key': idempotencyKey } });
  return await response.json();
}

const call = (id, path, more = {}) => ({
  id,
  call: ({ idempotencyKey }) => ask('POST', path, idempotencyKey),
  ...more,
});

const agent = new Agent('orders')
  .addAction('charge', [InputEvent], async (event, ctx) => {
    const { id, customer, amount } = event.input;
    const nth = (ctx.shortTermMemory.get('orders') ?? 0) + 1;
    const total = (ctx.shortTermMemory.get('total') ?? 0) + amount;
    ctx.shortTermMemory.set('orders', nth);
    ctx.shortTermMemory.set('total', total);
    const price = await ctx.durableExecuteAsync(call('price', `price/${id}`));
    const receipt = await ctx.durableExecuteAsync(
      call('charge', `charge/${id}`, {
        args: total,
        reconcile: async ({ idempotencyKey }) => {
          const found = await ask('GET', `charge/${id}`, idempotencyKey);
          return found === null ? 'not-executed' : { value: found };
        },
      }),
    );
    ctx.sendEvent(new Event('charged', { id, customer, nth, total, price, receipt }));
  })
  .addAction('confirm', ['charged'], async (event, ctx) => {
    const id = Number(event.attributes.id);
    const mail = await ctx.durableExecute(call('mail', `mail/${id}`));
    for (let part = 0; part <= id % 3; part++) {
      ctx.sendEvent(new OutputEvent({ ...event.attributes, mail, part }));
    }
  })
  .addAction('count', ['charged'], (_event, ctx) => {
    ctx.shortTermMemory.update('charged', (charged = 0) => charged + 1);
  });

const env = new AgentsExecutionEnvironment({
  stateDir,
  logger: { debug() {}, info() {}, warn() {}, error() {} },
  config: { 'checkpoint.interval': 10, 'in-flight-keys.max': 12, 'pending-inputs.max': 12 },
});
env
  .fromSource(new JsonLinesFileSource(inputPath))
  .keyBy((order) => order.customer)
  .apply(agent)
  .sinkTo(new JsonLinesFileSink(outputPath, { bufferBytes: 2000 }));
const report = await env.execute();
process.stdout.write(`resumed from ${report.resumedFrom}\n`);
