import { type AttributeValue, MillraceError } from '@millrace/api';
import { Packr } from 'msgpackr';
import type { RecoveryMarker } from '../action-state/action-state-store.js';
import { textToValue, valueToText } from '../action-state/value-text.js';

/** An input of a source that cannot be read again, taken from it and not delivered yet. A type, not an interface, so that it is an attribute value. */
export type JournaledInput = {
  readonly position: number;
  readonly value: AttributeValue;
  readonly timestamp: number | undefined;
};

/** How far a source had been read. A type, not an interface, so that it is an attribute value. */
export type SourceProgress = {
  /** Position of the last record that was taken; `undefined`: none. */
  readonly position: number | undefined;
  /** What the source says it is, if it does. */
  readonly identity: AttributeValue | undefined;
  /** The last watermark of its generator. */
  readonly watermarkMs: number | undefined;
  /** What a source that cannot be read again had brought before a crash and was not delivered again yet, by position. */
  readonly undelivered?: readonly JournaledInput[] | undefined;
};

/** Everything a checkpoint keeps except keyed state. */
export interface CheckpointManifest {
  readonly jobId: string;
  /** How often the job had been restored before. */
  readonly attempt: number;
  /** Whether all input was processed: the next start begins a new job. */
  readonly finished: boolean;
  readonly sources: Readonly<Record<string, SourceProgress>>;
  /** Where each subtask's journal was at the cut. */
  readonly markers: readonly RecoveryMarker[];
  /** Canonical bytes of the keys with unfinished or pending work. */
  readonly busyKeys: readonly Uint8Array[];
  readonly sinkHandle: AttributeValue;
  readonly deadLetterHandle: AttributeValue;
}

const formatVersion = 1;
const packr = new Packr({ useRecords: false, variableMapSize: true });

export function encodeManifest({ busyKeys, ...values }: CheckpointManifest): Uint8Array {
  return packr.pack({ format: formatVersion, values: valueToText(values), busyKeys });
}

/** @throws MillraceError `CHECKPOINT_FORMAT_UNKNOWN` */
export function decodeManifest(bytes: Uint8Array): CheckpointManifest {
  const {
    format,
    values: text,
    busyKeys,
  } = packr.unpack(bytes) as {
    readonly format: number;
    readonly values: string;
    readonly busyKeys: readonly Uint8Array[];
  };
  if (format !== formatVersion) {
    throw new MillraceError(
      'CHECKPOINT_FORMAT_UNKNOWN',
      `The checkpoint has the format ${format}, not ${formatVersion}.`,
      {
        hint: 'Resume with the version of Millrace that wrote it.',
      },
    );
  }
  // What encodeManifest wrote and a checksum protects.
  const values: unknown = textToValue(text);
  return { ...(values as Omit<CheckpointManifest, 'busyKeys'>), busyKeys };
}
