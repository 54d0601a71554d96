import { type Attributes, encodeAttributeValue } from '@millrace/api';
import { JsonTruncator, type TruncationLimits } from './json-truncator.js';

/** Writes attributes as JSON text, cut to limits. */
export class AttributesText {
  readonly #truncator: JsonTruncator;
  #cuts = 0;

  constructor(limits: TruncationLimits) {
    this.#truncator = new JsonTruncator(limits);
  }

  /** How often something had to be cut. */
  get cuts(): number {
    return this.#cuts;
  }

  of(attributes: Attributes): string {
    const kept = this.#truncator.truncate(attributes);
    if (kept !== attributes) {
      this.#cuts++;
    }
    return JSON.stringify(encodeAttributeValue(kept));
  }
}
