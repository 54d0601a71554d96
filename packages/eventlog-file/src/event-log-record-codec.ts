import {
  type EventCodec,
  type EventContext,
  type JsonObject,
  type JsonValue,
  MemberReader,
  readInteger,
  readName,
  readNumber,
  readText,
  unexpected,
} from '@millrace/api';
import { AttributesText } from './attributes-text.js';
import type { EventLogRecord } from './event-log-record.js';
import { EventLogText } from './event-log-text.js';
import { hasTruncation, noLimits } from './json-truncator.js';
import { decodeNestedEventLogRecord } from './nested-event-log-record.js';
import { readJsonObject } from './read-json-object.js';

const inFull = new AttributesText(noLimits);

/**
 * The JSON form of a record: one flat object, members in the order of a reader's interest.
 *
 * Law: `decodeEventLogRecord(encodeEventLogRecord(r))` equals `r`.
 *
 * @throws InvalidValueError `EVENT_LOG_CONTEXT_MISMATCH`; `VALUE_NOT_SERIALIZABLE` for an event that was never sent and could not be.
 */
export function encodeEventLogRecord(record: EventLogRecord): JsonObject {
  return JSON.parse(new EventLogText(record, inFull).of(record.context, record.event));
}

/**
 * The record that a JSON object of an event log stands for. Members it does not know are ignored. Objects with the event nested in a member `event`, as older
 * logs have, are read too.
 *
 * The event has the class that `codec` knows for its type, and is checked by its schema, unless attributes were cut when it was logged: those cannot be valid.
 *
 * @throws InvalidValueError `ATTRIBUTE_INVALID` naming the member that is missing or not what it should be, or what `codec` throws.
 */
export function decodeEventLogRecord(json: JsonValue, codec: EventCodec): EventLogRecord {
  const members = new MemberReader(json, 'record');
  if (members.has('event') && !members.has('eventAttributes')) {
    return decodeNestedEventLogRecord(members, codec);
  }
  const logLevel = members.required('logLevel', readLogLevel);
  const context = decodeContext(members);
  const attributes = members.required('eventAttributes', readJsonObject);
  const eventJson: JsonObject = {
    id: members.required('eventId', readName),
    type: context.eventType,
    attributes,
    upstreamEventId: members.optional('upstreamEventId', readName) ?? null,
    upstreamActionName: members.optional('upstreamActionName', readName) ?? null,
    sourceTimestamp: members.optional('sourceTimestamp', readNumber) ?? null,
  };
  const isCut = logLevel === 'STANDARD' && hasTruncation(attributes);
  return {
    jobId: members.required('jobId', readText),
    taskName: members.required('taskName', readText),
    subtaskId: members.required('subtaskId', readInteger),
    logLevel,
    context,
    event: codec.fromJson(eventJson, isCut ? 'restored' : 'outside'),
  };
}

function decodeContext(members: MemberReader): EventContext {
  return {
    eventType: members.required('eventType', readName),
    timestamp: members.required('timestamp', readText),
    key: members.required('key', readText),
    runNumber: members.required('runNumber', readInteger),
    causalPosition: members.required('causalPosition', readText),
    attempt: members.required('attempt', readInteger),
  };
}

function readLogLevel(value: unknown, path: string): EventLogRecord['logLevel'] {
  if (value !== 'STANDARD' && value !== 'VERBOSE') {
    throw unexpected(value, path, 'STANDARD or VERBOSE');
  }
  return value;
}
