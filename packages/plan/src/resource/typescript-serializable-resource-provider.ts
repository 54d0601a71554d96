import {
  encodeAttributeValue,
  InvalidValueError,
  type JsonObject,
  LocalPrompt,
  type Resource,
  type ResourceType,
} from '@millrace/api';
import { FunctionTool } from '../tool/function-tool.js';
import { providerTypeMember, type ResourceFactory, type ResourceProvider } from './resource-provider.js';

/** Hands out a resource that is ready made: a prompt, a tool. Prompts with a local template and function tools can be written down, others live in process only. */
export class TypeScriptSerializableResourceProvider implements ResourceProvider {
  readonly providerType = 'TypeScriptSerializableResourceProvider';
  readonly name: string;
  readonly type: ResourceType;
  readonly resource: Resource;

  constructor(name: string, type: ResourceType, resource: Resource) {
    this.name = name;
    this.type = type;
    this.resource = resource;
  }

  async resolve(): Promise<ResourceFactory> {
    return () => this.resource;
  }

  /** @throws InvalidValueError `RESOURCE_NOT_SERIALIZABLE` */
  toJSON(): JsonObject {
    const { clazz, serialized } = this.#serialize();
    return {
      name: this.name,
      type: this.type,
      module: '',
      clazz,
      serialized,
      [providerTypeMember]: this.providerType,
    };
  }

  #serialize(): { readonly clazz: string; readonly serialized: JsonObject } {
    if (this.resource instanceof LocalPrompt) {
      return { clazz: 'LocalPrompt', serialized: encodeAttributeValue(this.resource.toJSON()) as JsonObject };
    }
    if (this.resource instanceof FunctionTool) {
      return { clazz: 'FunctionTool', serialized: this.resource.toJSON() };
    }
    throw new InvalidValueError(
      'RESOURCE_NOT_SERIALIZABLE',
      `The ${this.type} ${JSON.stringify(this.name)} is an instance that cannot be written down.`,
      {
        path: `resource_providers.${this.type}.${this.name}`,
        hint: 'Add it to the agent as a ResourceDescriptor.',
      },
    );
  }
}
