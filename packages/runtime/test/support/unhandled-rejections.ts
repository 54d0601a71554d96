/**
 * The reasons of the rejections that Node finds unhandled while `action` runs and on the pass of the event loop after it. Whoever listens otherwise (the test runner, which
 * would fail) does not hear of them.
 */
export async function unhandledRejectionsDuring(action: () => void | Promise<void>): Promise<readonly unknown[]> {
  const reasons: unknown[] = [];
  const listen = (reason: unknown): void => {
    reasons.push(reason);
  };
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', listen);
  try {
    await action();
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    process.off('unhandledRejection', listen);
    for (const other of others) {
      process.on('unhandledRejection', other);
    }
  }
  return reasons;
}
