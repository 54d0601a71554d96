import { Document, type Event, type RunnerContext } from '@millrace/api';
import { complaintStore } from '../agent-resources.js';
import { getReview } from './current-review.js';
import { complaintText } from './retrieve-complaints.js';

/** Negative reviews are complaints. A trigger can be a condition on the event; no invocation is made for events that do not meet it. */
export const complaintAnalysed = 'type == "ReviewAnalysed" && analysis.label == "negative"';

/**
 * Puts a complaint into the store, where later reviews of the product find it.
 *
 * The store is outside of the runtime, so this is a durable call: its outcome is recorded, and a run that is resumed does not make it again. Should it be made twice
 * nevertheless, the id makes the second time a replacement.
 */
export async function rememberComplaint(_event: Event, ctx: RunnerContext): Promise<void> {
  const review = getReview(ctx);
  const store = ctx.getResource(complaintStore, 'vector_store');
  const complaint = new Document({
    id: review.id,
    content: complaintText(review),
    metadata: { sequence: ctx.runNumber },
  });
  await ctx.durableExecuteAsync({
    id: 'remember-complaint',
    resource: complaintStore,
    args: complaint.toJSON(),
    call: ({ signal, idempotencyKey }) =>
      store.add([complaint], { collection: review.product, signal, idempotencyKey }),
  });
}
