import { type Attributes, attributeText } from '@millrace/api';
import type { ModelJsonObject } from './language-model.js';

/** Attributes as a model reads them: bigints and dates become text. */
export function toModelJson(attributes: Attributes): ModelJsonObject {
  return JSON.parse(attributeText(attributes));
}
