import { ChatRequestEvent, type ContextRetrievalResponseEvent, type RunnerContext } from '@millrace/api';
import { reviewModel } from '../agent-resources.js';
import { reviewPromptArgs } from '../prompts.js';
import { reviewAnalysisSchema } from '../review/review-analysis.js';
import { getReview, setSimilarComplaints } from './current-review.js';

/** A complaint less similar than this has nothing to do with the review. */
const similarityMin = 0.1;

/**
 * Asks the model about the review, with the complaints that were found.
 *
 * The built-in `chat_model_action` takes it from here: it calls the model, has the tools called that the model asks for, tries again as the agent is configured, and
 * answers with a `ChatResponseEvent` once there is an answer that fits the schema.
 */
export function askModel({ documents }: ContextRetrievalResponseEvent, ctx: RunnerContext): void {
  const similar = documents.filter(({ score = 0 }) => score >= similarityMin);
  setSimilarComplaints(
    ctx,
    similar.map(({ id = '', score = 0 }) => ({ review: id, similarity: Math.round(score * 1000) / 1000 })),
  );
  ctx.sendEvent(
    new ChatRequestEvent({
      model: reviewModel,
      // The prompt of the model is the whole conversation; here are only its variables.
      messages: [],
      promptArgs: reviewPromptArgs(
        getReview(ctx),
        similar.map(({ content }) => ({ text: content })),
      ),
      outputSchema: reviewAnalysisSchema,
    }),
  );
}
