import { MillraceError } from '@millrace/api';
import { Packr } from 'msgpackr';
import type { ActionStateRecord } from './action-state.js';

/** Version of the layout of records. A journal of another version is refused. */
export const actionStateFormat = 1;

const packr = new Packr({ useRecords: false, variableMapSize: true });

/** Records as bytes and back. The one encoding for all stores. */
export function encodeRecord(record: ActionStateRecord): Uint8Array {
  return packr.pack(withoutUndefined(record));
}

/** @throws MillraceError `ACTION_STATE_UNREADABLE` */
export function decodeRecord(bytes: Uint8Array): ActionStateRecord {
  try {
    return packr.unpack(bytes) as ActionStateRecord;
  } catch (cause) {
    throw new MillraceError('ACTION_STATE_UNREADABLE', 'A journal record passed its checksum and cannot be decoded.', {
      cause,
      hint: 'Was it written by another version?',
    });
  }
}

function withoutUndefined(record: ActionStateRecord): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, member]) => member !== undefined));
}
