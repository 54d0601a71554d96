import { decodeKey, errorMessage, formatKey, IllegalStateError, MillraceError } from '@millrace/api';

/** What went wrong with stored checkpoints. */
export type CheckpointStoreErrorCode =
  | 'CHECKPOINT_CORRUPT'
  | 'CHECKPOINT_FORMAT_UNKNOWN'
  | 'CHECKPOINT_OPEN_FAILED'
  | 'CHECKPOINT_PARALLELISM_CHANGED'
  | 'CHECKPOINT_WRITE_FAILED'
  | 'SAVEPOINT_DIRECTORY_NOT_EMPTY'
  | 'SAVEPOINT_FAILED';

/** The parts of a {@link CheckpointStoreError}, as they pass between threads. */
export interface CheckpointStoreErrorParts {
  readonly code: CheckpointStoreErrorCode;
  readonly message: string;
  readonly hint: string | undefined;
  readonly cause: unknown;
}

/** A checkpoint could not be read or written. */
export class CheckpointStoreError extends MillraceError {
  readonly parts: CheckpointStoreErrorParts;

  constructor(parts: CheckpointStoreErrorParts) {
    super(parts.code, parts.message, { hint: parts.hint, cause: parts.cause });
    this.parts = parts;
  }
}

/** Something stored is not what was written. */
export function corrupt(what: string, path: string, cause?: unknown): CheckpointStoreError {
  return new CheckpointStoreError({
    code: 'CHECKPOINT_CORRUPT',
    message: `${what} in ${path} is damaged${cause === undefined ? '' : `: ${errorMessage(cause)}`}.`,
    hint: 'Restore a savepoint, or start anew with a new state directory. Check the disk.',
    cause,
  });
}

/** What to call the state of a key in an error. */
export function stateOf(key: Uint8Array): string {
  try {
    return `The state of key ${formatKey(decodeKey(key))}`;
  } catch {
    return `The state of key ${Buffer.from(key).toString('hex')}`;
  }
}

/** Writing failed; what was written before is unharmed. */
export function writeFailed(path: string, cause: unknown): CheckpointStoreError {
  return new CheckpointStoreError({
    code: 'CHECKPOINT_WRITE_FAILED',
    message: `A checkpoint could not be written to ${path}: ${errorMessage(cause)}.`,
    hint: 'Check free space and permissions; the checkpoint before it is unharmed.',
    cause,
  });
}

/** The store could not be opened for a reason that is not in its file. */
export function openFailed(directory: string, cause: unknown): CheckpointStoreError {
  return new CheckpointStoreError({
    code: 'CHECKPOINT_OPEN_FAILED',
    message: `The checkpoint store in ${directory} could not be opened: ${errorMessage(cause)}.`,
    hint: 'Check that the directory can be written to.',
    cause,
  });
}

/** The savepoint was not written; the store is unharmed. */
export function savepointFailed(directory: string, cause: unknown): CheckpointStoreError {
  return new CheckpointStoreError({
    code: 'SAVEPOINT_FAILED',
    message: `A savepoint could not be written to ${directory}: ${errorMessage(cause)}.`,
    hint: 'Check free space and permissions.',
    cause,
  });
}

/** A savepoint has a directory of its own. */
export function directoryNotEmpty(directory: string): CheckpointStoreError {
  return new CheckpointStoreError({
    code: 'SAVEPOINT_DIRECTORY_NOT_EMPTY',
    message: `The directory ${directory} for a savepoint is not empty.`,
    hint: 'Name one that is empty or does not exist.',
    cause: undefined,
  });
}

/** The store is used before `open` or after `close`. */
export function storeNotOpen(place: string): IllegalStateError {
  return new IllegalStateError('CHECKPOINT_STORE_NOT_OPEN', `The checkpoint store in ${place} is not open.`, {
    hint: 'Call open() first.',
  });
}

/** A write was begun before the one before it had ended. */
export function writesOverlap(): IllegalStateError {
  return new IllegalStateError('CHECKPOINT_WRITES_OVERLAP', 'A checkpoint is being written already.', {
    hint: 'Wait for the promise of write().',
  });
}
