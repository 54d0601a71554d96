/**
 * How long a service asks to wait, in milliseconds from `nowMs`: `retry-after-ms`, or `retry-after` as seconds or as a date. `undefined` when it does not ask, or
 * not in a way that can be read. A date in the past is no wait.
 *
 * @param headers names in lower case.
 */
export function readRetryAfterMs(headers: Readonly<Record<string, unknown>>, nowMs: number): number | undefined {
  return (
    milliseconds(headers['retry-after-ms'], 1) ??
    milliseconds(headers['retry-after'], 1000) ??
    untilDate(headers['retry-after'], nowMs)
  );
}

function milliseconds(value: unknown, factor: number): number | undefined {
  return typeof value === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Math.ceil(Number(value) * factor) : undefined;
}

function untilDate(value: unknown, nowMs: number): number | undefined {
  // Date.parse reads almost anything that has a digit in it; an HTTP date begins with the day of the week.
  const atMs = typeof value === 'string' && /^\s*[A-Z][a-z]{2}/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}
