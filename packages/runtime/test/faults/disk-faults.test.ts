import { errorMessage, type MillraceError } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import type { Fault, FileOperation } from '../../src/testing/simulated-faults.js';
import { SimulatedFileSystem } from '../../src/testing/simulated-file-system.js';
import { CollectingLogger } from '../support/collecting-logger.js';
import { Counts } from '../support/counts.js';
import { ordersOf, outputProblem, outputTextOf, runOrderJob } from './order-job.js';
import { type LifeEnd, liveOn } from './order-life.js';
import { OrderService } from './order-service.js';

const orders = ordersOf(4, 2);
const passNoTime = async (): Promise<void> => {};

/** What can fail: operations on files of a kind. */
const targets: readonly (readonly [name: string, path: RegExp, operations: readonly (FileOperation | 'any')[]])[] = [
  ['the journal', /^\/state\/journal\//, ['write', 'dataSync', 'create', 'rename']],
  ['a part file of the sink', /\.part-\d+$/, ['write', 'dataSync', 'create']],
  ['the output file', /\.jsonl$/, ['write', 'dataSync']],
  ['the checkpoint', /^\/state\/checkpoint\//, ['write', 'dataSync', 'rename']],
  ['anything of its own', /^\/(state|data\/)/, ['any']],
];

async function failureOfJob(disk: SimulatedFileSystem, service: OrderService): Promise<unknown> {
  try {
    await runOrderJob({ fileSystem: disk, service, orders });
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Codes of an error and of those behind it, the outermost first. */
function codesOf(error: unknown): readonly unknown[] {
  return error instanceof Error ? [(error as MillraceError).code, ...codesOf(error.cause)] : [];
}

/** Runs a job whose disk fails, and goes on when it works again. @returns the error of the job; `undefined` when the fault came too late to hit it. */
async function meetFault(fault: Fault, goesOnAfter: 'kill' | 'power cut', seed: number): Promise<unknown> {
  const disk = new SimulatedFileSystem({ seed });
  const service = new OrderService(passNoTime);
  disk.inject(fault);
  const failure = await failureOfJob(disk, service);
  if (failure === undefined) {
    return undefined;
  }
  const seen = await outputTextOf(disk.imageAfterKill());
  const next = goesOnAfter === 'kill' ? disk.kill() : disk.losePower(seed);
  const end = await liveOn({ disk: next, fileSystem: next, service: service.afterCrash(), orders, seen });
  expect(end, `after ${errorMessage(failure)}, ${goesOnAfter}`).toMatchObject({
    kind: expect.stringMatching(/right|another job/) as unknown,
  });
  return failure;
}

describe('a job whose disk fails or is full', { timeout: 120_000 }, () => {
  test.each(targets)(
    'at %s stops and says so, and goes on without loss when the disk works again',
    async (_, path, operations) => {
      const failures = new Counts();
      for (const operation of operations) {
        for (const isLasting of [true, false]) {
          for (let nth = 1; ; nth++) {
            const code = nth % 2 === 0 ? 'EIO' : 'ENOSPC';
            const fault: Fault = { operation, path, code, nth, isLasting };
            const failure = await meetFault(fault, nth % 3 === 0 ? 'kill' : 'power cut', nth);
            if (failure === undefined) {
              break;
            }
            const codes = codesOf(failure);
            expect(codes.at(-1)).toBe(code);
            expect(errorMessage(failure)).toContain(code);
            failures.add(`${operation}: ${codes.join(' < ')}`);
          }
        }
      }
      console.log(failures.toString());
      expect(failures.total).toBeGreaterThan(2 * operations.length);
    },
  );

  test.each(targets)('at %s restarts until it works again, and goes on without loss', async (_, path, operations) => {
    const restarts = new Counts();
    for (const operation of operations) {
      for (let nth = 1; ; nth++) {
        const end = await restartUntilCleared({ operation, path, code: 'ENOSPC', nth, isLasting: true });
        if (!end.isHit) {
          break;
        }
        expect(end.problem, `${operation} ${nth}`).toBeUndefined();
        restarts.add(`${operation}: restarted ${end.restarts} times`);
      }
    }
    console.log(restarts.toString());
    expect(restarts.total).toBeGreaterThan(operations.length);
  });
});

/** How a job ended that was allowed to restart. */
interface Restarted {
  readonly isHit: boolean;
  readonly restarts: number;
  readonly problem: string | undefined;
}

/** Runs a job that goes on by itself; the disk works again at the second restart. A job that had not begun yet is started again by hand. */
async function restartUntilCleared(fault: Fault): Promise<Restarted> {
  const disk = new SimulatedFileSystem();
  const service = new OrderService(passNoTime);
  const clear = disk.inject(fault);
  let restarts = 0;
  const logger = new WatchingLogger('The job failed and goes on', () => {
    service.restart();
    if (++restarts === 2) {
      clear();
    }
  });
  const config = { 'restart-strategy': 'fixed-delay', 'restart-strategy.delay': 1 };
  const start = { disk, fileSystem: disk, service, orders, seen: '', config, logger };
  const end = await liveOn(start);
  if (end.kind !== 'wrong' || service.problems.length > 0) {
    return { isHit: restarts > 0, restarts, problem: problemOf(end) };
  }
  // A job that has not begun does not restart, nor does one that has ended.
  clear();
  const seen = await outputTextOf(disk);
  if (restarts > 0 && outputProblem(seen, orders) !== undefined) {
    return { isHit: true, restarts, problem: `${end.problem}, and readers see ${seen}` };
  }
  service.restart();
  return { isHit: true, restarts, problem: problemOf(await liveOn({ ...start, seen })) };
}

function problemOf(end: LifeEnd): string | undefined {
  return end.kind === 'wrong' ? end.problem : undefined;
}

/** Tells when a message is logged. */
class WatchingLogger extends CollectingLogger {
  readonly #beginning: string;
  readonly #onMessage: () => void;

  constructor(beginning: string, onMessage: () => void) {
    super();
    this.#beginning = beginning;
    this.#onMessage = onMessage;
  }

  override warn(message: string, fields?: Readonly<Record<string, unknown>>): void {
    super.warn(message, fields);
    if (message.startsWith(this.#beginning)) {
      this.#onMessage();
    }
  }
}
