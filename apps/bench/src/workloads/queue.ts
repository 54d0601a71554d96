import { SegmentedQueue } from '@millrace/runtime';
import { type Lap, Stopwatch } from '../harness/lap.js';

/** How much waits while the queue is measured. */
export interface QueueLoad {
  /** Unfinished inputs, in 50 segments at the start. */
  readonly inFlight: number;
  /** Inputs that arrive while it is measured; as many finish. */
  readonly inputs: number;
}

export const segments = 50;
export const recordsPerWatermark = 10;

/** Ten inputs arrive, a watermark comes, the ten oldest inputs finish, and every watermark leaves that may. */
export function runQueue({ inFlight, inputs }: QueueLoad): Lap {
  const queue = new SegmentedQueue<string>();
  const names = keyNames(inFlight);
  const joined = names.map((name, index) => {
    if (index > 0 && index % (inFlight / segments) === 0) {
      queue.addWatermark(index);
    }
    return queue.addKeyToLastSegment(name);
  });
  let released = 0;
  const stopwatch = new Stopwatch();
  for (let input = 0; input < inputs; input += recordsPerWatermark) {
    for (let index = input; index < input + recordsPerWatermark; index++) {
      const place = index % inFlight;
      const name = names[place] ?? '';
      // The key's input before this one finishes, then its next one arrives.
      queue.removeKey(name, joined[place]);
      joined[place] = queue.addKeyToLastSegment(name);
    }
    queue.addWatermark(input);
    for (let watermark = queue.popOldestWatermark(); watermark !== undefined; watermark = queue.popOldestWatermark()) {
      released++;
    }
  }
  const time = stopwatch.stop();
  if (released === 0 && inputs >= inFlight) {
    throw new Error('No watermark was released.');
  }
  return { inputs, ...time };
}

/** The floor of {@link runQueue}: a Map of the same size, with the operations that finding, removing and adding a key takes. */
export function runQueueFloor({ inFlight, inputs }: QueueLoad): Lap {
  const names = keyNames(inFlight);
  const counts = new Map(names.map((name) => [name, 1]));
  const stopwatch = new Stopwatch();
  for (let input = 0; input < inputs; input++) {
    const name = names[input % inFlight] ?? '';
    if (counts.get(name) === 1) {
      counts.delete(name);
    }
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const time = stopwatch.stop();
  if (counts.size !== inFlight) {
    throw new Error('Keys were lost.');
  }
  return { inputs, ...time };
}

function keyNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `customer-${index}`);
}
