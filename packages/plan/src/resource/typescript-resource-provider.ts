import {
  encodeAttributeValue,
  errorMessage,
  type JsonObject,
  NotFoundError,
  type ResourceClass,
  type ResourceDescriptor,
  type ResourceType,
} from '@millrace/api';
import { importModule, type ModuleLoader } from '../function/module-loader.js';
import { providerTypeMember, type ResourceFactory, type ResourceProvider } from './resource-provider.js';

/** Makes a resource from its descriptor, with the class that the descriptor holds or names. */
export class TypeScriptResourceProvider implements ResourceProvider {
  readonly providerType = 'TypeScriptResourceProvider';
  readonly name: string;
  readonly type: ResourceType;
  readonly descriptor: ResourceDescriptor;
  #class: ResourceClass | undefined;

  /** @param resourceClass the class, when the descriptor only names one that is registered in process. */
  constructor(name: string, type: ResourceType, descriptor: ResourceDescriptor, resourceClass?: ResourceClass) {
    this.name = name;
    this.type = type;
    this.descriptor = descriptor;
    this.#class = typeof descriptor.target === 'function' ? descriptor.target : resourceClass;
  }

  async resolve(load: ModuleLoader = importModule): Promise<ResourceFactory> {
    this.#class ??= await this.#import(load);
    const resolved = this.#class;
    return (context) => new resolved(this.descriptor, context);
  }

  async #import(load: ModuleLoader): Promise<ResourceClass> {
    const { module, name } = moduleAndName(this.descriptor);
    if (module === '') {
      throw this.#unresolvable('is not registered', 'Pass the class in the registry the plan is read with.');
    }
    let imported: unknown;
    try {
      imported = await load(module);
    } catch (cause) {
      throw this.#unresolvable(
        `cannot be imported from ${module}: ${errorMessage(cause)}`,
        'Check the name of the module.',
        cause,
      );
    }
    const exported: unknown = Reflect.get(Object(imported), name);
    if (typeof exported !== 'function') {
      throw this.#unresolvable(`is not exported by ${module}`, 'Name an exported class that extends Resource.');
    }
    // What the constructor makes is checked when it has made it.
    return exported as ResourceClass;
  }

  toJSON(): JsonObject {
    return {
      name: this.name,
      type: this.type,
      descriptor: encodeAttributeValue(this.descriptor.toJSON()),
      [providerTypeMember]: this.providerType,
    };
  }

  #unresolvable(problem: string, hint: string, cause?: unknown): NotFoundError {
    const { name } = moduleAndName(this.descriptor);
    return new NotFoundError(
      'RESOURCE_CLASS_UNRESOLVABLE',
      `The class ${name} of the ${this.type} ${JSON.stringify(this.name)} ${problem}.`,
      { path: `resource_providers.${this.type}.${this.name}.descriptor`, hint, cause },
    );
  }
}

function moduleAndName(descriptor: ResourceDescriptor): { readonly module: string; readonly name: string } {
  const { target } = descriptor;
  return typeof target === 'function' ? { module: '', name: target.name } : target;
}
