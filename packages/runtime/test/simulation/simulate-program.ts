import { decodeKey, formatKey, type Key, type Logger } from '@millrace/api';
import { decodeManifest } from '../../src/checkpoint/checkpoint-manifest.js';
import { decodeKeySnapshot } from '../../src/keyed-state/key-snapshot.js';
import type { KeyMemory, MemorySnapshotEntry } from '../../src/memory/key-memory.js';
import type { SourceBinding } from '../../src/source/source-pump.js';
import { monotonousTimestamps } from '../../src/source/watermark-strategy.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import { type CrashPoint, SimulatedFailure, type SimulatedIo } from '../../src/testing/simulated-io.js';
import { type LifeEnd, simulateLife } from '../../src/testing/simulated-life.js';
import { SimulatedSource } from '../../src/testing/simulated-source.js';
import { type Delivery, SimulatedStorage } from '../../src/testing/simulated-storage.js';
import { ExternalService, type LedgerEntry, RefusedError } from './external-service.js';
import { JournalReader } from './journal-reader.js';
import { inputValue, Model, outputText } from './model.js';
import { keys, type Program } from './program.js';
import { compileProgram, jobId } from './program-agent.js';

/** When a life is killed, and what fails in it. */
export interface LifePlan {
  readonly isCrash?: (point: CrashPoint) => boolean;
  readonly isFailure?: (step: string) => boolean;
}

export interface Simulation {
  readonly problems: readonly string[];
  readonly ends: readonly LifeEnd[];
  readonly storage: SimulatedStorage;
  readonly ledger: readonly LedgerEntry[];
  /** Per life, how much of the journal's archive was durable when it ended. */
  readonly durableAtEnd: readonly number[];
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
  readonly #service = new ExternalService((entry) => {
    this.#checkCall(entry);
  });
  /** Of this life. */
  #watermarkMs = Number.NEGATIVE_INFINITY;

  constructor(program: Program, seed: number) {
    this.#program = program;
    this.#seed = seed;
  }

  async run(plans: readonly LifePlan[]): Promise<Simulation> {
    const plan = await compileProgram(this.#program, this.#service.makeCall);
    const ends: LifeEnd[] = [];
    const durableAtEnd: number[] = [];
    for (let life = 0; life <= plans.length; life++) {
      this.#watermarkMs = Number.NEGATIVE_INFINITY;
      const end = await simulateLife({
        isCrash: (point) => {
          if (point.step === 'checkpoint write' && point.moment === 'before') {
            // What is known of the runs in progress is about to be replaced.
            this.#journal.update();
          }
          return plans[life]?.isCrash?.(point) === true;
        },
        isFailure: (step) => plans[life]?.isFailure?.(step) === true,
        plan,
        storage: this.#storage,
        clock: this.#clock,
        random: new SeededRandom(this.#seed * 1013 + life),
        crashRandom: new SeededRandom(this.#seed * 7 + life + 1),
        sources: (io) => this.#connect(io),
        logger: this.#logger,
        errorClasses: [RefusedError, SimulatedFailure],
        onDelivery: (delivery) => {
          this.#checkDelivery(delivery);
        },
        maxSteps: 20_000,
      });
      ends.push(end);
      durableAtEnd.push(this.#storage.archive.length);
      if (end.kind === 'finished' || (end.kind !== 'stuck' && this.#isFinished())) {
        break;
      }
      this.#checkEnd(end, life === plans.length);
    }
    if (this.#isFinished()) {
      await this.#checkResult();
    }
    return {
      problems: [...this.#problems, ...this.#journal.problems],
      ends,
      storage: this.#storage,
      ledger: this.#service.ledger,
      durableAtEnd,
    };
  }

  readonly #logger: Logger = {
    debug: () => undefined,
    info: () => undefined,
    warn: (message, fields) => {
      this.#problems.push(`warning: ${message} ${JSON.stringify(fields)}`);
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

  #connect(io: SimulatedIo): readonly SourceBinding[] {
    this.#service.connect(io);
    return this.#program.sources.map(({ id, inputs, isSlow, watermarks }) => ({
      source: new SimulatedSource(
        id,
        inputs.map((input) => ({ value: inputValue(input), timestamp: input.timestamp })),
        isSlow ? io : undefined,
      ),
      keyOf: (value) => keys[(value as { readonly key: number }).key] as Key,
      timestampOf: undefined,
      watermarks: watermarks ? monotonousTimestamps() : undefined,
    }));
  }

  #checkEnd(end: LifeEnd, isLast: boolean): void {
    if (end.kind === 'stuck') {
      this.#problems.push(`stuck after ${end.steps} steps`);
    } else if (end.kind === 'failed' && (isLast || !isSimulated(end.error))) {
      this.#problems.push(`failed: ${String(end.error)} ${end.error instanceof Error ? end.error.stack : ''}`);
    }
  }

  #checkCall({ kind, life, idempotencyKey, plan }: LedgerEntry): void {
    this.#journal.update();
    const of = (other: LedgerEntry['kind']): readonly LedgerEntry[] =>
      this.#service.ledger
        .slice(0, -1)
        .filter((entry) => entry.kind === other && entry.idempotencyKey === idempotencyKey);
    const startedBefore = of('started');
    const problem = (what: string): void => {
      this.#problems.push(`life ${life}: ${plan.id} (${plan.intent}) was ${kind} ${what}`);
    };
    if (this.#journal.settledCalls.has(idempotencyKey)) {
      problem('although its outcome was durable');
    }
    if (plan.intent !== 'none' && !this.#journal.pendingCalls.has(idempotencyKey)) {
      problem('before its intent was durable');
    }
    if (kind === 'reconciled') {
      return;
    }
    if (startedBefore.some((entry) => entry.life === life)) {
      problem('twice in one life');
    }
    if (plan.intent === 'onUnknown' && startedBefore.length > 0) {
      problem('again although it was in doubt');
    }
    if (
      (plan.intent === 'reconcile' || plan.intent === 'both') &&
      startedBefore.length > 0 &&
      !of('reconciled').some((entry) => entry.life === life)
    ) {
      problem('again without having been reconciled');
    }
  }

  #checkDelivery(delivery: Delivery): void {
    if (delivery.kind === 'watermark') {
      if (delivery.watermarkMs <= this.#watermarkMs) {
        this.#problems.push(`watermark ${delivery.watermarkMs} left after watermark ${this.#watermarkMs}`);
      }
      this.#watermarkMs = delivery.watermarkMs;
      return;
    }
    const { outputId, timestamp } = delivery.output;
    this.#journal.update();
    if (!this.#journal.completedInvocations.has(outputId.split('/')[0] ?? '')) {
      this.#problems.push(`output ${outputId} left before its invocation was durably completed`);
    }
    if (timestamp !== undefined && timestamp <= this.#watermarkMs) {
      this.#problems.push(`output ${outputId} of ${timestamp} left after watermark ${this.#watermarkMs}`);
    }
  }

  async #checkResult(): Promise<void> {
    this.#journal.update();
    const runs = [...this.#journal.runs.values()].flatMap((ofKey) =>
      [...ofKey.values()].sort((one, other) => one.number - other.number),
    );
    const model = await new Model(this.#program).execute(runs);
    this.#problems.push(...model.problems);
    this.#checkOutputs(model.outputs);
    this.#checkInputs(runs);
    this.#checkState(model.memories);
    if (this.#storage.journal.length > 0) {
      this.#problems.push(`${this.#storage.journal.length} records are left in the journal of a finished job`);
    }
  }

  #checkOutputs(expected: ReadonlyMap<string, readonly string[]>): void {
    const found = new Map<string, string[]>();
    for (const delivery of this.#storage.sink('sink').committed) {
      if (delivery.kind === 'output') {
        const { key, outputId, value, timestamp } = delivery.output;
        const ofKey = found.get(formatKey(key)) ?? [];
        ofKey.push(outputText(outputId, value, timestamp));
        found.set(formatKey(key), ofKey);
      }
    }
    for (const key of new Set([...found.keys(), ...expected.keys()])) {
      this.#compare(`outputs of key ${key}`, found.get(key)?.join('\n') ?? '', expected.get(key)?.join('\n') ?? '');
    }
  }

  /** Every input that triggers something has exactly one run, and those of one source and key are in order. */
  #checkInputs(
    runs: readonly {
      readonly key: Key;
      readonly number: number;
      readonly header: { readonly sourceId: string; readonly position: number } | undefined;
    }[],
  ): void {
    const last = new Map<string, number>();
    const seen: string[] = [];
    for (const { key, header } of runs) {
      const place = `${formatKey(key)} ${header?.sourceId}`;
      if ((last.get(place) ?? -1) >= (header?.position ?? -1)) {
        this.#problems.push(`inputs of ${place} were not processed in order`);
      }
      last.set(place, header?.position ?? -1);
      seen.push(`${header?.sourceId}@${header?.position}`);
    }
    const due = this.#program.sources.flatMap(({ id, inputs }) =>
      inputs.flatMap(({ loud }, position) => (loud ? [`${id}@${position}`] : [])),
    );
    this.#compare('processed inputs', seen.sort().join(' '), due.sort().join(' '));
  }

  #checkState(memories: ReadonlyMap<string, KeyMemory>): void {
    const stored = this.#storage.checkpoint;
    const manifest = stored === undefined ? undefined : decodeManifest(stored.manifest);
    if (manifest?.finished !== true || manifest.busyKeys.length > 0 || manifest.jobId !== jobId) {
      this.#problems.push(`the last checkpoint is not that of a finished job: ${JSON.stringify(manifest)}`);
    }
    const states = new Map(
      [...(stored?.keys.values() ?? [])]
        .map(decodeKeySnapshot)
        .map((state) => [formatKey(decodeKey(state.key)), state]),
    );
    const inputs = this.#program.sources.flatMap((source) => source.inputs);
    for (const [index, key] of keys.entries()) {
      const text = formatKey(key);
      const state = states.get(text);
      const expectedRuns = inputs.filter((input) => input.key === index).length;
      // A run that left no record may get another number when it is repeated, so numbers may be left out.
      if ((state?.nextRunNumber ?? 0) < expectedRuns) {
        this.#problems.push(`key ${text} had ${state?.nextRunNumber ?? 0} runs instead of ${expectedRuns}`);
      }
      this.#compare(
        `memory of key ${text}`,
        this.#memoryText(state?.memory),
        this.#memoryText(memories.get(text)?.snapshot()),
      );
    }
  }

  /** Without what has expired, which may or may not have been removed. */
  #memoryText(entries: readonly MemorySnapshotEntry[] = []): string {
    const ttlMs = Number(this.#program.config['short-term-memory.state-ttl.ms'] ?? 0);
    const now = this.#clock.now();
    return entries
      .filter(({ refreshedAt }) => refreshedAt === undefined || refreshedAt + ttlMs > now)
      .map(({ path, value, refreshedAt }) => `${path}=${value ?? '{}'}@${refreshedAt}`)
      .sort()
      .join(' ');
  }

  #compare(what: string, found: string, expected: string): void {
    if (found !== expected) {
      this.#problems.push(`${what}:\n    found    ${found}\n    expected ${expected}`);
    }
  }
}

function isSimulated(error: unknown): boolean {
  return (
    error instanceof SimulatedFailure ||
    (error instanceof Error && error.cause !== undefined && isSimulated(error.cause))
  );
}
