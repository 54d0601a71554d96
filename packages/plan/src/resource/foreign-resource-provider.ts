import {
  encodeAttributeValue,
  type JsonObject,
  type ResourceDescriptor,
  type ResourceType,
  UnsupportedError,
} from '@millrace/api';
import {
  providerTypeMember,
  type ResourceFactory,
  type ResourceProvider,
  type ResourceProviderType,
} from './resource-provider.js';

/** Another language a plan can hold resources of. */
type Language = 'Python' | 'Java';

abstract class ForeignResourceProvider implements ResourceProvider {
  abstract readonly providerType: ResourceProviderType;
  readonly name: string;
  readonly type: ResourceType;
  readonly #language: Language;

  constructor(language: Language, name: string, type: ResourceType) {
    this.#language = language;
    this.name = name;
    this.type = type;
  }

  async resolve(): Promise<ResourceFactory> {
    throw new UnsupportedError(
      'RESOURCE_NOT_PROVIDABLE',
      `The ${this.type} ${JSON.stringify(this.name)} is a ${this.#language} resource, which cannot be made here.`,
      {
        path: `resource_providers.${this.type}.${this.name}`,
        hint: 'Declare a TypeScript resource of that name instead.',
      },
    );
  }

  toJSON(): JsonObject {
    return { name: this.name, type: this.type, ...this.content(), [providerTypeMember]: this.providerType };
  }

  /** What the wire form says besides name and type. */
  protected abstract content(): JsonObject;
}

abstract class ForeignDescriptorProvider extends ForeignResourceProvider {
  readonly descriptor: ResourceDescriptor;

  constructor(language: Language, name: string, type: ResourceType, descriptor: ResourceDescriptor) {
    super(language, name, type);
    this.descriptor = descriptor;
  }

  protected override content(): JsonObject {
    return { descriptor: encodeAttributeValue(this.descriptor.toJSON()) };
  }
}

/** A resource that a Python class makes from a descriptor. A description: it survives reading and writing a plan, but is not made here. */
export class PythonResourceProvider extends ForeignDescriptorProvider {
  readonly providerType = 'PythonResourceProvider';

  constructor(name: string, type: ResourceType, descriptor: ResourceDescriptor) {
    super('Python', name, type, descriptor);
  }
}

/** The same for a Java class. */
export class JavaResourceProvider extends ForeignDescriptorProvider {
  readonly providerType = 'JavaResourceProvider';

  constructor(name: string, type: ResourceType, descriptor: ResourceDescriptor) {
    super('Java', name, type, descriptor);
  }
}

/** Where the class of a resource that was written down is. */
export interface ForeignClass {
  readonly module: string;
  readonly clazz: string;
}

/** A Python resource that was written down. A description. */
export class PythonSerializableResourceProvider extends ForeignResourceProvider implements ForeignClass {
  readonly providerType = 'PythonSerializableResourceProvider';
  readonly module: string;
  readonly clazz: string;
  readonly serialized: JsonObject;

  constructor(name: string, type: ResourceType, foreignClass: ForeignClass, serialized: JsonObject) {
    super('Python', name, type);
    this.module = foreignClass.module;
    this.clazz = foreignClass.clazz;
    this.serialized = serialized;
  }

  protected override content(): JsonObject {
    return { module: this.module, clazz: this.clazz, serialized: this.serialized };
  }
}

/** A Java resource that was written down, as JSON text. A description. */
export class JavaSerializableResourceProvider extends ForeignResourceProvider implements ForeignClass {
  readonly providerType = 'JavaSerializableResourceProvider';
  readonly module: string;
  readonly clazz: string;
  readonly serializedResource: string;

  constructor(name: string, type: ResourceType, foreignClass: ForeignClass, serializedResource: string) {
    super('Java', name, type);
    this.module = foreignClass.module;
    this.clazz = foreignClass.clazz;
    this.serializedResource = serializedResource;
  }

  protected override content(): JsonObject {
    return { module: this.module, clazz: this.clazz, serializedResource: this.serializedResource };
  }
}
