import { type AttributeValue, decodeKey, encodeKey, formatKey, type Key } from '@millrace/api';
import type {
  ActionStateRecord,
  AttemptFailedRecord,
  CallSettledRecord,
  CallsTruncatedRecord,
  CommitCounts,
  RunHeader,
} from '../../src/action-state/action-state.js';
import { decodeRecord } from '../../src/action-state/action-state-codec.js';
import { canonicalText, textToValue } from '../../src/action-state/value-text.js';
import { CausalId, idempotencyKey } from '../../src/identity/causal-id.js';
import { digest } from '../../src/identity/digest.js';
import { keyText } from '../../src/identity/key-text.js';
import { decodeKeySnapshot } from '../../src/keyed-state/key-snapshot.js';
import type { SimulatedStorage } from '../../src/testing/simulated-storage.js';
import { jobId } from './program-agent.js';

/** More than an action of a program makes. */
const mostCalls = 40;

/** Everything that became durable of one invocation, in all lives. */
export interface RecordedInvocation {
  /** In the order of their outcomes; dropped ones are not there. */
  readonly settled: CallSettledRecord[];
  readonly pending: Set<number>;
  /** What each of its call records says about the memory it started with. */
  readonly startedAt: CommitCounts[];
  completed: number;
  failedAttempts: number;
}

/** Everything that became durable of one run, in all lives. */
export interface JournaledRun {
  readonly key: Key;
  readonly number: number;
  header: RunHeader | undefined;
  readonly invocations: Map<string, RecordedInvocation>;
  /** Invocations in the order in which they completed. */
  readonly commits: string[];
  /** Ids of the calls that succeeded, in the order of their outcomes. */
  readonly succeededCalls: string[];
  /** The dead letter of a run that was given up, as JSON text. */
  letter: string | undefined;
}

/**
 * Reads the journal as an outsider: what became durable, in the order in which it did. Knows which durable calls have an outcome by the idempotency key the service saw.
 */
export class JournalReader {
  readonly problems: string[] = [];
  /** By key, in the order of their numbers. */
  readonly runs: Map<string, Map<number, JournaledRun>> = new Map();
  readonly settledCalls: Set<string> = new Set();
  readonly pendingCalls: Set<string> = new Set();
  readonly completedInvocations: Set<string> = new Set();
  /** Ids of runs that were given up. */
  readonly abandonedRuns: Set<string> = new Set();
  readonly #generations = new Map<string, number>();
  readonly #failedAttempts = new Map<string, number>();
  readonly #storage: SimulatedStorage;
  #read = 0;

  constructor(storage: SimulatedStorage) {
    this.#storage = storage;
  }

  /** Takes note of what has become durable since. */
  update(): void {
    for (; this.#read < this.#storage.archive.length; this.#read++) {
      const stored = this.#storage.archive[this.#read];
      if (stored !== undefined) {
        const record = decodeRecord(stored.bytes);
        if (record.kind !== 'input') {
          this.#take(decodeKey(stored.key), record);
        }
      }
    }
  }

  /** How often what was recorded of a call was dropped, so that it begins anew. */
  generationOf(idempotencyKey: string): number {
    return this.#generations.get(idempotencyKey) ?? 0;
  }

  /** How many attempts of the invocation that makes a call have failed. */
  failedAttemptsOf(idempotencyKey: string): number {
    return this.#failedAttempts.get(idempotencyKey) ?? 0;
  }

  #take(key: Key, record: ActionStateRecord): void {
    if (record.kind === 'runs-invalidated') {
      this.#invalidate(formatKey(key), record.run);
      return;
    }
    const run = this.#run(key, record);
    if (record.run < this.#latestRun(formatKey(key))) {
      this.problems.push(`${record.kind} was recorded of ${nameOf(run)} after a later run had begun`);
    }
    if (record.kind === 'abandoned') {
      if (run.letter !== undefined) {
        this.problems.push(`${nameOf(run)} was given up twice`);
      }
      run.letter = record.letter;
      this.abandonedRuns.add(CausalId.ofRun(key, record.run).toString());
      return;
    }
    const invocation = invocationOf(run, record.invocation);
    const name = `${record.invocation} of ${nameOf(run)}`;
    if (invocation.completed > 0) {
      this.problems.push(`${record.kind} was recorded of ${name}, which was completed`);
    }
    if (run.letter !== undefined && record.kind !== 'call-settled') {
      this.problems.push(`${record.kind} was recorded of ${name}, which was given up`);
    }
    if ('startedAt' in record) {
      invocation.startedAt.push(record.startedAt);
    }
    switch (record.kind) {
      case 'call-pending':
        invocation.pending.add(record.position);
        this.pendingCalls.add(callKey(run, record.invocation, record.position));
        return;
      case 'call-settled':
        this.#settle(run, invocation, record, name);
        return;
      case 'completed':
        invocation.completed++;
        run.commits.push(record.invocation);
        this.completedInvocations.add(record.invocation);
        return;
      case 'attempt-failed':
        this.#failAttempt(run, invocation, record, name);
        return;
      case 'calls-truncated':
        this.#truncate(run, invocation, record, name);
    }
  }

  #settle(run: JournaledRun, invocation: RecordedInvocation, record: CallSettledRecord, name: string): void {
    if (invocation.settled.some(({ position }) => position === record.position)) {
      this.problems.push(`call ${record.position} of ${name} has two outcomes`);
    }
    invocation.settled.push(record);
    if ('value' in record.outcome && run.letter === undefined) {
      run.succeededCalls.push(record.callId);
    }
    this.settledCalls.add(callKey(run, record.invocation, record.position));
  }

  #failAttempt(run: JournaledRun, invocation: RecordedInvocation, record: AttemptFailedRecord, name: string): void {
    invocation.failedAttempts++;
    if (record.failedAttempts !== invocation.failedAttempts) {
      this.problems.push(
        `${name} failed ${invocation.failedAttempts} times, and ${record.failedAttempts} are recorded`,
      );
    }
    for (let position = 0; position < mostCalls; position++) {
      this.#failedAttempts.set(callKey(run, record.invocation, position), record.failedAttempts);
    }
    // What is in doubt stays so.
    const settled = invocation.settled.map(({ position }) => position);
    this.#drop(
      run,
      record.invocation,
      invocation,
      (position) => record.dropped.includes(position) && settled.includes(position),
    );
  }

  #truncate(run: JournaledRun, invocation: RecordedInvocation, record: CallsTruncatedRecord, name: string): void {
    const isDropped = (position: number): boolean => position >= record.fromPosition;
    for (const position of invocation.pending) {
      const settled = invocation.settled.find((call) => call.position === position);
      if (isDropped(position) && (settled === undefined || 'value' in settled.outcome)) {
        this.problems.push(`call ${position} of ${name} was dropped although it may have taken effect`);
      }
    }
    this.#drop(run, record.invocation, invocation, isDropped);
  }

  #invalidate(key: string, from: number): void {
    for (const [number, run] of this.runs.get(key) ?? []) {
      if (number >= from) {
        for (const [id, invocation] of run.invocations) {
          this.#drop(run, id, invocation, () => true);
          this.completedInvocations.delete(id);
        }
        this.runs.get(key)?.delete(number);
      }
    }
  }

  #drop(run: JournaledRun, id: string, invocation: RecordedInvocation, isDropped: (position: number) => boolean): void {
    const positions = new Set([...invocation.pending, ...invocation.settled.map(({ position }) => position)]);
    for (const position of [...positions].filter(isDropped)) {
      const key = callKey(run, id, position);
      this.#generations.set(key, this.generationOf(key) + 1);
      this.settledCalls.delete(key);
      this.pendingCalls.delete(key);
      invocation.pending.delete(position);
    }
    const kept = invocation.settled.filter(({ position }) => !isDropped(position));
    invocation.settled.splice(0, invocation.settled.length, ...kept);
  }

  #latestRun(key: string): number {
    return Math.max(-1, ...(this.runs.get(key)?.keys() ?? []));
  }

  #run(key: Key, record: ActionStateRecord): JournaledRun {
    const text = formatKey(key);
    const runs = this.runs.get(text) ?? new Map<number, JournaledRun>();
    this.runs.set(text, runs);
    let run = runs.get(record.run);
    if (run === undefined) {
      const header = record.header ?? this.#checkpointedHeader(key, record.run);
      run = {
        key,
        number: record.run,
        header,
        invocations: new Map(),
        commits: [],
        succeededCalls: [],
        letter: undefined,
      };
      runs.set(record.run, run);
      if (header === undefined) {
        this.problems.push(`the first record of key ${text}, run ${record.run} has no header`);
      }
    } else if (record.header !== undefined) {
      this.problems.push(`key ${text}, run ${record.run} has two headers`);
    }
    return run;
  }

  /** A run that a checkpoint found in progress is known by that. */
  #checkpointedHeader(key: Key, number: number): RunHeader | undefined {
    const encoded = encodeKey(key);
    const bytes = this.#storage.checkpoint?.keys.get(keyText(encoded));
    const run = bytes === undefined ? undefined : decodeKeySnapshot(encoded, bytes).run;
    return run?.number === number
      ? {
          ...run.input.position,
          inputDigest: inputDigest(textToValue(run.input.value), run.input.timestamp),
          startedAtMs: run.startedAtMs,
        }
      : undefined;
  }
}

function invocationOf(run: JournaledRun, id: string): RecordedInvocation {
  let invocation = run.invocations.get(id);
  if (invocation === undefined) {
    invocation = { settled: [], pending: new Set(), startedAt: [], completed: 0, failedAttempts: 0 };
    run.invocations.set(id, invocation);
  }
  return invocation;
}

function callKey({ header }: JournaledRun, invocation: string, position: number): string {
  return header === undefined ? '' : idempotencyKey(jobId, header, CausalId.fromHex(invocation), position);
}

export function nameOf({ key, number }: JournaledRun): string {
  return `key ${formatKey(key)}, run ${number}`;
}

/** Tells the records a source may deliver at a position apart. */
export function inputDigest(value: AttributeValue, timestamp: number | undefined): string {
  return digest(canonicalText(value), String(timestamp)).toString('hex').slice(0, 32);
}

/** The first records that became durable, as text that tells any two sequences of records apart. */
export function archiveText({ archive }: SimulatedStorage, count: number): string {
  return archive
    .slice(0, count)
    .map(({ key, bytes }) => `${Buffer.from(key).toString('hex')} ${Buffer.from(bytes).toString('hex')}`)
    .join('\n');
}
