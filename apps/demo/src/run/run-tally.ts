import { type Event, type EventContext, type EventListener, EventType, ToolResponseEvent } from '@millrace/api';
import type { Output, Sink } from '@millrace/runtime';
import type { AlertLine, ProductLine } from '../cli/summary.js';
import type { Review } from '../review/review.js';
import type { DemoOutput, ProductAlert, ReviewResult } from '../review/review-result.js';

/**
 * Counts what a run comes to, for progress and summary. Stands beside the job and changes nothing: it listens to the events, and is one more sink for outputs and for dead
 * letters.
 */
export class RunTally implements EventListener, Sink {
  /** Called whenever a count has changed. */
  onChange: () => void = () => undefined;
  readonly alerts: AlertLine[] = [];
  readonly #products = new Map<string, ProductLine>();
  /** The review of the latest run of each product. */
  readonly #latestReviews = new Map<string, string>();
  #analysed = 0;
  #deadLetters = 0;
  #toolCalls = 0;
  #eventTime: EventTime | undefined;

  get analysed(): number {
    return this.#analysed;
  }

  get deadLetters(): number {
    return this.#deadLetters;
  }

  get toolCalls(): number {
    return this.#toolCalls;
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

  /** Id of the review of the latest run of a product. */
  latestReview(product: string): string | undefined {
    return this.#latestReviews.get(product);
  }

  /** A sink for dead letters. */
  get deadLetterSink(): Sink {
    return {
      write: () => {
        this.#deadLetters += 1;
        this.onChange();
      },
    };
  }

  onEventProcessed(_context: EventContext, event: Event): void {
    switch (event.type) {
      case EventType.InputEvent: {
        // What the source delivers was read as a review.
        const { id, product } = event.attribute('input') as Review;
        this.#latestReviews.set(product, id);
        return;
      }
      case EventType.ToolResponseEvent:
        this.#toolCalls += event instanceof ToolResponseEvent ? event.responses.size : 0;
        return;
      default:
    }
  }

  write({ value, timestamp }: Output): void {
    // The agent of this job puts out nothing else.
    const output = value as DemoOutput;
    if (output.kind === 'review') this.#addResult(output, timestamp);
    else this.#addAlert(output);
    this.onChange();
  }

  writeWatermark(watermarkMs: number): void {
    if (this.#eventTime !== undefined) this.#eventTime = { ...this.#eventTime, completeUntilMs: watermarkMs };
  }

  #addResult({ product, productScores }: ReviewResult, timestampMs: number | undefined): void {
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

  #addAlert({ product, timestamp, fromScore, toScore, complaints }: ProductAlert): void {
    const day = timestamp.slice(0, 'YYYY-MM-DD'.length);
    this.alerts.push({ product, day, fromScore, toScore, complaint: complaints[0]?.aspect });
  }
}

/** When the reviews were written that have a result, in milliseconds since the epoch. */
export interface EventTime {
  readonly fromMs: number;
  readonly toMs: number;
  /** The last watermark: every review written before has its result. `undefined` before the first one. */
  readonly completeUntilMs: number | undefined;
}
