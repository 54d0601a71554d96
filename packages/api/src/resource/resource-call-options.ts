import type { MetricGroup } from '../metrics/metric-group.js';

/** What goes with a single request to a resource, because the instance is shared. */
export interface ResourceCallOptions {
  /** Aborted when the result is not wanted any more. */
  readonly signal?: AbortSignal | undefined;
  /** Where the request is measured; normally that of the action. Without one nothing is measured. */
  readonly metricGroup?: MetricGroup | undefined;
  /** Equal on every execution of the same durable call. Pass it to services that recognise repetitions. */
  readonly idempotencyKey?: string | undefined;
}
