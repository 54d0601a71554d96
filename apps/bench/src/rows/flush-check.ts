import { withScratchDirectory } from '../harness/scratch-directory.js';
import { callNames } from '../workloads/called-service.js';
import { CountingStores } from '../workloads/counting-stores.js';
import { runDurableCalls } from '../workloads/durable-calls.js';
import { runDurableCallsFloor } from '../workloads/durable-calls-floor.js';
import type { Order } from '../workloads/order.js';

/** What was found out about the appends of durable calls, before anything is timed. */
export interface FlushCheck {
  /** Lengths of the records of an input, as Millrace appends them. */
  readonly recordBytes: readonly number[];
  readonly note: string;
}

/** Flushes that the output commit rule makes an input wait for: before its second and third call and before its output. */
const demandedFlushes = callNames.length;
/** The outcomes of the calls and the completion. */
const recordsPerInput = callNames.length + 1;

/**
 * Runs both sides once and counts, on both, the flushes that an input waits for. The floor waits for as many as the rule demands; Millrace for at least as many, and for at most one more, when the last
 * outcome and the completion do not share a flush.
 *
 * @throws Error when a call starts or an output leaves before what is ahead of it is durable, or when the counts are others.
 */
export async function checkFlushes(orders: readonly Order[], keysInFlight: number): Promise<FlushCheck> {
  const counting = new CountingStores(recordsPerInput);
  await withScratchDirectory('counted', async (directory) => {
    await runDurableCalls(orders, {
      keysInFlight,
      stores: await counting.open(directory),
      onCall: (customer) => counting.callStarts(customer),
      onOutput: (customer) => counting.outputLeaves(customer),
    });
  });
  const { recordBytes, awaitedFlushesPerInput } = counting;
  const floor = await runDurableCallsFloor(orders, recordBytes);
  if (floor.awaitedFlushesPerInput !== demandedFlushes) {
    throw new Error(`The floor waits for ${floor.awaitedFlushesPerInput} flushes per input, not ${demandedFlushes}.`);
  }
  if (awaitedFlushesPerInput < demandedFlushes || awaitedFlushesPerInput > demandedFlushes + 1) {
    throw new Error(`Millrace waits for ${awaitedFlushesPerInput} flushes per input; ${demandedFlushes} are demanded.`);
  }
  const bytes = recordBytes.reduce((sum, length) => sum + length, 0);
  return {
    recordBytes,
    note: `Awaited flushes per input: ${awaitedFlushesPerInput.toFixed(2)}, floor ${floor.awaitedFlushesPerInput.toFixed(2)}. Both append ${bytes} bytes in ${recordsPerInput} records per input.`,
  };
}
