/** What can be seen of an operator from outside, in the order in which it happened. */
export type JournalEntry =
  | { readonly kind: 'arrived'; readonly input: ArrivedInput }
  | { readonly kind: 'watermark arrived'; readonly watermark: number }
  /** The event log and the listeners have heard of an event; `cause` names it. */
  | { readonly kind: 'processed'; readonly key: string; readonly runNumber: number; readonly cause: string }
  | { readonly kind: 'started'; readonly key: string; readonly invocation: string }
  /** The function has returned; this is what it found. */
  | { readonly kind: 'returned'; readonly invocation: string; readonly found: readonly string[] }
  | { readonly kind: 'committed'; readonly key: string; readonly invocation: string }
  | { readonly kind: 'watermark left'; readonly watermark: number }
  /** A turn is over: whatever could leave has left. */
  | { readonly kind: 'turn over' };

export interface ArrivedInput {
  readonly key: string;
  readonly data: string;
  readonly timestamp: number | undefined;
  /** Names the event that wraps it. */
  readonly cause: string;
}
