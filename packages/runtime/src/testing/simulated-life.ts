import type { Logger } from '@millrace/api';
import type { AgentPlan } from '@millrace/plan';
import type { Clock, Timer } from '../clock.js';
import { Job } from '../job/job.js';
import type { JobReport } from '../job/job-report.js';
import { Mailbox } from '../mailbox/mailbox.js';
import type { SourceBinding } from '../source/source-pump.js';
import type { ManualClock } from './manual-clock.js';
import type { SeededRandom } from './seeded-random.js';
import { SimulatedActionStateStore } from './simulated-action-state-store.js';
import { SimulatedCheckpointStore } from './simulated-checkpoint-store.js';
import { type CrashPoint, SimulatedIo, type SimulatedIoOptions } from './simulated-io.js';
import { type DeliveryListener, SimulatedSink } from './simulated-sink.js';
import type { SimulatedStorage } from './simulated-storage.js';

/** What one life of a job is simulated with. */
export interface SimulatedLifeOptions extends SimulatedIoOptions {
  /** The plan, or what makes it for this life: what the agent does outside itself goes through `io`. */
  readonly plan: AgentPlan | ((io: SimulatedIo) => AgentPlan | Promise<AgentPlan>);
  readonly storage: SimulatedStorage;
  /** Goes on from life to life. */
  readonly clock: ManualClock;
  /** Decides what happens next. Two lives with equal seeds are equal up to where one of them ends. */
  readonly random: SeededRandom;
  /** Decides what survives a crash. */
  readonly crashRandom: SeededRandom;
  /** Called before the job opens: what everything outside the process is reached through in this life. */
  readonly sources: (io: SimulatedIo) => readonly SourceBinding[];
  readonly logger: Logger;
  readonly onDelivery?: DeliveryListener;
  readonly errorClasses?: readonly { readonly name: string; readonly prototype: Error }[];
  /** After how many steps the life counts as stuck. Default 100,000. */
  readonly maxSteps?: number;
}

/** How a life ended. */
export type LifeEnd =
  | { readonly kind: 'finished'; readonly report: JobReport; readonly points: number }
  | { readonly kind: 'failed'; readonly error: unknown; readonly points: number }
  | { readonly kind: 'crashed'; readonly at: CrashPoint }
  /** Nothing is left that could happen, and the job has not ended. */
  | { readonly kind: 'stuck'; readonly steps: number };

/**
 * Runs a job on simulated storage, step by step, until it ends or is killed. A step is a turn of the mailbox, the end of an operation outside the process, or the passing of time; which one, the seed
 * decides. All of the job is real except the world outside it.
 */
export async function simulateLife(options: SimulatedLifeOptions): Promise<LifeEnd> {
  const { storage, clock, random, crashRandom, logger, maxSteps = 100_000 } = options;
  const io = new SimulatedIo(options);
  const plan = typeof options.plan === 'function' ? await options.plan(io) : options.plan;
  const slowness = random.below(3);
  const inOrder = random.below(2) === 0;
  const mailboxes: Mailbox[] = [];
  const createSink = (name: string): SimulatedSink =>
    new SimulatedSink(storage, io, {
      name,
      isSlow: () => random.below(4) < slowness,
      ...(options.onDelivery === undefined ? {} : { listener: options.onDelivery }),
    });
  const mortalClock = new MortalClock(clock);
  const job = new Job({
    plan,
    sources: options.sources(io),
    sink: createSink('sink'),
    deadLetterSink: createSink('dead-letter sink'),
    eventLoggers: [],
    listeners: [],
    longTermMemory: undefined,
    durability: {
      create: async () => ({
        actionStateStores: [new SimulatedActionStateStore(storage, io, crashRandom)],
        checkpointStore: new SimulatedCheckpointStore(storage, io),
      }),
      reset: async () => {
        storage.reset();
      },
      description: 'simulated',
      release: async () => {},
    },
    errorClasses: options.errorClasses ?? [],
    logger,
    clock: mortalClock,
    createMailbox: (mailboxOptions) => {
      const mailbox = new Mailbox({
        ...mailboxOptions,
        wake: () => {},
        order: (waiting) => (inOrder ? 0 : random.below(waiting)),
      });
      mailboxes.push(mailbox);
      return mailbox;
    },
  });
  let end: LifeEnd | undefined;
  job.run().then(
    (report) => {
      end = { kind: 'finished', report, points: io.pointCount };
    },
    (error: unknown) => {
      end = { kind: 'failed', error, points: io.pointCount };
    },
  );
  const driver = new Driver(mailboxes, io, clock, random);
  try {
    for (let steps = 0; steps < maxSteps; steps++) {
      await nextRound();
      if (io.crashedAt !== undefined) {
        return { kind: 'crashed', at: io.crashedAt };
      }
      if (end !== undefined) {
        return end;
      }
      if (!driver.step()) {
        return { kind: 'stuck', steps };
      }
    }
    return { kind: 'stuck', steps: maxSteps };
  } finally {
    mortalClock.stop();
  }
}

/** The clock of one life: no timer outlives it, or a process that was killed would go on. */
class MortalClock implements Clock {
  readonly #clock: ManualClock;
  readonly #timers = new Set<Timer>();

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  setTimer(delayMs: number, callback: () => void): Timer {
    const inner = this.#clock.setTimer(delayMs, () => {
      this.#timers.delete(timer);
      callback();
    });
    const timer: Timer = {
      cancel: () => {
        this.#timers.delete(timer);
        inner.cancel();
      },
    };
    this.#timers.add(timer);
    return timer;
  }

  stop(): void {
    for (const timer of this.#timers) {
      timer.cancel();
    }
  }
}

/** Chooses what happens next. How eager each kind of step is differs from life to life, so that some lives have slow disks and others long queues. */
class Driver {
  /** One per attempt of the job. */
  readonly #mailboxes: readonly Mailbox[];
  readonly #io: SimulatedIo;
  readonly #clock: ManualClock;
  readonly #random: SeededRandom;
  readonly #turnWeight: number;
  readonly #ioWeight: number;
  readonly #timeWeight: number;
  readonly #burst: number;

  constructor(mailboxes: readonly Mailbox[], io: SimulatedIo, clock: ManualClock, random: SeededRandom) {
    this.#mailboxes = mailboxes;
    this.#io = io;
    this.#clock = clock;
    this.#random = random;
    this.#turnWeight = 1 + random.below(12);
    this.#ioWeight = 1 + random.below(8);
    this.#timeWeight = random.below(3);
    this.#burst = random.below(2) === 0 ? 1 : 4;
  }

  /** @returns whether there was anything to do. */
  step(): boolean {
    const mailbox = this.#mailboxes.find(({ length }) => length > 0);
    const turns = mailbox === undefined ? 0 : this.#turnWeight;
    const operations = this.#io.openCount > 0 ? this.#ioWeight : 0;
    if (turns + operations === 0) {
      return this.#skipToNextTimer();
    }
    const choice = this.#random.below(turns + operations + this.#timeWeight);
    if (choice < turns) {
      // Without letting promises go on in between, as a mailbox that drains itself does.
      for (let turns = 1 + this.#random.below(this.#burst); turns > 0 && mailbox?.takeNext() === true; turns--);
    } else if (choice < turns + operations) {
      this.#io.complete(this.#random.below(this.#io.openCount));
    } else {
      this.#clock.advance(1);
    }
    return true;
  }

  #skipToNextTimer(): boolean {
    const { nextDueMs } = this.#clock;
    if (nextDueMs === undefined) {
      return false;
    }
    this.#clock.advance(nextDueMs - this.#clock.now());
    return true;
  }
}

/** Promises that are resolved already have run their reactions then, whatever they chain. */
function nextRound(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
