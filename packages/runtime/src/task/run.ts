import { encodeKey, type Key, type MemoryOperation } from '@millrace/api';
import type { CommitCounts, RunHeader } from '../action-state/action-state.js';
import type { InputPosition } from '../errors.js';
import { CausalId } from '../identity/causal-id.js';
import type { ArrivedInput, KeyState } from '../keyed-state/key-state.js';
import { emptyMemory, RunMemory } from '../memory/run-memory.js';
import type { Output } from '../output/sink.js';
import { type Linked, LinkedSet } from '../queue/linked-set.js';
import type { ActionTask } from './action-task.js';
import { TaskLine } from './task-line.js';

const none: readonly never[] = Object.freeze([]);
const nothingCommitted: CommitCounts = Object.freeze({ shortTerm: 0, sensory: 0 });

/**
 * Everything caused by one input of one key.
 *
 * At most one of its invocations holds the turn; those that want it wait in `waiting`, first come, first served. Owned by the state of its key, from the input's first event to the end of the run.
 */
export class Run implements Linked<Run> {
  readonly keyState: KeyState;
  readonly number: number;
  readonly arrived: ArrivedInput;
  /** Recorded time of the run: what `now()` answers and expiry is decided by. */
  readonly startedAtMs: number;
  /** Whether an earlier life of the job began it. */
  readonly isRecorded: boolean;
  readonly id: CausalId;
  readonly waiting: TaskLine = new TaskLine();
  /** Tasks that are not completed. */
  readonly openTasks: LinkedSet<ActionTask> = new LinkedSet();
  /** Runs beside this one; belongs to the set of runs. */
  previous: Run | undefined;
  next: Run | undefined;
  /** The task whose invocation may proceed. */
  holder: ActionTask | undefined;
  /** Whether the run was given up: nothing of it counts. */
  isAbandoned = false;
  /** Whether the run is over and only its key's next run has not begun yet. */
  hasEnded = false;
  /** Whether a turn of the mailbox is on its way that hands out the turn of this run. */
  advancing = false;

  // Most runs do not need all of these, and there are many runs.
  #shortTerm: RunMemory | undefined;
  #sensory: RunMemory | undefined;
  #readPaths: Set<string> | undefined;
  #heldOutputs: Output[] | undefined;
  #succeededCalls: string[] | undefined;
  #encodedKey: Uint8Array | undefined;
  #hasHeader: boolean;

  /** @param options.isRecorded whether the journal or the restored checkpoint knows the run already. */
  constructor(
    keyState: KeyState,
    number: number,
    arrived: ArrivedInput,
    startedAtMs: number,
    options: { readonly isRecorded?: boolean } = {},
  ) {
    this.keyState = keyState;
    this.number = number;
    this.isRecorded = options.isRecorded === true;
    this.#hasHeader = this.isRecorded;
    this.arrived = arrived;
    this.startedAtMs = startedAtMs;
    this.id = CausalId.ofRun(keyState.key, this.number);
  }

  /** The memory of the key, as it was when the run began, with what invocations have committed. */
  get shortTerm(): RunMemory {
    this.#shortTerm ??= new RunMemory(this.keyState.memory.viewAt(this.startedAtMs));
    return this.#shortTerm;
  }

  /** The memory of the run. */
  get sensory(): RunMemory {
    this.#sensory ??= new RunMemory(emptyMemory);
    return this.#sensory;
  }

  /** What invocations have committed to the memory of the key, in order. */
  get operations(): readonly MemoryOperation[] {
    return this.#shortTerm?.operations ?? none;
  }

  /** How many operations invocations have committed. */
  get committed(): CommitCounts {
    const shortTerm = this.#shortTerm?.operations.length ?? 0;
    const sensory = this.#sensory?.operations.length ?? 0;
    return shortTerm + sensory === 0 ? nothingCommitted : { shortTerm, sensory };
  }

  /** Paths of the key's memory that completed invocations read, where reading refreshes the time to live. */
  get readPaths(): Iterable<string> {
    return this.#readPaths ?? none;
  }

  addReadPaths(paths: Iterable<string>): void {
    for (const path of paths) {
      this.#readPaths ??= new Set();
      this.#readPaths.add(path);
    }
  }

  /** Outputs that wait for the end of the run, where a run can be given up. */
  get heldOutputs(): readonly Output[] {
    return this.#heldOutputs ?? none;
  }

  holdOutput(output: Output): void {
    this.#heldOutputs ??= [];
    this.#heldOutputs.push(output);
  }

  /** Ids of the durable calls that have succeeded: what is told when the run is given up. */
  get succeededCalls(): readonly string[] {
    return this.#succeededCalls ?? none;
  }

  addSucceededCall(callId: string): void {
    this.#succeededCalls ??= [];
    this.#succeededCalls.push(callId);
  }

  /** The header, for the first record of the run; `undefined` for all others. */
  takeHeader(make: (run: Run) => RunHeader): RunHeader | undefined {
    if (this.#hasHeader) {
      return undefined;
    }
    this.#hasHeader = true;
    return make(this);
  }

  get key(): Key {
    return this.keyState.key;
  }

  get encodedKey(): Uint8Array {
    this.#encodedKey ??= encodeKey(this.key);
    return this.#encodedKey;
  }

  get input(): InputPosition {
    return this.arrived.position;
  }
}
