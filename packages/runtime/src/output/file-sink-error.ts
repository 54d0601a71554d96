import { errorMessage, MillraceError } from '@millrace/api';

/** What can be wrong with the files of a sink. */
export type FileSinkErrorCode =
  /** The file is shorter than the checkpoint says: somebody took committed lines away. */
  | 'SINK_FILE_SHORTENED'
  /** Lines that a checkpoint made durable, and that are not in the file yet, are not there or not what was written. */
  | 'SINK_PART_CORRUPT'
  /** What a checkpoint says of the sink was not said by a sink of this kind. */
  | 'SINK_HANDLE_INVALID'
  /** The disk did not take what it was given. */
  | 'SINK_WRITE_FAILED';

/** A sink cannot write its files, or not go on with them. */
export class FileSinkError extends MillraceError {
  declare readonly code: FileSinkErrorCode;
  readonly file: string;

  constructor(
    code: FileSinkErrorCode,
    problem: string,
    file: string,
    options: { readonly hint: string; readonly cause?: unknown },
  ) {
    super(code, `${problem} (${file}).`, options);
    this.file = file;
  }
}

/** Does something that changes `file`. @throws FileSinkError `SINK_WRITE_FAILED` if it fails. */
export async function writing<T>(file: string, change: () => Promise<T>): Promise<T> {
  try {
    return await change();
  } catch (cause) {
    throw new FileSinkError('SINK_WRITE_FAILED', `The file could not be written: ${errorMessage(cause)}`, file, {
      hint: 'Make sure that the disk works and has room, and start the job again: nothing that was committed is lost.',
      cause,
    });
  }
}
