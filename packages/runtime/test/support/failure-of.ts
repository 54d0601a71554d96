import { MillraceError } from '@millrace/api';

/** What a promise rejects with; fails when it does not. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (thrown) {
    return thrown;
  }
  throw new Error('there was no failure');
}

/** What a function throws; fails when it does not. */
export function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (thrown) {
    return thrown;
  }
  throw new Error('nothing was thrown');
}

/** The stable code of a failure; its text when it has none. */
export function codeOf(failure: unknown): string {
  return MillraceError.is(failure) ? failure.code : `no code: ${String(failure)}`;
}
