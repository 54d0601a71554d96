import { InvalidValueError, isAttributes } from '@millrace/api';
import type { RecoveryMarker } from './action-state-store.js';

/**
 * A place in a journal, as our stores put it into recovery markers: in front of the record with this number. Records are numbered when they are appended, so the place behind what waits to
 * be written has a number already.
 */
export interface JournalPosition {
  readonly journal: string;
  readonly record: number;
}

export function markerOf({ journal, record }: JournalPosition): RecoveryMarker {
  return { journal, record };
}

/** @throws InvalidValueError `RECOVERY_MARKER_INVALID` */
export function positionOf(marker: RecoveryMarker): JournalPosition {
  if (isAttributes(marker)) {
    const { journal, record } = marker;
    if (typeof journal === 'string' && typeof record === 'number' && Number.isSafeInteger(record) && record >= 0) {
      return { journal, record };
    }
  }
  throw new InvalidValueError(
    'RECOVERY_MARKER_INVALID',
    'This is no recovery marker of this kind of action state store.',
    {
      path: 'marker',
      hint: 'Restore the checkpoint with the store it was made with.',
    },
  );
}

/**
 * The record a rebuild of a journal starts at: the earliest that a marker names, 0 without markers, `undefined` when there are markers and none is of this journal.
 *
 * @throws InvalidValueError `RECOVERY_MARKER_INVALID`
 */
export function earliestRecord(markers: readonly RecoveryMarker[], journal: string): number | undefined {
  if (markers.length === 0) {
    return 0;
  }
  const positions = markers.map(positionOf).filter((position) => position.journal === journal);
  return positions.length === 0 ? undefined : Math.min(...positions.map(({ record }) => record));
}
