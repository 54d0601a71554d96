import type { MetricGroup } from '../metrics/metric-group.js';
import { Resource } from '../resource/resource.js';
import type { ResourceContext } from '../resource/resource-context.js';
import type { ToolMetadata } from './tool-metadata.js';
import type { ToolParameters } from './tool-parameters.js';
import type { ToolResponse } from './tool-response.js';
import type { ToolType } from './tool-type.js';

/** What goes with one call of a tool. */
export interface ToolCallOptions {
  /** Aborted when the result is not wanted any more. */
  readonly signal: AbortSignal;
  /** Equal on every execution of the same call, also after a crash. */
  readonly idempotencyKey: string;
  readonly metricGroup?: MetricGroup | undefined;
}

/** Something a model can ask to have called. Extension point. */
export abstract class Tool extends Resource {
  override readonly resourceType = 'tool';
  abstract readonly toolType: ToolType;
  readonly metadata: ToolMetadata;

  constructor(metadata: ToolMetadata, context?: ResourceContext) {
    super(context);
    this.metadata = metadata;
  }

  get name(): string {
    return this.metadata.name;
  }

  get description(): string {
    return this.metadata.description;
  }

  /**
   * Calls the tool. A failure the model should hear about is an error response; a rejection is a failure of the call itself, which may be retried.
   */
  abstract call(parameters: ToolParameters, options: ToolCallOptions): Promise<ToolResponse>;
}
