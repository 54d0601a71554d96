import { type Attributes, copyAttributes, type Event } from '@millrace/api';
import type { AttributesText } from './attributes-text.js';
import { checkContext, type EventLogRecord } from './event-log-record.js';

/** Text that JSON writes as it is. */
const plainText = /^[ !#-[\]-~]*$/;

/**
 * Writes the records of one subtask as JSON text.
 *
 * Text is put together from its parts: an object with so many members costs more to make, and to have made text of, than the attributes themselves.
 */
export class EventLogText {
  readonly #subtask: string;

  constructor({ jobId, taskName, subtaskId }: Pick<EventLogRecord, 'jobId' | 'taskName' | 'subtaskId'>) {
    this.#subtask = `"jobId":"${escaped(jobId)}","taskName":"${escaped(taskName)}","subtaskId":${subtaskId}`;
  }

  /** @throws InvalidValueError `EVENT_LOG_CONTEXT_MISMATCH`; `VALUE_NOT_SERIALIZABLE` for an event that was never sent and could not be. */
  of(
    { logLevel, context, event }: Pick<EventLogRecord, 'logLevel' | 'context' | 'event'>,
    text: AttributesText,
  ): string {
    checkContext(context, event);
    const attributes = text.of(loggableAttributes(event));
    return (
      `{"timestamp":"${escaped(context.timestamp)}","logLevel":"${logLevel}",${this.#subtask},` +
      `"key":"${escaped(context.key)}","runNumber":${context.runNumber},` +
      `"causalPosition":"${escaped(context.causalPosition)}","attempt":${context.attempt},` +
      `"eventId":"${escaped(event.id)}","eventType":"${escaped(event.type)}",${lineageOf(event)}"eventAttributes":${attributes}}`
    );
  }
}

function lineageOf({ sourceTimestamp, upstreamEventId, upstreamActionName }: Event): string {
  const id = upstreamEventId === undefined ? '' : `"upstreamEventId":"${escaped(upstreamEventId)}",`;
  const action = upstreamActionName === undefined ? '' : `"upstreamActionName":"${escaped(upstreamActionName)}",`;
  return `${id}${action}${sourceTimestamp === undefined ? '' : `"sourceTimestamp":${sourceTimestamp},`}`;
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
