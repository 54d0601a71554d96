import type { AttributeValue } from '@millrace/api';
import type { Output } from '../../src/output/sink.js';

/** An output as a run would produce it. */
export function outputOf(value: AttributeValue, index = 0): Output {
  return { value, key: 'key', timestamp: 1000 + index, outputId: `output/${index}` };
}
