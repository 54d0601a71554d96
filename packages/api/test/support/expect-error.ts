import { MillraceError } from '../../src/errors.js';

/** The error `action` throws, as what a caller branches on. Fails the test when it throws nothing, or something else. */
export function errorOf(action: () => unknown): { readonly code: string; readonly path: string | undefined } {
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

/** As {@link errorOf}, for a promise. */
export async function rejectionOf(
  promise: Promise<unknown>,
): Promise<{ readonly code: string; readonly path: string | undefined }> {
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
