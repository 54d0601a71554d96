import { type Attributes, MemberReader, readInteger, readNumber, readText, unexpected } from '@millrace/api';
import type { AlertLine, ProductLine } from '../cli/summary.js';
import type { ProductAlert, ReviewResult } from '../review/review-result.js';

/** When the reviews were written that have a result, in milliseconds since the epoch. */
export type EventTime = {
  readonly fromMs: number;
  readonly toMs: number;
  /** The last watermark: every review written before has its result. `undefined` before the first one. */
  readonly completeUntilMs: number | undefined;
};

/** What results and alerts come to. Can be kept in a checkpoint: its size is that of the products and alerts, not of the reviews. */
export class RunTotals {
  readonly alerts: AlertLine[] = [];
  readonly #products = new Map<string, ProductLine>();
  #analysed = 0;
  #eventTime: EventTime | undefined;

  /** @throws InvalidValueError `ATTRIBUTE_INVALID` for anything but what {@link toAttributes} gave. */
  static fromAttributes(attributes: Attributes): RunTotals {
    const members = new MemberReader(attributes, 'totals');
    const totals = new RunTotals();
    totals.#analysed = members.required('analysed', readInteger);
    totals.#eventTime = members.optional('eventTime', readEventTime);
    totals.alerts.push(...members.required('alerts', (value, path) => readLines<AlertLine>(value, path)));
    for (const line of members.required('products', (value, path) => readLines<ProductLine>(value, path))) {
      totals.#products.set(line.product, line);
    }
    return totals;
  }

  get analysed(): number {
    return this.#analysed;
  }

  get productCount(): number {
    return this.#products.size;
  }

  /** `undefined` until something was analysed. */
  get eventTime(): EventTime | undefined {
    return this.#eventTime;
  }

  /** The products with the lowest mean scores, worst first; of equal ones in the order of their ids. */
  worstProducts(count: number): readonly ProductLine[] {
    return [...this.#products.values()]
      .sort((left, right) => left.score - right.score || (left.product < right.product ? -1 : 1))
      .slice(0, count);
  }

  addResult({ product, productScores }: ReviewResult, timestampMs: number | undefined): void {
    this.#analysed += 1;
    const { reviews, meanScore: score, rollingScore: latestScore, complaint } = productScores;
    this.#products.set(product, { product, reviews, score, latestScore, complaint });
    if (timestampMs !== undefined) {
      const { fromMs = timestampMs, toMs = timestampMs, completeUntilMs } = this.#eventTime ?? {};
      this.#eventTime = {
        fromMs: Math.min(fromMs, timestampMs),
        toMs: Math.max(toMs, timestampMs),
        completeUntilMs,
      };
    }
  }

  addAlert({ product, timestamp, fromScore, toScore, complaints }: ProductAlert): void {
    const day = timestamp.slice(0, 'YYYY-MM-DD'.length);
    this.alerts.push({ product, day, fromScore, toScore, complaint: complaints[0]?.aspect });
  }

  addWatermark(watermarkMs: number): void {
    if (this.#eventTime !== undefined) this.#eventTime = { ...this.#eventTime, completeUntilMs: watermarkMs };
  }

  toAttributes(): Attributes {
    return {
      analysed: this.#analysed,
      eventTime: this.#eventTime,
      alerts: [...this.alerts],
      products: [...this.#products.values()],
    };
  }
}

function readEventTime(value: unknown, path: string): EventTime {
  const members = new MemberReader(value, path);
  return {
    fromMs: members.required('fromMs', readNumber),
    toMs: members.required('toMs', readNumber),
    completeUntilMs: members.optional('completeUntilMs', readNumber),
  };
}

/** Lines for the summary; the checkpoint they come from is protected by a checksum, so only their product is looked at. */
function readLines<T extends { readonly product: string }>(value: unknown, path: string): readonly T[] {
  if (!Array.isArray(value)) throw unexpected(value, path, 'a list');
  for (const [index, line] of value.entries())
    new MemberReader(line, `${path}[${index}]`).required('product', readText);
  return value as readonly T[];
}
