/** Time as the runtime sees it. Injected, so that tests and simulations own it. */
export interface Clock {
  /** Wall-clock time in milliseconds since the epoch. */
  now(): number;
  /** Calls `callback` once, no earlier than `delayMs` from now, unless cancelled. */
  setTimer(delayMs: number, callback: () => void): Timer;
}

/** A pending {@link Clock.setTimer}. */
export interface Timer {
  /** Makes sure the callback is not called any more. Calling it again, or too late, does nothing. */
  cancel(): void;
}

/** The machine's clock. Its timers keep the process alive, because somebody waits for what they end. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer: (delayMs, callback) => {
    const timeout = setTimeout(callback, delayMs);
    return {
      cancel: () => {
        clearTimeout(timeout);
      },
    };
  },
};
