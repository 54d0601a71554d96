/** What a checkpoint changes, as bytes that the store does not look into. */
export interface CheckpointWrite {
  /** Grows by one from checkpoint to checkpoint. */
  readonly checkpointId: number;
  /** Everything but keyed state: positions, marker, sink handles, keys with unfinished work. */
  readonly manifest: Uint8Array;
  /** Keys whose state changed since the checkpoint before, by canonical key bytes. `undefined`: the key has no state any more. */
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
 * - `readKey` answers from the newest complete checkpoint, synchronously, while a write is in progress, too.
 * - Whatever was altered on disk is noticed when it is read: every value and the manifest carry a checksum, and a mismatch is an error that names what is damaged. Two keys are never taken
 *   for one another.
 */
export interface CheckpointStore {
  /** @throws MillraceError `CHECKPOINT_CORRUPT`, `CHECKPOINT_FORMAT_UNKNOWN` */
  open(): Promise<StoredCheckpoint | undefined>;
  /** The state of a key, by canonical key bytes. @throws MillraceError `CHECKPOINT_CORRUPT` */
  readKey(key: Uint8Array): Uint8Array | undefined;
  write(checkpoint: CheckpointWrite): Promise<void>;
  /** Writes everything the newest complete checkpoint holds into an empty directory, from which a store like this one opens it. */
  savepoint(directory: string): Promise<void>;
  close(): Promise<void>;
}
