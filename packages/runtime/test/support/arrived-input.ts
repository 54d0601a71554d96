import { type AttributeValue, InputEvent } from '@millrace/api';
import type { ArrivedInput } from '../../src/keyed-state/key-state.js';
import { KeySegment } from '../../src/queue/key-segment.js';

/** An input that has arrived from the source `list`. */
export function arrivedInput(value: AttributeValue, position = 0, sourceTimestamp?: number): ArrivedInput {
  const event = new InputEvent(value, { id: `input-${position}` });
  event.markSent({ sourceTimestamp, upstreamEvent: undefined, upstreamActionName: undefined });
  return { event, position: { sourceId: 'list', position }, segment: new KeySegment() };
}
