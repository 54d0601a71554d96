import { MillraceError } from '@millrace/api';
import { Packr } from 'msgpackr';
import type { JournalRecord } from './action-state.js';

/** Version of the layout of records. A journal of another version is refused. */
export const actionStateFormat = 1;

const packr = new Packr({ useRecords: false, variableMapSize: true });

/** Records as bytes and back. The one encoding for all stores. */
export function encodeRecord(record: JournalRecord): Uint8Array {
  return packr.pack(withoutUndefined(record));
}

/** @throws MillraceError `ACTION_STATE_UNREADABLE` */
export function decodeRecord(bytes: Uint8Array): JournalRecord {
  try {
    return packr.unpack(bytes) as JournalRecord;
  } catch (cause) {
    throw new MillraceError('ACTION_STATE_UNREADABLE', 'A journal record passed its checksum and cannot be decoded.', {
      cause,
      hint: 'Was it written by another version?',
    });
  }
}

function withoutUndefined(record: JournalRecord): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, member]) => member !== undefined));
}
