import { errorMessage } from '@millrace/api';
import { ActionExecutionError } from '@millrace/runtime';
import { formatCount } from './format-quantity.js';
import { printableText } from './terminal-text.js';

/** What was reached before a failure. */
export interface ReachedState {
  /** Reviews whose results are in the file, or at least were written to it. */
  readonly analysed: number;
  /** Whether the job can go on from here. */
  readonly isKept: boolean;
  /** Id of the review that the latest run of a product was about. */
  latestReview(product: string): string | undefined;
}

/** A failure as one paragraph: what failed, on which review, why, and what there is of results. */
export function describeFailure(failure: unknown, state: ReachedState, outputPath: string): string {
  const there = state.isKept
    ? whatIsKept(state.analysed, outputPath)
    : whatIsThere(failure, state.analysed, outputPath);
  return printableText(`${sentence(whatFailed(failure, state))} ${there}`);
}

function whatFailed(failure: unknown, state: ReachedState): string {
  if (!(failure instanceof ActionExecutionError)) return `The analysis failed: ${errorMessage(failure)}`;
  const { actionName, key, cause } = failure;
  const product = String(key);
  const review = state.latestReview(product) ?? '(unknown)';
  return `The analysis failed at review ${review} of product ${product}, in the action ${actionName}: ${errorMessage(cause)}`;
}

/** The file has exactly the results of complete checkpoints; what came after the last of them is in the journal. */
function whatIsKept(analysed: number, outputPath: string): string {
  const there =
    analysed === 0
      ? 'No result was written yet.'
      : `${formatCount(analysed)} ${analysed === 1 ? 'result is' : 'results are'} in ${outputPath}.`;
  return `${there} Once the cause is removed, the same command goes on from here.`;
}

function whatIsThere(failure: unknown, analysed: number, outputPath: string): string {
  if (analysed === 0) return 'No result was written.';
  const count = `${formatCount(analysed)} ${analysed === 1 ? 'result' : 'results'}`;
  // When writing is what failed, nobody knows how much of it has arrived.
  return failure instanceof ActionExecutionError
    ? `The ${count} of reviews that were finished before can be found in ${outputPath}.`
    : `Of the ${count} before, some may be missing in ${outputPath}.`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
