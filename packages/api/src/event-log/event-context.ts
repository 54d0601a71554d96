/** What is known about an event when it is logged and listeners hear of it. */
export interface EventContext {
  /** Type of the event. */
  readonly eventType: string;
  /** When the runtime processed the event: ISO 8601, UTC, milliseconds. */
  readonly timestamp: string;
  /** Key of the run, as text for people. */
  readonly key: string;
  /** Number of the run within its key. */
  readonly runNumber: number;
  /**
   * Where the event was caused: the id of the invocation that sent it and its index among the events it sent, joined by `/`. Stable across crashes, so it tells
   * whether two log records are the same event logged twice.
   */
  readonly causalPosition: string;
  /** How often the job had been restored when the event was processed; 0 in the first life. Of records with equal causal position the highest attempt counts. */
  readonly attempt: number;
}
