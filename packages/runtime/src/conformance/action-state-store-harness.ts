import type { ActionStateStore } from '../action-state/action-state-store.js';

/** What the suite needs to know of the store it checks. */
export interface ActionStateStoreHarness {
  /** A new place without any records. */
  setUp(): Promise<ActionStateStoreFixture>;
  /** Whether fixtures have `failNextFlush`. Default false: laws about failures are left out. */
  readonly canFail?: boolean;
  /** Whether fixtures have `tearEnd`. Default false. */
  readonly canTear?: boolean;
  /** Whether fixtures have `flushes`. Default false. */
  readonly countsFlushes?: boolean;
}

/** A place where stores keep their records. */
export interface ActionStateStoreFixture {
  /** A store over this place: each one is a new life of the same operator. */
  createStore(): ActionStateStore;
  /** Ends the store made last as the end of its machine does. Without it, stores are left behind where they are. */
  crash?(): void;
  /** Lets the next flush, or the next append where there are no flushes, fail. */
  failNextFlush?(): void;
  /** Leaves the bytes that were written last as a write does that was interrupted. No store is open. */
  tearEnd?(): Promise<void>;
  /** How often records were made durable so far. */
  flushes?(): number;
  cleanUp(): Promise<void>;
}
