import type { JsonObject, Resource, ResourceContext, ResourceDescriptor, ResourceType } from '@millrace/api';
import type { ModuleLoader } from '../function/module-loader.js';

/** Makes one resource, once whatever it is made of was loaded. */
export type ResourceFactory = (context: ResourceContext) => Resource;

/** The kinds of providers, as plans name them. */
export type ResourceProviderType =
  | 'TypeScriptResourceProvider'
  | 'TypeScriptSerializableResourceProvider'
  | 'PythonResourceProvider'
  | 'PythonSerializableResourceProvider'
  | 'JavaResourceProvider'
  | 'JavaSerializableResourceProvider';

/** How a plan comes to one of its resources. */
export interface ResourceProvider {
  readonly providerType: ResourceProviderType;
  readonly name: string;
  readonly type: ResourceType;
  /** What the resource is made from, when it is not ready made. */
  readonly descriptor?: ResourceDescriptor | undefined;

  /**
   * Loads what the resource is made of.
   *
   * @throws NotFoundError `RESOURCE_CLASS_UNRESOLVABLE` naming module and class.
   * @throws UnsupportedError `RESOURCE_NOT_PROVIDABLE` for a resource of another language.
   */
  resolve(load?: ModuleLoader): Promise<ResourceFactory>;

  /** The wire form, which {@link readResourceProvider} reads. @throws InvalidValueError `VALUE_NOT_SERIALIZABLE`, `RESOURCE_NOT_SERIALIZABLE` */
  toJSON(): JsonObject;
}

/** The member that tells the kinds of providers apart. */
export const providerTypeMember = '__resource_provider_type__';
