import { type Attributes, MemberReader, readName } from '@millrace/api';
import type { ProviderOptions } from './language-model.js';
import { readProviderOptions } from './provider-options.js';

/** The parameters of an embedding, understood. */
export interface EmbeddingParameters {
  readonly model: string | undefined;
  readonly settings: { readonly providerOptions?: ProviderOptions };
}

/**
 * Reads the parameters of an embedding: `model` and `providerOptions`. Null means not given.
 *
 * @param path what to call `parameters` in an error.
 * @throws InvalidValueError `ATTRIBUTE_UNKNOWN`, `ATTRIBUTE_INVALID`
 */
export function readEmbeddingParameters(parameters: Attributes, path = 'parameters'): EmbeddingParameters {
  const members = new MemberReader(parameters, path).only('model', 'providerOptions');
  const providerOptions = members.optional('providerOptions', readProviderOptions);
  return {
    model: members.optional('model', readName),
    settings: providerOptions === undefined ? {} : { providerOptions },
  };
}
