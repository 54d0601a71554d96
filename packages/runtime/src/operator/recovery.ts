import { decodeKey, encodeKey, formatKey, type Key, type Logger } from '@millrace/api';
import type { ActionStateRecord, InputRecord } from '../action-state/action-state.js';
import type { RecordedCall } from '../action-state/call-history.js';
import { type RecordedRun, recordedRuns } from '../action-state/recorded-run.js';
import { textToValue } from '../action-state/value-text.js';
import type { JournaledInput } from '../checkpoint/checkpoint-manifest.js';
import type { InputPosition } from '../errors.js';
import { keyBytes, keyText } from '../identity/key-text.js';
import type { Journal } from './journal.js';

/** A recorded run whose input a source has yet to deliver again. */
interface ExpectedInput {
  readonly position: number;
  readonly keyText: string;
  readonly run: RecordedRun;
}

/** A recorded run whose input does not come again. */
export interface MissingInput {
  readonly encodedKey: Uint8Array;
  readonly run: RecordedRun;
}

/**
 * What a recovered operator still expects: runs that the journal knows of and whose input comes again from its source.
 *
 * A source that goes past a recorded position without delivering it has changed; so has one that delivers something else there. Then what is recorded of that key from that run on does not count
 * any more.
 */
export class Recovery {
  readonly #runsByKey = new Map<string, RecordedRun[]>();
  /** Per source, by position, the nearest last. */
  readonly #expected = new Map<string, ExpectedInput[]>();
  readonly #inputs: InputRecord[] = [];
  readonly #logger: Logger;

  /** @param restoredPositions how far each source had been read at the restored checkpoint: inputs up to there are not delivered again. */
  constructor(
    journal: Journal,
    restoredRuns: Iterable<readonly [key: Uint8Array, records: readonly ActionStateRecord[]]>,
    restoredPositions: ReadonlyMap<string, number>,
    logger: Logger,
  ) {
    this.#logger = logger;
    const records = new Map<string, ActionStateRecord[]>();
    for (const [key, restored] of restoredRuns) {
      records.set(keyText(key), [...restored]);
    }
    for (const encoded of Array.from(journal.rebuiltKeys())) {
      const key = keyText(encoded);
      const ofKey = [...(records.get(key) ?? [])];
      for (const record of journal.take(encoded)) {
        if (record.kind === 'input') {
          this.#inputs.push(record);
        } else {
          ofKey.push(record);
        }
      }
      records.set(key, ofKey);
    }
    for (const [key, recordsOfKey] of records) {
      const runs = recordedRuns(recordsOfKey);
      this.#runsByKey.set(key, runs);
      for (const run of runs) {
        const { header } = run;
        if (header !== undefined && header.position > (restoredPositions.get(header.sourceId) ?? -1)) {
          const expected = this.#expected.get(header.sourceId) ?? [];
          expected.push({ position: header.position, keyText: key, run });
          this.#expected.set(header.sourceId, expected);
        }
      }
    }
    for (const expected of this.#expected.values()) {
      expected.sort((one, other) => other.position - one.position);
    }
  }

  /** Inputs of a source that does not bring them again, as they were journaled. */
  journaledInputs(sourceId: string): readonly JournaledInput[] {
    return this.#inputs
      .filter((input) => input.sourceId === sourceId)
      .map(({ position, value, timestamp }) => ({ position, value: textToValue(value), timestamp }));
  }

  /** Whether a source has yet to deliver an input that was processed before. */
  get isExpecting(): boolean {
    return this.#expected.size > 0;
  }

  /** Keys with recorded runs that nobody has {@link take}n. */
  untakenKeys(): readonly Key[] {
    return [...this.#runsByKey.keys()].map((text) => decodeKey(keyBytes(text)));
  }

  /** The recorded runs of a key. Only the first call finds them. */
  take(key: Key): readonly RecordedRun[] {
    if (this.#runsByKey.size === 0) {
      return noRuns;
    }
    const text = keyText(encodeKey(key));
    const runs = this.#runsByKey.get(text) ?? noRuns;
    this.#runsByKey.delete(text);
    return runs;
  }

  /**
   * A source delivers the record at `position`, or has ended (`undefined`).
   * @param key the key of that record; `undefined`: one of another subtask.
   * @returns the runs whose input it went past.
   */
  sourceAdvanced(sourceId: string, position: number | undefined, key?: Key): readonly MissingInput[] {
    const expected = this.#expected.get(sourceId);
    if (expected === undefined) {
      return [];
    }
    const deliveredKey = key === undefined ? undefined : keyText(encodeKey(key));
    const missing: MissingInput[] = [];
    for (
      let next = expected.at(-1);
      next !== undefined && (position === undefined || next.position <= position);
      next = expected.at(-1)
    ) {
      expected.pop();
      if (next.position !== position || next.keyText !== deliveredKey) {
        missing.push({ encodedKey: keyBytes(next.keyText), run: next.run });
      }
    }
    if (expected.length === 0) {
      this.#expected.delete(sourceId);
    }
    return missing;
  }

  /** Tells people what is lost because a source does not deliver what it had delivered. */
  warnInvalidated(key: Key, input: InputPosition | undefined, problem: string, runs: readonly RecordedRun[]): void {
    const calls = runs.flatMap((run) =>
      [...run.invocations].flatMap((invocation) => [...run.history(invocation).calls]),
    );
    this.#logger.warn(
      `The source ${input?.sourceId} ${problem}; what was recorded of this key from there on does not count any more.`,
      {
        key: formatKey(key),
        position: input?.position,
        runs: runs.map((run) => run.number),
        droppedCalls: calls.filter(isWorthTelling).map(describe),
        droppedInvocations: runs.reduce((sum, run) => sum + run.completions.length, 0),
      },
    );
  }
}

const noRuns: readonly RecordedRun[] = [];

function isWorthTelling(call: RecordedCall): boolean {
  return call.outcome === undefined || 'value' in call.outcome;
}

function describe(call: RecordedCall): string {
  return `${call.callId} (${call.outcome === undefined ? 'pending' : 'succeeded'})`;
}
