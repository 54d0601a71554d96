import type { Lap } from '../harness/lap.js';
import { withScratchDirectory } from '../harness/scratch-directory.js';
import { inMemoryOrders } from '../rows/a-in-memory.js';
import { runDurableCalls } from '../workloads/durable-calls.js';
import { runInMemory } from '../workloads/in-memory.js';
import { keysInTurn } from '../workloads/key-choice.js';
import { makeOrders } from '../workloads/order.js';

const laps = 4;

const loads: Readonly<Record<string, () => Promise<Lap>>> = {
  A: () => runInMemory(inMemoryOrders({ isQuick: false })),
  B: () =>
    withScratchDirectory('events', (directory) =>
      runInMemory(inMemoryOrders({ isQuick: false }), { eventLogDirectory: directory }),
    ),
  C: () => runDurableCalls(makeOrders({ count: 20_000, keys: keysInTurn(64), bytes: 100 }), { keysInFlight: 64 }),
};

/** Rows that can be profiled. */
export const profiledRows: readonly string[] = Object.keys(loads);

/** Runs the workload of a row for long enough to see where its time goes. The process is started with `--cpu-prof`. */
export async function profileLoad({ id }: { readonly id: string }): Promise<number> {
  let inputs = 0;
  for (let lap = 0; lap < laps; lap++) {
    inputs += (await loads[id]?.())?.inputs ?? 0;
  }
  return inputs;
}
