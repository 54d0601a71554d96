/** What a checkpoint changes, as bytes that the store does not look into. */
export interface CheckpointWrite {
  /** Grows by one from checkpoint to checkpoint. */
  readonly checkpointId: number;
  /** Everything but keyed state: positions, marker, sink handles, keys with unfinished work. */
  readonly manifest: Uint8Array;
  /**
   * Keys whose state changed since the checkpoint before, by canonical key bytes. `undefined`: the key has no state any more.
   *
   * May be computed while it is consumed, which takes time for every key; what it gives is the state at the cut, whenever it is asked. Can be consumed once.
   */
  readonly changedKeys: Iterable<readonly [key: Uint8Array, state: Uint8Array | undefined]>;
}

/** A checkpoint as it is found at start. */
export interface StoredCheckpoint {
  readonly checkpointId: number;
  readonly manifest: Uint8Array;
}

/**
 * Keeps the newest complete checkpoint of one state directory. Extension point: every implementation can run the suite of `@millrace/runtime/conformance`.
 *
 * Laws:
 * - `open` finds the newest checkpoint whose `write` had resolved, or a newer one whose write was in progress and had become durable; never a part of one.
 * - `write` is one atomic step: when its promise resolves the checkpoint survives a crash of the machine; when it rejects, the checkpoint before it is still the newest. Writes do not
 *   overlap.
 * - `write` consumes the changes once, to their end, before its promise settles, and lets the event loop go on now and then: runs go on meanwhile.
 * - `readKey` and `readSome` answer from the newest complete checkpoint, synchronously, while a write is in progress, too.
 * - Whatever was altered on disk is noticed when it is read: every value and the manifest carry a checksum, and a mismatch is an error that names what is damaged. Two keys are never taken
 *   for one another.
 */
export interface CheckpointStore {
  /** @throws MillraceError `CHECKPOINT_CORRUPT`, `CHECKPOINT_FORMAT_UNKNOWN` */
  open(): Promise<StoredCheckpoint | undefined>;
  /** The state of a key, by canonical key bytes. @throws MillraceError `CHECKPOINT_CORRUPT` */
  readKey(key: Uint8Array): Uint8Array | undefined;
  /**
   * The next keys with their states, in an order of the store's own that does not change: about `count`, none when there are no more. A key that has a state all the time is found once on the way
   * from the first to the last.
   *
   * @param after any bytes, whether or not a key has them; `undefined`: from the first key on. The last key of an answer leads to the next one.
   * @throws MillraceError `CHECKPOINT_CORRUPT`
   */
  readSome(after: Uint8Array | undefined, count: number): readonly (readonly [key: Uint8Array, state: Uint8Array])[];
  write(checkpoint: CheckpointWrite): Promise<void>;
  /** Writes everything the newest complete checkpoint holds into an empty directory, from which a store like this one opens it. */
  savepoint(directory: string): Promise<void>;
  close(): Promise<void>;
}
