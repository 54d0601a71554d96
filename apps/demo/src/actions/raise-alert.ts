import { OutputEvent, type RunnerContext } from '@millrace/api';
import type { ScoreFell } from '../events.js';
import type { ProductAlert } from '../review/review-result.js';
import { rollingWindow } from '../statistics/product-statistics.js';
import { getReview } from './current-review.js';

/** Tells the outside that the score of a product has fallen. Whoever wants to do more about it, open a ticket, say, adds an action with the same trigger. */
export function raiseAlert({ attributes }: InstanceType<typeof ScoreFell>, ctx: RunnerContext): void {
  const { id, product, timestampMs } = getReview(ctx);
  const alert: ProductAlert = {
    kind: 'alert',
    product,
    timestamp: new Date(timestampMs).toISOString(),
    review: id,
    ...attributes,
    window: rollingWindow,
  };
  ctx.sendEvent(new OutputEvent(alert));
}
