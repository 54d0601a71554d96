import {
  type AttributeValue,
  type Event,
  type EventContext,
  type EventListener,
  EventType,
  MemberReader,
  readAttributes,
  readInteger,
  ToolResponseEvent,
} from '@millrace/api';
import type { Output, TransactionalSink } from '@millrace/runtime';
import type { Review } from '../review/review.js';
import type { DemoOutput } from '../review/review-result.js';
import { DeadLetterTally } from './dead-letter-tally.js';
import { RunTotals } from './run-totals.js';

/** Up to where an earlier run had come, and this one goes on. */
export interface ResumePoint {
  readonly checkpointId: number;
  readonly takenAtMs: number;
  /** Reviews with a result then. */
  readonly analysed: number;
}

/**
 * Counts what a run comes to, for progress and summary. Stands beside the job and changes nothing: it listens to the events, and is one more sink for outputs and for dead
 * letters.
 *
 * It takes part in checkpoints, so that it counts every output once as the files have it once: its totals are kept with the state of the job and go on from there.
 */
export class RunTally implements EventListener, TransactionalSink {
  readonly transactional = true;
  /** A sink for dead letters. */
  readonly deadLetterSink: DeadLetterTally = new DeadLetterTally(() => this.onChange());
  /** Called whenever a count has changed. */
  onChange: () => void = () => undefined;
  /** The review of the latest run of each product. */
  readonly #latestReviews = new Map<string, string>();
  #toolCalls = 0;
  #totals = new RunTotals();
  #committed: { readonly checkpointId: number; readonly totals: RunTotals } | undefined;
  #resumePoint: ResumePoint | undefined;

  /** With what was written last. */
  get totals(): RunTotals {
    return this.#totals;
  }

  /** With what readers of the files find. */
  get committedTotals(): RunTotals {
    return this.#committed?.totals ?? this.#totals;
  }

  get analysed(): number {
    return this.#totals.analysed;
  }

  get alerts(): RunTotals['alerts'] {
    return this.#totals.alerts;
  }

  get deadLetters(): number {
    return this.deadLetterSink.count;
  }

  /** Made by this process. */
  get toolCalls(): number {
    return this.#toolCalls;
  }

  /** `undefined`: this run began anew. */
  get resumePoint(): ResumePoint | undefined {
    return this.#resumePoint;
  }

  /** Id of the review of the latest run of a product. */
  latestReview(product: string): string | undefined {
    return this.#latestReviews.get(product);
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
    if (output.kind === 'review') this.#totals.addResult(output, timestamp);
    else this.#totals.addAlert(output);
    this.onChange();
  }

  writeWatermark(watermarkMs: number): void {
    this.#totals.addWatermark(watermarkMs);
  }

  async begin(restored: AttributeValue | undefined): Promise<void> {
    const found = restored === undefined ? undefined : readHandle(restored);
    this.#resumePoint = found;
    this.#committed = found ?? { checkpointId: -1, totals: new RunTotals() };
    this.#totals = restored === undefined ? new RunTotals() : readHandle(restored).totals;
  }

  async prepare(checkpointId: number): Promise<AttributeValue> {
    return { checkpointId, takenAtMs: Date.now(), totals: { ...this.#totals.toAttributes() } };
  }

  async commit(handle: AttributeValue): Promise<void> {
    const committed = readHandle(handle);
    if (committed.checkpointId > (this.#committed?.checkpointId ?? -1)) this.#committed = committed;
  }
}

function readHandle(handle: AttributeValue): ResumePoint & { readonly totals: RunTotals } {
  const members = new MemberReader(handle, 'handle');
  const totals = RunTotals.fromAttributes(members.required('totals', readAttributes));
  return {
    checkpointId: members.required('checkpointId', readInteger),
    takenAtMs: members.required('takenAtMs', readInteger),
    analysed: totals.analysed,
    totals,
  };
}
