import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { interleave } from '../harness/contest.js';
import { ratioFigure } from '../harness/figure.js';
import { inputsPerSecond } from '../harness/lap.js';
import { processorNote } from '../harness/processor-note.js';
import { withScratchDirectory } from '../harness/scratch-directory.js';
import { FloorEventLog } from '../workloads/event-log-floor.js';
import { type InMemoryLap, runInMemory } from '../workloads/in-memory.js';
import { runInMemoryFloor } from '../workloads/in-memory-floor.js';
import type { Order } from '../workloads/order.js';
import { expectSameWork, inMemoryOrders } from './a-in-memory.js';
import type { Row } from './row.js';

/** A lap that knows what it logged. */
interface LoggedLap extends InMemoryLap {
  readonly lines: number;
  readonly bytes: number;
}

/** How far the bytes that both sides log may differ. */
const bytesTolerance = 0.02;

/** As in memory, with every event in a file. */
export const eventLog: Row = {
  id: 'B',
  title: 'A with the file event log',
  floor: 'that of A, JSON.stringify of the same records and a buffered append',
  measure: async (scale) => {
    const orders = inMemoryOrders(scale);
    const rounds = await interleave({
      workload: () => loggedLap((directory) => runInMemory(orders, { eventLogDirectory: directory })),
      floor: () => loggedLap((directory) => runLoggedFloor(orders, directory)),
      rounds: scale.isQuick ? 2 : 5,
    });
    expectSameWork(rounds);
    const [first] = rounds;
    if (first !== undefined) {
      expectSameLog(first.workload, first.floor);
    }
    return {
      figures: [ratioFigure({ name: 'throughput', unit: '/s', limit: { atLeast: 0.5 } }, rounds, inputsPerSecond)],
      notes: [
        processorNote(rounds),
        `Both sides log 3 records per input, ${Math.round((first?.workload.bytes ?? 0) / orders.length)} bytes.`,
      ],
    };
  },
};

async function runLoggedFloor(orders: readonly Order[], directory: string): Promise<InMemoryLap> {
  const log = new FloorEventLog(directory);
  try {
    return await runInMemoryFloor(orders, { log });
  } finally {
    log.close();
  }
}

async function loggedLap(run: (directory: string) => Promise<InMemoryLap>): Promise<LoggedLap> {
  return await withScratchDirectory('events', async (directory) => {
    const lap = await run(directory);
    const files = readdirSync(directory).map((name) => readFileSync(join(directory, name)));
    const bytes = files.reduce((total, file) => total + file.length, 0);
    return { ...lap, bytes, lines: files.reduce((total, file) => total + countLines(file), 0) };
  });
}

function countLines(file: Buffer): number {
  let lines = 0;
  for (let at = file.indexOf('\n'); at !== -1; at = file.indexOf('\n', at + 1)) {
    lines++;
  }
  return lines;
}

function expectSameLog(workload: LoggedLap, floor: LoggedLap): void {
  const difference = Math.abs(workload.bytes - floor.bytes) / floor.bytes;
  if (workload.lines !== floor.lines || difference > bytesTolerance) {
    throw new Error(
      `The workload logged ${workload.lines} lines of ${workload.bytes} bytes, the floor ${floor.lines} of ${floor.bytes}.`,
    );
  }
}
