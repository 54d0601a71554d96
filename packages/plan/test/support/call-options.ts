import type { ToolCallOptions } from '@millrace/api';

/** Options of a tool call as a durable call would pass them. */
export function callOptions(signal: AbortSignal = new AbortController().signal): ToolCallOptions {
  return { signal, idempotencyKey: 'call-1' };
}
