import { InvalidValueError } from '@millrace/api';

/** The watermark behind the last record of a bounded input: nothing is earlier than this. */
export const MAX_WATERMARK: number = Number.MAX_SAFE_INTEGER;

/** Turns the timestamps of one source into watermarks. */
export interface WatermarkGenerator {
  /**
   * Called for every record that has a timestamp, in order.
   * @returns a watermark to emit behind the record: a promise that no later record has this timestamp or an earlier one; `undefined` for none.
   */
  onTimestamp(timestampMs: number): number | undefined;
}

/** How watermarks are derived from the timestamps of a source. */
export interface WatermarkStrategy {
  createGenerator(): WatermarkGenerator;
  /** After this long without a record, in milliseconds of wall-clock time, the source no longer holds back the watermarks of others. Default: never. */
  readonly idleTimeoutMs?: number | undefined;
}

/** Options all strategies share. */
export interface WatermarkOptions {
  readonly idleTimeoutMs?: number;
}

/** For sources whose timestamps never decrease. */
export function monotonousTimestamps(options: WatermarkOptions = {}): WatermarkStrategy {
  return boundedOutOfOrderness(0, options);
}

/**
 * For sources whose records are at most `maxDelayMs` older than the newest one before them. The watermark trails the newest timestamp by that and one millisecond, so that records with equal
 * timestamps are never late. Algorithm: Flink's bounded-out-of-orderness generator, emitting whenever the watermark advances.
 *
 * @throws InvalidValueError `WATERMARK_DELAY_INVALID`
 */
export function boundedOutOfOrderness(maxDelayMs: number, options: WatermarkOptions = {}): WatermarkStrategy {
  if (!(maxDelayMs >= 0 && Number.isFinite(maxDelayMs))) {
    throw new InvalidValueError('WATERMARK_DELAY_INVALID', `${maxDelayMs} is not a delay.`, {
      path: 'maxDelayMs',
      hint: 'Use a number of milliseconds from 0.',
    });
  }
  return {
    idleTimeoutMs: options.idleTimeoutMs,
    createGenerator: () => {
      let newestMs = Number.NEGATIVE_INFINITY;
      return {
        onTimestamp: (timestampMs) => {
          if (timestampMs <= newestMs) {
            return undefined;
          }
          newestMs = timestampMs;
          return timestampMs - maxDelayMs - 1;
        },
      };
    },
  };
}
