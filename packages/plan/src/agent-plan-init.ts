import type { AgentConfiguration, EventClass } from '@millrace/api';
import type { Action } from './action.js';
import type { ResourceProvider } from './resource/resource-provider.js';

/** What a plan is made of. */
export interface AgentPlanInit {
  readonly agentName: string;
  /** In the order in which they start when one event triggers several. */
  readonly actions: readonly Action[];
  /** Default none. */
  readonly resourceProviders?: readonly ResourceProvider[] | undefined;
  /** Copied. Default: everything has its default. */
  readonly configuration?: AgentConfiguration | undefined;
  /** Classes that events are read as, besides the built-in ones. Default none. */
  readonly eventClasses?: readonly EventClass[] | undefined;
}
