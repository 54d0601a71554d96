import type { ActionFunction, Attributes, Meter, MetricGroup, ResolvedErrorPolicy } from '@millrace/api';

/** An action of the plan, ready to run: its function resolved, its metrics made. */
export interface ExecutableAction {
  readonly name: string;
  readonly run: ActionFunction;
  readonly config: Attributes;
  readonly onError: ResolvedErrorPolicy;
  readonly metricGroup: MetricGroup;
  /** Counts completed invocations. */
  readonly executed: Meter;
}
