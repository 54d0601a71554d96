import type { Key, Logger } from '@millrace/api';
import { decodeManifest } from '../../src/checkpoint/checkpoint-manifest.js';
import type { SourceBinding } from '../../src/source/source-pump.js';
import { monotonousTimestamps } from '../../src/source/watermark-strategy.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import { type CrashPoint, SimulatedFailure, type SimulatedIo } from '../../src/testing/simulated-io.js';
import { type LifeEnd, simulateLife } from '../../src/testing/simulated-life.js';
import { type SimulatedRecord, SimulatedSource } from '../../src/testing/simulated-source.js';
import { type Delivery, SimulatedStorage } from '../../src/testing/simulated-storage.js';
import { expectedWarnings } from './expected-warnings.js';
import { ExternalService, type LedgerEntry, RefusedError } from './external-service.js';
import { JournalReader } from './journal-reader.js';
import { LedgerCheck } from './ledger-check.js';
import { inputValue } from './model.js';
import { PacedSource } from './paced-source.js';
import { inputIn, keys, type Program, type SourcePlan } from './program.js';
import { compileProgram } from './program-agent.js';
import { ResultCheck } from './result-check.js';

/** When a life is killed, and what fails in it. */
export interface LifePlan {
  readonly isCrash?: (point: CrashPoint) => boolean;
  readonly isFailure?: (step: string) => boolean | 'after';
  /** Whether an action fails where it may. */
  readonly stumbles?: () => boolean;
}

export interface Simulation {
  readonly problems: readonly string[];
  readonly ends: readonly LifeEnd[];
  readonly storage: SimulatedStorage;
  readonly ledger: readonly LedgerEntry[];
  /** Per life, how much of the journal's archive was durable when it ended. */
  readonly durableAtEnd: readonly number[];
  /** Attempts at the job that failed and were followed by another one in the same life. */
  readonly restarts: number;
  /** How often concurrent invocations overruled one another's writes. */
  readonly conflicts: number;
}

/**
 * Runs a program from its first life to its last, and checks all the way, and in the end against the model, that nothing is lost, repeated or invented.
 *
 * @param plans one per life; lives after the last of them are not disturbed.
 */
export async function simulateProgram(program: Program, seed: number, plans: readonly LifePlan[]): Promise<Simulation> {
  // Formatting stacks costs more than all else here; the run of a single seed has them.
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = process.env['MILLRACE_SEED'] === undefined ? 0 : limit;
  try {
    return await new ProgramSimulation(program, seed).run(plans);
  } finally {
    Error.stackTraceLimit = limit;
  }
}

class ProgramSimulation {
  readonly #program: Program;
  readonly #seed: number;
  readonly #storage = new SimulatedStorage();
  readonly #clock = new ManualClock(1000);
  readonly #problems: string[] = [];
  readonly #journal = new JournalReader(this.#storage);
  readonly #ledger = new LedgerCheck(this.#journal);
  readonly #service = new ExternalService(this.#clock, (entry) => {
    this.#ledger.take(entry);
  });
  readonly #expectedWarnings: readonly string[];
  readonly #ends: LifeEnd[] = [];
  /** Of this attempt at the job. */
  #watermarkMs = Number.NEGATIVE_INFINITY;
  #restarts = 0;
  #conflicts = 0;

  constructor(program: Program, seed: number) {
    this.#program = program;
    this.#seed = seed;
    this.#expectedWarnings = expectedWarnings(program);
  }

  async run(plans: readonly LifePlan[]): Promise<Simulation> {
    const durableAtEnd: number[] = [];
    for (let life = 0; life <= plans.length; life++) {
      this.#watermarkMs = Number.NEGATIVE_INFINITY;
      const end = await this.#live(life, plans[life] ?? {});
      this.#ends.push(end);
      durableAtEnd.push(this.#storage.archive.length);
      if (end.kind === 'finished' || (end.kind !== 'stuck' && this.#isFinished())) {
        break;
      }
      this.#checkEnd(end, life === plans.length);
    }
    if (this.#isFinished()) {
      const result = new ResultCheck(this.#program, this.#storage, this.#clock.now());
      await result.check(this.#journal);
      this.#problems.push(...result.problems);
    }
    return {
      problems: [...this.#problems, ...this.#ledger.problems, ...this.#journal.problems],
      ends: this.#ends,
      storage: this.#storage,
      ledger: this.#service.ledger,
      durableAtEnd,
      restarts: this.#restarts,
      conflicts: this.#conflicts,
    };
  }

  async #live(life: number, { isCrash, isFailure, stumbles }: LifePlan): Promise<LifeEnd> {
    const wavering = new SeededRandom(this.#seed * 101 + life);
    const end = await simulateLife({
      isCrash: (point) => {
        if (point.step === 'checkpoint write' && point.moment === 'before') {
          // What is known of the runs in progress is about to be replaced.
          this.#journal.update();
        }
        return isCrash?.(point) === true;
      },
      isFailure: (step) => isFailure?.(step) ?? false,
      plan: await compileProgram(this.#program, {
        makeCall: this.#service.makeCall,
        stumbles: () => stumbles?.() === true,
        wavers: () => wavering.below(2) === 0,
      }),
      storage: this.#storage,
      clock: this.#clock,
      random: new SeededRandom(this.#seed * 1013 + life),
      crashRandom: new SeededRandom(this.#seed * 7 + life + 1),
      sources: (io) => {
        this.#service.connect(io);
        return this.#program.sources.map((source) => bind(source, life, io, this.#clock));
      },
      logger: this.#logger,
      errorClasses: [RefusedError, SimulatedFailure],
      onDelivery: (delivery, sink) => {
        this.#checkDelivery(delivery, sink);
      },
      maxSteps: 20_000,
    });
    this.#conflicts += end.kind === 'finished' ? Number(end.report.metrics['numOfMemoryConflicts'] ?? 0) : 0;
    return end;
  }

  readonly #logger: Logger = {
    debug: () => undefined,
    info: () => undefined,
    warn: (message, fields) => {
      if (message.startsWith('The job failed and goes on')) {
        this.#restarts++;
        this.#service.restarted();
        this.#watermarkMs = Number.NEGATIVE_INFINITY;
      }
      if (!this.#expectedWarnings.some((expected) => message.includes(expected))) {
        this.#problems.push(`warning: ${message} ${JSON.stringify(fields)}`);
      }
    },
    error: (message, fields) => {
      this.#problems.push(`error: ${message} ${JSON.stringify(fields)}`);
    },
  };

  /** A job that is killed when it is marked as finished is over: the next one is another job. */
  #isFinished(): boolean {
    const { checkpoint } = this.#storage;
    return checkpoint !== undefined && decodeManifest(checkpoint.manifest).finished;
  }

  #checkEnd(end: LifeEnd, isLast: boolean): void {
    if (end.kind === 'stuck') {
      this.#problems.push(`stuck after ${end.steps} steps`);
    } else if (end.kind === 'failed' && (isLast || !isSimulated(end.error))) {
      this.#problems.push(`failed: ${describe(end.error)}`);
    }
  }

  #checkDelivery(delivery: Delivery, sink: string): void {
    this.#journal.update();
    if (delivery.kind === 'watermark') {
      if (delivery.watermarkMs <= this.#watermarkMs) {
        this.#problems.push(`watermark ${delivery.watermarkMs} left after watermark ${this.#watermarkMs}`);
      }
      this.#watermarkMs = delivery.watermarkMs;
      return;
    }
    const { outputId, timestamp } = delivery.output;
    if (timestamp !== undefined && timestamp <= this.#watermarkMs) {
      this.#problems.push(`${sink}: ${outputId} of ${timestamp} left after watermark ${this.#watermarkMs}`);
    }
    if (sink === 'sink') {
      if (!this.#journal.completedInvocations.has(outputId.split('/')[0] ?? '')) {
        this.#problems.push(`output ${outputId} left before its invocation was durably completed`);
      }
    } else if (!this.#journal.abandonedRuns.has(outputId)) {
      this.#problems.push(`dead letter ${outputId} left before its run was durably given up`);
    }
  }
}

function bind(
  { id, inputs, isSlow, watermarks }: SourcePlan,
  life: number,
  io: SimulatedIo,
  clock: ManualClock,
): SourceBinding {
  const records = inputs.map((planned): SimulatedRecord | undefined => {
    const input = inputIn(life, planned);
    return input === undefined ? undefined : { value: inputValue(input), timestamp: input.timestamp };
  });
  return {
    source: isSlow
      ? new PacedSource(
          new SimulatedSource(id, records, io),
          clock,
          inputs.map(({ pauseMs = 0 }) => pauseMs),
        )
      : new SimulatedSource(id, records),
    keyOf: (value) => keys[(value as { readonly key: number }).key] as Key,
    timestampOf: undefined,
    watermarks: watermarks ? monotonousTimestamps() : undefined,
  };
}

function isSimulated(error: unknown): boolean {
  return (
    error instanceof SimulatedFailure ||
    error instanceof RefusedError ||
    (error instanceof Error && error.cause !== undefined && isSimulated(error.cause))
  );
}

function describe(error: unknown): string {
  return error instanceof Error
    ? `${String(error)} ${error.stack} ${error.cause === undefined ? '' : `because of ${describe(error.cause)}`}`
    : String(error);
}
