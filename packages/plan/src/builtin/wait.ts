/** Settles after a while; rejects with the reason of the signal when that is aborted first. */
export type Wait = (waitMs: number, signal: AbortSignal) => Promise<void>;

export const waitForTimer: Wait = (waitMs, signal) =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, waitMs);
    signal.addEventListener('abort', onAbort, { once: true });
  });
