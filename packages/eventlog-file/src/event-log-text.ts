import { type Attributes, copyAttributes, type Event, type EventContext } from '@millrace/api';
import type { AttributesText } from './attributes-text.js';
import { checkContext, type EventLogRecord } from './event-log-record.js';

/** Text that JSON writes as it is. */
const plainText = /^[ !#-[\]-~]*$/;

/**
 * Writes the records of one subtask and level as JSON text.
 *
 * Text is put together from its parts: an object with so many members costs more to make, and to have made text of, than the attributes themselves.
 */
export class EventLogText {
  readonly #attributes: AttributesText;
  readonly #levelAndSubtask: string;
  #timestamp: string | undefined;
  /** A record up to its key. Many records share a millisecond. */
  #head = '';

  constructor(
    { logLevel, jobId, taskName, subtaskId }: Omit<EventLogRecord, 'context' | 'event'>,
    attributes: AttributesText,
  ) {
    this.#attributes = attributes;
    const subtask = `"jobId":"${escaped(jobId)}","taskName":"${escaped(taskName)}","subtaskId":${subtaskId}`;
    this.#levelAndSubtask = `"logLevel":"${logLevel}",${subtask}`;
  }

  /** @throws InvalidValueError `EVENT_LOG_CONTEXT_MISMATCH`; `VALUE_NOT_SERIALIZABLE` for an event that was never sent and could not be. */
  of(context: EventContext, event: Event): string {
    checkContext(context, event);
    const attributes = this.#attributes.of(loggableAttributes(event));
    return (
      `${this.#headAt(context.timestamp)}"key":"${escaped(context.key)}","runNumber":${context.runNumber},` +
      `"causalPosition":"${escaped(context.causalPosition)}","attempt":${context.attempt},` +
      `"eventId":"${escaped(event.id)}","eventType":"${escaped(event.type)}",${lineageOf(event)}"eventAttributes":${attributes}}`
    );
  }

  #headAt(timestamp: string): string {
    if (timestamp !== this.#timestamp) {
      this.#timestamp = timestamp;
      this.#head = `{"timestamp":"${escaped(timestamp)}",${this.#levelAndSubtask},`;
    }
    return this.#head;
  }
}

function lineageOf({ sourceTimestamp, upstreamEventId, upstreamActionName }: Event): string {
  const id = upstreamEventId === undefined ? '' : `"upstreamEventId":"${escaped(upstreamEventId)}",`;
  const action = upstreamActionName === undefined ? '' : `"upstreamActionName":"${escaped(upstreamActionName)}",`;
  const timestamp = sourceTimestamp === undefined ? '' : `"sourceTimestamp":${JSON.stringify(sourceTimestamp)},`;
  return id + action + timestamp;
}

/** What is logged of an event in full: its attributes, checked. */
function loggableAttributes(event: Event): Attributes {
  // A sent event is frozen and holds a checked copy already.
  return Object.isFrozen(event) ? event.attributes : copyAttributes(event.attributes, 'attributes');
}

/** Text as it stands between the quotes of JSON text. */
function escaped(text: string): string {
  return plainText.test(text) ? text : JSON.stringify(text).slice(1, -1);
}
