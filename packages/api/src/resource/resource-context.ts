import type { ReadableConfiguration } from '../config/agent-configuration.js';
import type { ResourceOf } from './resource-of.js';
import type { ResourceType } from './resource-type.js';

/** What a resource is given besides its descriptor. */
export interface ResourceContext {
  /**
   * Another resource of the agent: the same instance on every call, made when it is asked for first. All are opened before the first record; inside a constructor
   * or `open`, one that was just obtained may not be open yet.
   *
   * @throws NotFoundError `RESOURCE_NOT_FOUND` naming it and those of its type that exist.
   */
  getResource<T extends ResourceType>(name: string, type: T): ResourceOf<T>;

  /** Configuration of the agent. */
  readonly config: ReadableConfiguration;
}
