import type { ResourceType } from '@millrace/api';
import { resourceNotFound } from './resource-cache.js';
import type { ResourceProvider } from './resource-provider.js';

/** Arguments of descriptors that name other resources, by the type of the resource and the argument. */
const references: Readonly<Partial<Record<ResourceType, Readonly<Record<string, ResourceType>>>>> = {
  chat_model: { connection: 'chat_model_connection', prompt: 'prompt', tools: 'tool' },
  embedding_model: { connection: 'embedding_model_connection' },
  vector_store: { embedding_model: 'embedding_model' },
};

/**
 * Checks that resources exist which the descriptors of others name.
 *
 * @throws NotFoundError `RESOURCE_NOT_FOUND`; `path` names the argument.
 */
export function checkResourceReferences(providers: readonly ResourceProvider[]): void {
  for (const provider of providers) {
    for (const [argument, type] of Object.entries(references[provider.type] ?? {})) {
      for (const name of namesIn(provider, argument)) {
        checkExists(
          name,
          type,
          providers,
          `resource_providers.${provider.type}.${provider.name}.arguments.${argument}`,
        );
      }
    }
  }
}

/** An argument can be a ready instance instead of a name; what is neither is refused by the resource. */
function namesIn(provider: ResourceProvider, argument: string): readonly string[] {
  const value = provider.descriptor?.getArgument(argument);
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((each) => typeof each === 'string');
}

function checkExists(name: string, type: ResourceType, providers: readonly ResourceProvider[], path: string): void {
  const existing = providers.filter((provider) => provider.type === type).map((provider) => provider.name);
  if (!existing.includes(name)) {
    throw resourceNotFound(name, type, existing, path);
  }
}
