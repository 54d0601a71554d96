import { IllegalStateError, type RunnerContext } from '@millrace/api';

/**
 * Whether a failure is of the invocation itself rather than of what it called: its attempt was ended, its context misused, its journal contradicted. No error
 * strategy may hide such a failure.
 */
export function isOfInvocation(failure: unknown, context: RunnerContext): boolean {
  return context.signal.aborted || failure instanceof IllegalStateError;
}
