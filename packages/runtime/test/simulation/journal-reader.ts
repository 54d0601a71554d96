import { decodeKey, encodeKey, formatKey, type Key } from '@millrace/api';
import type {
  ActionStateRecord,
  CallSettledRecord,
  CommitCounts,
  RunHeader,
} from '../../src/action-state/action-state.js';
import { decodeRecord } from '../../src/action-state/action-state-codec.js';
import { CausalId, idempotencyKey } from '../../src/identity/causal-id.js';
import { decodeKeySnapshot } from '../../src/keyed-state/key-snapshot.js';
import type { SimulatedStorage } from '../../src/testing/simulated-storage.js';
import { jobId } from './program-agent.js';

/** Everything that became durable of one invocation, in all lives. */
export interface RecordedInvocation {
  /** In the order of their outcomes; dropped ones are not there. */
  readonly settled: CallSettledRecord[];
  readonly pending: Set<number>;
  /** What each of its call records says about the memory it started with. */
  readonly startedAt: CommitCounts[];
  completed: number;
}

/** Everything that became durable of one run, in all lives. */
export interface JournaledRun {
  readonly key: Key;
  readonly number: number;
  header: RunHeader | undefined;
  readonly invocations: Map<string, RecordedInvocation>;
  /** Invocations in the order in which they completed. */
  readonly commits: string[];
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

  #take(key: Key, record: ActionStateRecord): void {
    const run = this.#run(key, record);
    if (record.kind === 'runs-invalidated') {
      this.problems.push(`runs of key ${formatKey(key)} were invalidated from ${record.run} on`);
      return;
    }
    if (record.kind === 'abandoned') {
      this.problems.push(`run ${record.run} of key ${formatKey(key)} was abandoned`);
      return;
    }
    const invocation = invocationOf(run, record.invocation);
    const name = `${record.invocation} of key ${formatKey(key)}, run ${record.run}`;
    if (invocation.completed > 0) {
      this.problems.push(`${record.kind} was recorded of ${name}, which was completed`);
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
        if (invocation.settled.some(({ position }) => position === record.position)) {
          this.problems.push(`call ${record.position} of ${name} has two outcomes`);
        }
        invocation.settled.push(record);
        this.settledCalls.add(callKey(run, record.invocation, record.position));
        return;
      case 'completed':
        invocation.completed++;
        run.commits.push(record.invocation);
        this.completedInvocations.add(record.invocation);
        return;
      default:
        this.problems.push(`${record.kind} was recorded of ${name}`);
    }
  }

  #run(key: Key, record: ActionStateRecord): JournaledRun {
    const text = formatKey(key);
    const runs = this.runs.get(text) ?? new Map<number, JournaledRun>();
    this.runs.set(text, runs);
    let run = runs.get(record.run);
    if (run === undefined) {
      const header = record.header ?? this.#checkpointedHeader(key, record.run);
      run = { key, number: record.run, header, invocations: new Map(), commits: [] };
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
    const bytes = this.#storage.checkpoint?.keys.get(Buffer.from(encodeKey(key)).toString('latin1'));
    const run = bytes === undefined ? undefined : decodeKeySnapshot(bytes).run;
    return run?.number === number
      ? { ...run.input.position, inputDigest: '', startedAtMs: run.startedAtMs }
      : undefined;
  }
}

function invocationOf(run: JournaledRun, id: string): RecordedInvocation {
  let invocation = run.invocations.get(id);
  if (invocation === undefined) {
    invocation = { settled: [], pending: new Set(), startedAt: [], completed: 0 };
    run.invocations.set(id, invocation);
  }
  return invocation;
}

function callKey({ header }: JournaledRun, invocation: string, position: number): string {
  return header === undefined ? '' : idempotencyKey(jobId, header, CausalId.fromHex(invocation), position);
}
