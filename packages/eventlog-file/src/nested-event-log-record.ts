import {
  type EventCodec,
  type JsonObject,
  MemberReader,
  readInteger,
  readName,
  readNumber,
  readText,
} from '@millrace/api';
import type { EventLogRecord } from './event-log-record.js';
import { readJsonObject } from './read-json-object.js';

const notAttributes: ReadonlySet<string> = new Set([
  'id',
  'type',
  'eventType',
  'eventClass',
  'attributes',
  'sourceTimestamp',
  'upstreamEventId',
  'upstreamActionName',
]);

/**
 * Reads `{"timestamp", "event": {"eventType", "id", "attributes", …}}`. Such events kept their content beside their attributes; it joins them. What the form
 * does not tell is empty or 0; the empty causal position means that it is unknown.
 *
 * @throws InvalidValueError `ATTRIBUTE_INVALID` naming the member that is missing.
 */
export function decodeNestedEventLogRecord(members: MemberReader, codec: EventCodec): EventLogRecord {
  const timestamp = members.required('timestamp', readText);
  const nested = members.required('event', readJsonObject);
  const event = new MemberReader(nested, 'record.event');
  const eventType = event.required('eventType', readName);
  const eventJson: JsonObject = {
    id: event.required('id', readName),
    type: eventType,
    attributes: { ...contentBesideAttributes(nested), ...event.optional('attributes', readJsonObject) },
    upstreamEventId: event.optional('upstreamEventId', readName) ?? null,
    upstreamActionName: event.optional('upstreamActionName', readName) ?? null,
    sourceTimestamp: event.optional('sourceTimestamp', readNumber) ?? null,
  };
  return {
    jobId: members.optional('jobId', readText) ?? '',
    taskName: members.optional('taskName', readText) ?? '',
    subtaskId: members.optional('subtaskId', readInteger) ?? 0,
    logLevel: 'VERBOSE',
    context: { eventType, timestamp, key: '', runNumber: 0, causalPosition: '', attempt: 0 },
    event: codec.fromJson(eventJson, 'restored'),
  };
}

function contentBesideAttributes(nested: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(nested).filter(([name]) => !notAttributes.has(name)));
}
