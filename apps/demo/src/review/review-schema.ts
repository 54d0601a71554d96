import { errorMessage, MillraceError } from '@millrace/api';
import { z } from 'zod';
import { type Review, readReview } from './review.js';

const root = 'review';

/** {@link readReview} as a schema, so that a source can check what it reads. */
export const reviewSchema: z.ZodType<Review> = z.unknown().transform((value, context): Review => {
  try {
    return readReview(value, root);
  } catch (error) {
    context.addIssue({ code: 'custom', ...issueOf(error) });
    return z.NEVER;
  }
});

/** Issues of schemas name the place beside the message, and are listed without full stops. */
function issueOf(error: unknown): { readonly message: string; readonly path: string[] } {
  const path = MillraceError.is(error) ? (error.path ?? root) : root;
  return {
    message: errorMessage(error).replace(` (at ${path})`, '').replace(/\.$/, ''),
    path: path.split('.').slice(1),
  };
}
