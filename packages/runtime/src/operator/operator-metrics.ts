import { type Counter, formatKey, type Gauge, type Histogram, type Meter, type MetricGroup } from '@millrace/api';
import type { KeyState } from '../keyed-state/key-state.js';

/** How many recent runs the duration statistics cover. */
const runDurationWindow = 10_000;

/** The built-in metrics of an operator, each looked up once. */
export class OperatorMetrics {
  /** Inputs taken. */
  readonly inputs: Meter;
  /** Invocations that completed. */
  readonly actionsExecuted: Meter;
  /** Runs in progress, one per key. */
  readonly keysInFlight: Gauge;
  /** Paths on which a commit overruled what a sibling invocation had committed since it started. */
  readonly memoryConflicts: Counter;
  /** Attempts of actions that failed and were repeated. */
  readonly failedAttempts: Counter;
  /** Runs that were given up. */
  readonly abandonedRuns: Counter;
  readonly #runDurationMs: Histogram;
  readonly #pendingInputs: Gauge;
  readonly #mostPendingInputs: Gauge;
  readonly #keyWithMostPendingInputs: Gauge;
  #mostPending = 0;
  #keyWithMostPending: KeyState | undefined;

  constructor(group: MetricGroup) {
    this.inputs = group.meter('numOfInputsPerSec', group.counter('numOfInputs'));
    this.actionsExecuted = group.meter('numOfActionsExecutedPerSec', group.counter('numOfActionsExecuted'));
    this.keysInFlight = group.gauge('keysInFlight');
    this.memoryConflicts = group.counter('numOfMemoryConflicts');
    this.failedAttempts = group.counter('numOfFailedAttempts');
    this.abandonedRuns = group.counter('numOfAbandonedRuns');
    this.#runDurationMs = group.histogram('runDurationMs', runDurationWindow);
    this.#pendingInputs = group.gauge('pendingInputs');
    this.#mostPendingInputs = group.gauge('mostPendingInputsOfOneKey');
    this.#keyWithMostPendingInputs = group.gauge('keyWithMostPendingInputs');
  }

  runEnded(durationMs: number): void {
    this.#runDurationMs.update(durationMs);
  }

  /** The number of pending inputs of a key has changed, and with it the total. */
  pendingChanged(total: number, keyState: KeyState): void {
    this.#pendingInputs.update(total);
    const { length } = keyState.pending;
    if (length > this.#mostPending || keyState === this.#keyWithMostPending) {
      if (keyState !== this.#keyWithMostPending) {
        this.#keyWithMostPending = keyState;
        this.#keyWithMostPendingInputs.update(formatKey(keyState.key));
      }
      this.#mostPending = length;
      this.#mostPendingInputs.update(length);
    }
  }
}
