import {
  InvalidValueError,
  type JsonObject,
  type JsonValue,
  LocalPrompt,
  MemberReader,
  parseResourceType,
  type Resource,
  ResourceDescriptor,
  type ResourceType,
  readName,
  readText,
  ToolMetadata,
  unexpected,
} from '@millrace/api';
import {
  type ForeignClass,
  JavaResourceProvider,
  JavaSerializableResourceProvider,
  PythonResourceProvider,
  PythonSerializableResourceProvider,
} from '../resource/foreign-resource-provider.js';
import { providerTypeMember, type ResourceProvider, type ResourceProviderType } from '../resource/resource-provider.js';
import { TypeScriptResourceProvider } from '../resource/typescript-resource-provider.js';
import { TypeScriptSerializableResourceProvider } from '../resource/typescript-serializable-resource-provider.js';
import { FunctionTool } from '../tool/function-tool.js';
import { readFunction } from './function-json.js';
import type { PlanRegistry } from './plan-registry.js';

/**
 * Reads what `ResourceProvider.toJSON` writes.
 *
 * @throws InvalidValueError `RESOURCE_PROVIDER_TYPE_UNSUPPORTED`, `RESOURCE_TYPE_INVALID`, `ATTRIBUTE_INVALID`, `ATTRIBUTE_UNKNOWN`; `path` names the part.
 */
export function readResourceProvider(value: unknown, path = 'provider', registry: PlanRegistry = {}): ResourceProvider {
  const members = new MemberReader(value, path);
  const providerType = members.required(providerTypeMember, readName);
  const read = readers.get(providerType);
  if (read === undefined) {
    throw new InvalidValueError(
      'RESOURCE_PROVIDER_TYPE_UNSUPPORTED',
      `Unsupported resource provider type: ${providerType}`,
      {
        path: `${path}.${providerTypeMember}`,
        hint: `Use one of ${[...readers.keys()].join(', ')}.`,
      },
    );
  }
  return read({
    members,
    name: members.required('name', readName),
    type: members.required('type', parseResourceType),
    registry,
  });
}

interface Written {
  readonly members: MemberReader;
  readonly name: string;
  readonly type: ResourceType;
  readonly registry: PlanRegistry;
}

type ProviderReader = (written: Written) => ResourceProvider;

const readers: ReadonlyMap<string, ProviderReader> = new Map(
  Object.entries({
    TypeScriptResourceProvider: (written) => {
      const descriptor = readDescriptor(written);
      const registered = written.registry.resourceClasses?.get(descriptor.target.name);
      return new TypeScriptResourceProvider(written.name, written.type, descriptor, registered);
    },
    TypeScriptSerializableResourceProvider: (written) =>
      new TypeScriptSerializableResourceProvider(written.name, written.type, readSerialized(written)),
    PythonResourceProvider: (written) =>
      new PythonResourceProvider(written.name, written.type, readDescriptor(written)),
    PythonSerializableResourceProvider: (written) => {
      only(written, 'module', 'clazz', 'serialized');
      const serialized = written.members.required('serialized', readObject);
      return new PythonSerializableResourceProvider(written.name, written.type, readForeignClass(written), serialized);
    },
    JavaResourceProvider: (written) => new JavaResourceProvider(written.name, written.type, readDescriptor(written)),
    JavaSerializableResourceProvider: (written) => {
      only(written, 'module', 'clazz', 'serializedResource');
      const serialized = written.members.required('serializedResource', readText);
      return new JavaSerializableResourceProvider(written.name, written.type, readForeignClass(written), serialized);
    },
  } satisfies Record<ResourceProviderType, ProviderReader>),
);

function only({ members }: Written, ...names: readonly string[]): void {
  members.only('name', 'type', providerTypeMember, ...names);
}

function readDescriptor(written: Written): ResourceDescriptor {
  only(written, 'descriptor');
  return written.members.required('descriptor', ResourceDescriptor.fromJson);
}

function readForeignClass({ members }: Written): ForeignClass {
  return { module: members.optional('module', readText) ?? '', clazz: members.required('clazz', readName) };
}

function readSerialized(written: Written): Resource {
  only(written, 'module', 'clazz', 'serialized');
  const { members, registry } = written;
  const clazz = members.required('clazz', readName);
  switch (clazz) {
    case 'LocalPrompt':
      return members.required('serialized', LocalPrompt.fromJson);
    case 'FunctionTool':
      return members.required('serialized', (value, path) => readFunctionTool(value, path, registry));
    default:
      return members.required('clazz', (value, path) => {
        throw unexpected(value, path, 'LocalPrompt or FunctionTool');
      });
  }
}

/** Reads what `FunctionTool.toJSON` writes. @throws InvalidValueError `FUNCTION_TYPE_UNSUPPORTED`, `ATTRIBUTE_INVALID`, `ATTRIBUTE_UNKNOWN` */
export function readFunctionTool(value: unknown, path = 'tool', registry: PlanRegistry = {}): FunctionTool {
  const members = new MemberReader(value, path).only('metadata', 'function');
  const metadata = members.required('metadata', ToolMetadata.fromJson);
  const executed = members.required('function', (written, functionPath) =>
    readFunction(written, functionPath, registry.tools ?? new Map()),
  );
  return new FunctionTool(metadata, executed);
}

function readObject(value: unknown, path: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw unexpected(value, path, 'an object');
  }
  // A plan is JSON when it is read.
  return value as { readonly [name: string]: JsonValue };
}
