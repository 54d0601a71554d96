import { ContextRetrievalRequestEvent, type InputEvent, type RunnerContext } from '@millrace/api';
import { complaintStore } from '../agent-resources.js';
import type { Review } from '../review/review.js';
import { setReview } from './current-review.js';

/** How many earlier complaints a model is shown at most. */
const complaintsMax = 3;

/**
 * Begins a run: looks for complaints about the same product that resemble the review.
 *
 * The built-in `context_retrieval_action` answers. It is told to look at complaints of earlier runs only, so that a review that is processed again finds what it found the
 * first time, and never itself.
 */
export function retrieveComplaints({ input }: InputEvent<Review>, ctx: RunnerContext): void {
  setReview(ctx, input);
  ctx.sendEvent(
    new ContextRetrievalRequestEvent({
      vectorStore: complaintStore,
      collection: input.product,
      filters: { sequenceBelow: ctx.runNumber },
      query: complaintText(input),
      maxResults: complaintsMax,
    }),
  );
}

/** A review as the complaint store sees it. */
export function complaintText({ title, text }: Review): string {
  return title === undefined ? text : `${title}\n${text}`;
}
