import { MillraceError } from '@millrace/api';

/** What a caller branches on. */
export interface ErrorFacts {
  readonly code: string;
  readonly path: string | undefined;
}

/** The error `action` throws. Fails the test when it throws nothing, or something else. */
export function errorOf(action: () => unknown): ErrorFacts {
  try {
    action();
  } catch (thrown) {
    if (MillraceError.is(thrown)) {
      return { code: thrown.code, path: thrown.path };
    }
    throw thrown;
  }
  throw new Error('Nothing was thrown.');
}
