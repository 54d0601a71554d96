import { type AttributeReader, isAttributes, readAttributes, unexpected } from '@millrace/api';
import type { ProviderOptions } from './language-model.js';
import { toModelJson } from './model-json.js';

/** Options by provider, each an object. @throws InvalidValueError `ATTRIBUTE_INVALID` */
export const readProviderOptions: AttributeReader<ProviderOptions> = (value, path) => {
  const options = Object.entries(readAttributes(value, path)).map(([provider, ofProvider]) => {
    if (!isAttributes(ofProvider)) {
      throw unexpected(ofProvider, `${path}.${provider}`, 'an object');
    }
    return [provider, toModelJson(ofProvider)] as const;
  });
  return Object.fromEntries(options);
};
