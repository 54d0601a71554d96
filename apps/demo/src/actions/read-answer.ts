import type { ChatResponseEvent, RunnerContext } from '@millrace/api';
import { ReviewAnalysed } from '../events.js';
import { readReviewAnalysis } from '../review/review-analysis.js';

/** Turns the answer of the model into a fact of this agent. That it fits the schema was seen to before it came here. */
export function readAnswer({ response }: ChatResponseEvent, ctx: RunnerContext): void {
  const { structured_output: answer, model_name: model } = response.extraArgs;
  ctx.sendEvent(
    new ReviewAnalysed({
      analysis: readReviewAnalysis(answer, 'answer'),
      model: typeof model === 'string' ? model : 'unknown',
    }),
  );
}
