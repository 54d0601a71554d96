import { MillraceError } from '@millrace/api';

/** What a caller branches on, and what a person reads. */
export interface ThrownError {
  readonly code: string;
  readonly path: string | undefined;
  readonly message: string;
}

/** The error `action` throws. Fails the test when it throws nothing, or something else. */
export function errorOf(action: () => unknown): ThrownError {
  try {
    action();
  } catch (thrown) {
    if (MillraceError.is(thrown)) {
      return { code: thrown.code, path: thrown.path, message: thrown.message };
    }
    throw thrown;
  }
  throw new Error('Nothing was thrown.');
}

/** As {@link errorOf}, for a promise. */
export async function rejectionOf(promise: Promise<unknown>): Promise<ThrownError> {
  const settled = await promise.then(
    () => undefined,
    (thrown: unknown) => ({ thrown }),
  );
  return errorOf(() => {
    if (settled !== undefined) {
      throw settled.thrown;
    }
  });
}
