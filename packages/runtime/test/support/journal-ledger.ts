import type { ActionStateStore, RecoveryMarker } from '../../src/action-state/action-state-store.js';

/** What a test appended to a journal, in order, and what it may rely on. */
export class JournalLedger {
  readonly #texts: { readonly key: number; readonly text: string }[];
  /** Records before this number were acknowledged, or found by a rebuild. */
  acknowledged = 0;
  /** Marker of the last completed checkpoint, and its place. */
  checkpoint: { readonly marker: RecoveryMarker; readonly record: number } | undefined;

  constructor(texts: readonly { readonly key: number; readonly text: string }[] = []) {
    this.#texts = [...texts];
  }

  get length(): number {
    return this.#texts.length;
  }

  copy(): JournalLedger {
    const copy = new JournalLedger(this.#texts);
    copy.acknowledged = this.acknowledged;
    copy.checkpoint = this.checkpoint;
    return copy;
  }

  /** Appends a record and notes when it is acknowledged. */
  async append(store: ActionStateStore, key: number, filler: string): Promise<void> {
    const number = this.#texts.length;
    const text = `${number}:${filler}`;
    this.#texts.push({ key, text });
    await store.append(Buffer.from(`key ${key}`), Buffer.from(text));
    this.acknowledged = Math.max(this.acknowledged, number + 1);
  }

  /** The place of a marker that is made now. */
  cut(store: ActionStateStore): { readonly marker: RecoveryMarker; readonly record: number } {
    return { marker: store.recoveryMarker(), record: this.#texts.length };
  }

  get markers(): readonly RecoveryMarker[] {
    return this.checkpoint === undefined ? [] : [this.checkpoint.marker];
  }

  /**
   * Compares what a rebuild from the last checkpoint found with what was appended: a beginning of it, nothing altered, with all that may be relied on. What was not found is forgotten.
   *
   * @param mayLose whether acknowledged records need not be there.
   * @returns what is wrong.
   */
  reconcile(store: ActionStateStore, mayLose: boolean): string | undefined {
    const start = this.checkpoint?.record ?? 0;
    const found: string[] = [];
    const keys = [...store.rebuiltKeys()];
    for (const encodedKey of keys) {
      const key = Number(Buffer.from(encodedKey).toString().slice('key '.length));
      const texts = store.take(encodedKey).map((record) => Buffer.from(record).toString());
      const expected = this.#texts
        .filter((each, number) => each.key === key && number >= start)
        .map(({ text }) => text);
      if (texts.some((text, index) => text !== expected[index])) {
        return `key ${key} has ${texts.join(' ')} instead of a beginning of ${expected.join(' ')}`;
      }
      found.push(...texts);
    }
    const end = start + found.length;
    const numbers = new Set(found.map((text) => Number(text.split(':')[0])));
    for (let number = start; number < end; number++) {
      if (!numbers.has(number)) {
        return `record ${number} is missing, and ${end - start} were found from ${start} on`;
      }
    }
    if (end < this.acknowledged && !mayLose) {
      return `${this.acknowledged} records were acknowledged, and they end at ${end}`;
    }
    this.#texts.length = end;
    this.acknowledged = end;
    return undefined;
  }
}
