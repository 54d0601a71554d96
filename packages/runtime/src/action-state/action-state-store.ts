import type { AttributeValue } from '@millrace/api';

/**
 * Where journaling began to be needed for a checkpoint: everything a recovery from that checkpoint has to read again lies behind it. Opaque to everybody but the store that
 * made it; stored in checkpoints as it is.
 */
export type RecoveryMarker = AttributeValue;

/** What {@link ActionStateStore.rebuildState} found. */
export interface RebuildReport {
  /** Records that were read and belong to owned keys. */
  readonly records: number;
  /** What was cut off the end because its writing was interrupted, if anything was: for people. */
  readonly tornTail: string | undefined;
}

/**
 * The journal of what actions did. Written as actions progress, read only on recovery. Extension point: every implementation can run the suite of
 * `@millrace/runtime/conformance`.
 *
 * A store moves encoded records and knows nothing of what they mean: the operator encodes and decodes them once, for all stores. Keys are canonical key bytes.
 *
 * Laws:
 * - Order of calls: `open`, then `rebuildState` once (also when there is nothing to rebuild), then any of the others, then `close`. `close` may be called again.
 * - The promise of `append` resolves when the record survives a crash of the machine, at the configured durability, and rejects when that can not be promised any more. Records of one key
 *   become durable in the order of the calls. After one append has failed all later ones fail, until the store is closed and opened anew; a failed write or flush is never
 *   repeated on the same file.
 * - Appends that are made while a flush runs share the next flush. A store never waits for a timer.
 * - After a crash `rebuildState` finds, for every owned key, the records appended behind the marker, in order: all whose promise had resolved, and possibly some after them, but none twice,
 *   none altered and none without those before it.
 * - A torn end is cut off and reported. Anything unreadable before the end stops `rebuildState` with an error that says where; records are never skipped.
 * - `pruneState(marker)` gives back the storage of what lies before the marker, and is only called for markers of completed checkpoints. It may keep more than it must.
 */
export interface ActionStateStore {
  open(): Promise<void>;

  /**
   * Reads what was journaled behind the markers: for a journal that a marker names, from there; for younger ones, from their start; without markers, everything.
   *
   * @param ownsKey whether records of a key are wanted.
   */
  rebuildState(markers: readonly RecoveryMarker[], ownsKey: (key: Uint8Array) => boolean): Promise<RebuildReport>;

  /** The records of `key` that {@link rebuildState} found, in order, and forgets them. */
  take(key: Uint8Array): readonly Uint8Array[];

  /** Keys that {@link rebuildState} found records of and that were not {@link take}n yet. */
  rebuiltKeys(): Iterable<Uint8Array>;

  append(key: Uint8Array, record: Uint8Array): Promise<void>;

  /** The position behind everything appended so far. */
  recoveryMarker(): RecoveryMarker;

  pruneState(marker: RecoveryMarker): Promise<void>;

  close(): Promise<void>;
}
