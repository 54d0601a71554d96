import { errorMessage } from '@millrace/api';
import { z } from 'zod';
import { type Review, readReview } from './review.js';

/** {@link readReview} as a schema, so that a source can check what it reads. */
export const reviewSchema: z.ZodType<Review> = z.unknown().transform((value, context): Review => {
  try {
    return readReview(value);
  } catch (error) {
    context.addIssue({ code: 'custom', message: errorMessage(error) });
    return z.NEVER;
  }
});
