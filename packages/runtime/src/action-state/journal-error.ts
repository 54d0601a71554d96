import { MillraceError } from '@millrace/api';

/** What can be wrong with a local journal. */
export type JournalErrorCode =
  /** Bytes that had been made durable are not what was written. */
  | 'JOURNAL_CORRUPT'
  /** A segment between two others is not there. */
  | 'JOURNAL_SEGMENT_MISSING'
  /** A segment belongs to another journal, or to another place in this one. */
  | 'JOURNAL_SEGMENT_FOREIGN'
  /** A segment was written by another version. */
  | 'JOURNAL_FORMAT_UNKNOWN'
  /** What a recovery has to read was given back already. */
  | 'JOURNAL_PRUNED'
  /** The journal ends before the position a checkpoint was made at. */
  | 'JOURNAL_ENDS_EARLY'
  /** A checkpoint was made with another journal. */
  | 'JOURNAL_NOT_THAT_OF_CHECKPOINT'
  /** A segment could not be given back. What is journaled is not concerned. */
  | 'JOURNAL_PRUNE_FAILED'
  /** A write or a sync failed: nothing is journaled any more until the journal is closed and opened anew. */
  | 'JOURNAL_WRITE_FAILED';

/** A local journal cannot be read, or not be written any more. */
export class JournalError extends MillraceError {
  declare readonly code: JournalErrorCode;
  /** The segment, or the directory when there is no segment. */
  readonly file: string;
  /** Where in `file`, in bytes. */
  readonly offset: number;

  constructor(
    code: JournalErrorCode,
    problem: string,
    where: { readonly file: string; readonly offset?: number },
    options: { readonly hint: string; readonly cause?: unknown },
  ) {
    const offset = where.offset ?? 0;
    super(code, `${problem} (${where.file}, byte ${offset}).`, options);
    this.file = where.file;
    this.offset = offset;
  }
}
