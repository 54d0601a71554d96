import type { RunnerContext } from '@millrace/api';
import type { Review } from '../review/review.js';
import type { SimilarComplaint } from '../review/review-result.js';

/**
 * What the actions of one run tell each other through sensory memory, which begins empty with each review and ends with it. Here are the names and types, so that no
 * action has to know what another one wrote.
 */
const review = 'review';
const similarComplaints = 'similarComplaints';

export function setReview(ctx: RunnerContext, value: Review): void {
  ctx.sensoryMemory.set(review, value);
}

export function getReview(ctx: RunnerContext): Review {
  // The first action of every run sets it.
  return ctx.sensoryMemory.get<Review>(review) as Review;
}

export function setSimilarComplaints(ctx: RunnerContext, complaints: readonly SimilarComplaint[]): void {
  ctx.sensoryMemory.set(similarComplaints, complaints);
}

export function getSimilarComplaints(ctx: RunnerContext): readonly SimilarComplaint[] {
  return ctx.sensoryMemory.get<readonly SimilarComplaint[]>(similarComplaints) ?? [];
}
