/** Settles after a while; rejects with the reason of the signal when that is aborted first. */
export type Wait = (waitMs: number, signal: AbortSignal) => Promise<void>;

/** Timers that are set longer, by a service that asks for it or by doubling often, fire at once. */
const timerMaxMs = 2 ** 31 - 1;

export const waitForTimer: Wait = (waitMs, signal) =>
  new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(
      () => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      },
      Math.min(waitMs, timerMaxMs),
    );
    signal.addEventListener('abort', onAbort, { once: true });
  });
