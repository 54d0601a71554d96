import {
  AgentConfiguration,
  NotFoundError,
  type Resource,
  type ResourceContext,
  type ResourceOf,
  type ResourceType,
} from '@millrace/api';

/** What resources are given by an agent that has these resources. */
export function agentResources(resources: Readonly<Record<string, Resource>>): ResourceContext {
  return {
    config: new AgentConfiguration(),
    getResource<T extends ResourceType>(name: string, type: T): ResourceOf<T> {
      const resource = resources[name];
      if (resource?.resourceType !== type) {
        throw new NotFoundError('RESOURCE_NOT_FOUND', `There is no ${type} ${name}.`);
      }
      return resource as ResourceOf<T>;
    },
  };
}
