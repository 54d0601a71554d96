import { decodeKey } from '@millrace/api';
import { decodeKeySnapshot, encodeKeySnapshot, isBusy, type KeySnapshot } from '../keyed-state/key-snapshot.js';
import type { KeyedState } from '../keyed-state/keyed-state.js';
import type { Mailbox } from '../mailbox/mailbox.js';
import { KeyMemory, type TimeToLive } from '../memory/key-memory.js';
import type { CheckpointStore } from './checkpoint-store.js';

/** How many stored keys are looked at between two turns of others. */
const keysPerTurn = 50;

/** A key that loses some of its state. */
export type SweptKey = readonly [key: Uint8Array, state: Uint8Array];

/** Whose keys are swept. */
export interface SweptSubtask {
  readonly keyedState: KeyedState;
  /** By canonical key bytes. */
  readonly ownsKey: (key: Uint8Array) => boolean;
  readonly mailbox: Mailbox;
  /** Where to begin; another place after each restart lets jobs that restart often get everywhere. */
  readonly startAt: number;
}

/**
 * Goes round the stored keys of a subtask and removes what has expired, some keys per checkpoint: keys that are in memory no more and never come back would keep it for ever.
 *
 * A run that starts after the cut does not see what had expired by then, whether or not it was removed. So the checkpoint may be without it.
 */
export class StateSweep {
  readonly #store: Pick<CheckpointStore, 'readSome'>;
  readonly #keyedState: KeyedState;
  readonly #ownsKey: (key: Uint8Array) => boolean;
  readonly #mailbox: Mailbox;
  /** The last key that was looked at. */
  #at: Uint8Array | undefined;

  constructor(store: Pick<CheckpointStore, 'readSome'>, { keyedState, ownsKey, mailbox, startAt }: SweptSubtask) {
    this.#store = store;
    this.#keyedState = keyedState;
    this.#ownsKey = ownsKey;
    this.#mailbox = mailbox;
    this.#at = Buffer.from(`${startAt}`);
  }

  /** Looks at the next stored keys, on turns of its own. Those in memory are swept there. @returns the others that change. */
  async sweep(nowMs: number, count: number): Promise<readonly SweptKey[]> {
    const { timeToLive } = this.#keyedState;
    const swept: SweptKey[] = [];
    if (timeToLive.ttlMs === 0) {
      return swept;
    }
    let isRound = false;
    for (let looked = 0; looked < count && !isRound; looked += keysPerTurn) {
      isRound = await this.#onTurn(() => this.#sweepSome(timeToLive, nowMs, swept));
    }
    return swept;
  }

  /** @returns whether the last key was reached. */
  #sweepSome(timeToLive: TimeToLive, nowMs: number, swept: SweptKey[]): boolean {
    const some = this.#store.readSome(this.#at, keysPerTurn);
    for (const [key, state] of some) {
      if (this.#ownsKey(key) && !this.#keyedState.sweepCached(decodeKey(key), nowMs)) {
        const rest = withoutExpired(decodeKeySnapshot(key, state), timeToLive, nowMs);
        if (rest !== undefined) {
          swept.push([key, rest]);
        }
      }
    }
    this.#at = some.at(-1)?.[0];
    return some.length === 0;
  }

  #onTurn<T>(step: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#mailbox.post({
        takeTurn: () => {
          try {
            resolve(step());
          } catch (error) {
            reject(error);
          }
        },
      });
    });
  }
}

/** @returns `undefined` when nothing has expired. */
function withoutExpired(snapshot: KeySnapshot, timeToLive: TimeToLive, nowMs: number): Uint8Array | undefined {
  const isExpired = snapshot.memory.some(
    ({ refreshedAt }) => refreshedAt !== undefined && refreshedAt + timeToLive.ttlMs <= nowMs,
  );
  if (!isExpired || isBusy(snapshot)) {
    return undefined;
  }
  const memory = new KeyMemory(timeToLive);
  memory.restore(snapshot.memory);
  memory.sweep(nowMs);
  return encodeKeySnapshot({ ...snapshot, memory: memory.snapshot() });
}
