/** When buffered records are written although nobody asked for it. */
export interface FlushTimer {
  /** Calls `flush` once after `delayMs`, unless the returned function is called before. */
  schedule(flush: () => void, delayMs: number): () => void;
}

/** Real time. A pending flush does not keep the process alive: whoever ends it closes the logger first. */
export const wallClockTimer: FlushTimer = {
  schedule(flush: () => void, delayMs: number): () => void {
    const timeout = setTimeout(flush, delayMs).unref();
    return () => clearTimeout(timeout);
  },
};
