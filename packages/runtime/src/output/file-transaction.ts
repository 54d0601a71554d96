import type { AttributeValue } from '@millrace/api';
import { FileSinkError } from './file-sink-error.js';

/** Lines in a file of their own, durable and not committed. A type, not an interface, so that it is an attribute value. */
export type PreparedPart = {
  /** Tells the parts of a file apart; greater than that of any part before. */
  readonly number: number;
  /** In bytes. */
  readonly length: number;
  /** SHA-256 of the lines, in hexadecimal digits. */
  readonly digest: string;
};

/** What a checkpoint knows of a file: all that was written before is in its first `offset` bytes, and in the parts, in their order. */
export type FileTransaction = {
  readonly checkpointId: number;
  readonly offset: number;
  readonly parts: readonly PreparedPart[];
};

/** Where a part belongs in its file. */
export interface PlacedPart extends PreparedPart {
  readonly start: number;
  readonly end: number;
}

/** The parts of a transaction with their places, in their order. */
export function placedParts({ offset, parts }: FileTransaction): readonly PlacedPart[] {
  let end = offset;
  return parts.map((part) => {
    const start = end;
    end += part.length;
    return { ...part, start, end };
  });
}

/** Length of the file when the transaction is committed. */
export function endOf({ offset, parts }: FileTransaction): number {
  return parts.reduce((end, { length }) => end + length, offset);
}

/** @throws FileSinkError `SINK_HANDLE_INVALID` */
export function readTransaction(handle: AttributeValue, file: string): FileTransaction {
  if (!isTransaction(handle)) {
    throw new FileSinkError('SINK_HANDLE_INVALID', 'The checkpoint was taken with a sink of another kind', file, {
      hint: 'Resume with the sinks the job had, or begin anew without its state.',
    });
  }
  return handle;
}

function isTransaction(value: unknown): value is FileTransaction {
  return (
    isObject(value) &&
    isCount(value['checkpointId']) &&
    isCount(value['offset']) &&
    Array.isArray(value['parts']) &&
    value['parts'].every(isPart)
  );
}

function isPart(value: unknown): value is PreparedPart {
  return isObject(value) && isCount(value['number']) && isCount(value['length']) && typeof value['digest'] === 'string';
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
