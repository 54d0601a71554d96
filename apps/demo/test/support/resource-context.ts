import {
  AgentConfiguration,
  NotFoundError,
  type Resource,
  type ResourceContext,
  type ResourceOf,
  type ResourceType,
} from '@millrace/api';

/** Resources that find each other by type, whatever name is asked for. Those made later can be added to the list. */
export function contextOf(resources: readonly Resource[]): ResourceContext {
  return {
    config: new AgentConfiguration(),
    getResource<T extends ResourceType>(name: string, type: T): ResourceOf<T> {
      const found = resources.find(({ resourceType }) => resourceType === type);
      if (found === undefined) throw new NotFoundError('RESOURCE_NOT_FOUND', `There is no ${type} ${name}.`);
      // Its type has just been compared.
      return found as ResourceOf<T>;
    },
  };
}
