import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, InputEvent, OutputEvent, type RunnerContext } from '@millrace/api';
import { AgentsExecutionEnvironment, JsonLinesFileSink, UnknownOutcomeError } from '@millrace/runtime';
import { ParcelShop } from './custom/parcel-shop.js';

// #region agent
export function createFulfilment(shop: ParcelShop): Agent {
  return new Agent('fulfilment').addAction('fulfil', [InputEvent], async (event: InputEvent<string>, ctx) => {
    const order = event.input;
    const receipt = await ctx.durableExecuteAsync({
      id: 'charge',
      args: order,
      call: ({ idempotencyKey }) => shop.charge(order, idempotencyKey),
      // Asked only when a crash has left it open whether the call was made.
      reconcile: async ({ idempotencyKey }) => {
        const value = await shop.findCharge(idempotencyKey);
        return value === undefined ? 'not-executed' : { value };
      },
    });
    const parcel = await shipOnce(order, ctx);
    ctx.sendEvent(new OutputEvent({ order, receipt, parcel }));
  });

  async function shipOnce(order: string, ctx: RunnerContext): Promise<string> {
    try {
      // Nobody can say whether a parcel was sent; rather than sending it twice, the action is told.
      return await ctx.durableExecuteAsync({
        id: 'ship',
        args: order,
        call: () => shop.ship(order),
        onUnknown: 'fail',
      });
    } catch (error) {
      if (error instanceof UnknownOutcomeError) {
        return 'to be looked after by a person';
      }
      throw error;
    }
  }
}
// #endregion agent

// #region life
/** One life of the program: from wherever the one before ended, to the end of the orders or to its own death. */
async function live(directory: string, dieAt?: string): Promise<void> {
  const env = new AgentsExecutionEnvironment({ stateDir: join(directory, 'state') });
  env
    .fromList(['a-1', 'a-2', 'a-3'])
    .keyBy(() => 'ada')
    .apply(createFulfilment(new ParcelShop(join(directory, 'books'), dieAt)))
    .sinkTo(new JsonLinesFileSink(join(directory, 'fulfilled.jsonl')));
  await env.execute();
}
// #endregion life

/** Lives in processes of their own, since two of them are killed. */
function liveOut(directory: string, dieAt = ''): void {
  const { signal, stdout, stderr } = spawnSync(process.execPath, [import.meta.filename, directory, dieAt]);
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  console.log(signal === null ? '-- finished' : `-- killed by ${signal}`);
}

if (process.argv[1] === import.meta.filename) {
  const [, , directory, dieAt] = process.argv;
  if (directory !== undefined) {
    await live(directory, dieAt);
  } else {
    const place = mkdtempSync(join(tmpdir(), 'millrace-tutorial-'));
    liveOut(place, 'charge a-2');
    liveOut(place, 'ship a-3');
    liveOut(place);
    process.stdout.write(readFileSync(join(place, 'fulfilled.jsonl')));
    rmSync(place, { recursive: true });
  }
}
