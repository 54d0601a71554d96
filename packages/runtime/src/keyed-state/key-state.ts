import type { InputEvent, Key, KeyIdentity } from '@millrace/api';
import type { RecordedRun } from '../action-state/recorded-run.js';
import type { InputPosition } from '../errors.js';
import type { KeyMemory } from '../memory/key-memory.js';
import type { KeyJournal } from '../operator/journal.js';
import { Fifo } from '../queue/fifo.js';
import type { KeySegment } from '../queue/key-segment.js';
import type { Run } from '../task/run.js';

/** An input that has arrived: its event, where it was read, and the segment it holds a place in. */
export interface ArrivedInput {
  readonly event: InputEvent;
  readonly position: InputPosition;
  readonly segment: KeySegment<KeyIdentity>;
}

const noInputs: Fifo<ArrivedInput> = new Fifo();
const noRuns: readonly RecordedRun[] = [];

/**
 * Everything the operator knows about one key.
 *
 * Owned by the keyed state; changed only by the operator. Most keys are idle most of the time, so what an idle key does not need is not there.
 */
export class KeyState implements KeyJournal {
  readonly key: Key;
  readonly identity: KeyIdentity;
  readonly memory: KeyMemory;
  /** Number of the run that starts next. */
  nextRunNumber = 0;
  /** The run in progress. */
  run: Run | undefined;
  /** Of {@link journal}. */
  inFlight: Promise<void> | undefined;
  /** Runs that the journal knows of and that have not begun again yet, by number. */
  recorded: readonly RecordedRun[] = noRuns;
  /** In which interval between cuts the state changed last. Kept by the keyed state. */
  changedIn = 0;
  /** The last cut that has a snapshot of the key. Kept by that cut. */
  capturedBy = 0;
  /** Whether the key was used since the keyed state last looked for keys to evict. */
  wasUsed = true;
  #pending: Fifo<ArrivedInput> | undefined;

  constructor(key: Key, identity: KeyIdentity, memory: KeyMemory) {
    this.key = key;
    this.identity = identity;
    this.memory = memory;
  }

  /** What of the key's journal is in flight. It is kept here: an object of its own would be there for every key. */
  get journal(): KeyJournal {
    return this;
  }

  /** Whether nothing of the key is unfinished. */
  get isIdle(): boolean {
    return this.run === undefined && this.#pending === undefined && this.recorded.length === 0;
  }

  /** Inputs that wait for the run in progress to end, oldest first. Add by {@link addPending}. */
  get pending(): Pick<Fifo<ArrivedInput>, 'length' | 'toArray'> {
    return this.#pending ?? noInputs;
  }

  addPending(input: ArrivedInput): void {
    this.#pending ??= new Fifo();
    this.#pending.add(input);
  }

  /** Removes and returns the oldest pending input, or the oldest one that `matches`. */
  pollPending(matches?: (input: ArrivedInput) => boolean): ArrivedInput | undefined {
    const offset = matches === undefined ? 0 : (this.#pending?.toArray().findIndex(matches) ?? -1);
    const input = offset === -1 ? undefined : this.#pending?.pollAt(offset);
    if (this.#pending?.length === 0) {
      this.#pending = undefined;
    }
    return input;
  }
}
