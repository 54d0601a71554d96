import {
  type Attributes,
  builtInEventClasses,
  defineEvent,
  Event,
  EventCodec,
  InputEvent,
  type JsonObject,
  OutputEvent,
} from '@millrace/api';
import { describe, expect, it } from 'vitest';
import { decodeEventLogRecord, type EventLogRecord, encodeEventLogRecord } from '../src/index.js';
import { contextOf } from './support/sample.js';

/** A Standard Schema that wants a text `name` and gives `visits` a default. */
const visitor = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate(value: unknown) {
      const { name, visits = 1 } = value as Readonly<Record<string, unknown>>;
      return typeof name === 'string'
        ? { value: { name, visits } as Attributes }
        : { issues: [{ message: 'name is not a text', path: ['name'] }] };
    },
  },
} as const;

const VisitorEvent = defineEvent<Attributes, Attributes>('visitor', visitor);
const codec = new EventCodec([...builtInEventClasses, VisitorEvent]);

function recordOf(event: Event, differing: Partial<EventLogRecord> = {}): EventLogRecord {
  return {
    jobId: 'orders',
    taskName: 'review',
    subtaskId: 2,
    logLevel: 'VERBOSE',
    context: contextOf(event, { runNumber: 7, causalPosition: 'abc/1', attempt: 3 }),
    event,
    ...differing,
  };
}

function without(json: JsonObject, member: string): JsonObject {
  return Object.fromEntries(Object.entries(json).filter(([name]) => name !== member));
}

describe('the form of a record', () => {
  it('is one flat object with its members in a fixed order', () => {
    const event = new Event(
      'greeting',
      { text: 'hello' },
      { id: 'e-2', sourceTimestamp: 1700, upstreamEventId: 'e-1', upstreamActionName: 'greet' },
    );
    expect(JSON.stringify(encodeEventLogRecord(recordOf(event)))).toBe(
      '{"timestamp":"2026-01-01T00:00:00.000Z","logLevel":"VERBOSE","jobId":"orders","taskName":"review","subtaskId":2,' +
        '"key":"\\"user-42\\"","runNumber":7,"causalPosition":"abc/1","attempt":3,"eventId":"e-2","eventType":"greeting",' +
        '"upstreamEventId":"e-1","upstreamActionName":"greet","sourceTimestamp":1700,"eventAttributes":{"text":"hello"}}',
    );
  });

  it('has no members for lineage and source timestamp when the event has none', () => {
    const json = encodeEventLogRecord(recordOf(new Event('greeting', {}, { id: 'e' })));
    expect(json).not.toHaveProperty('upstreamEventId');
    expect(json).not.toHaveProperty('upstreamActionName');
    expect(json).not.toHaveProperty('sourceTimestamp');
    expect(json).toHaveProperty('eventAttributes', {});
  });

  it('takes the timestamp of the context, not the time of encoding', () => {
    const event = new Event('greeting', {});
    const context = contextOf(event, { timestamp: '1999-12-31T23:59:59.999Z' });
    expect(encodeEventLogRecord(recordOf(event, { context }))).toHaveProperty('timestamp', '1999-12-31T23:59:59.999Z');
  });

  it('keeps attributes that are called like members of the record inside the attributes', () => {
    const event = new Event('greeting', { status: 'open', eventType: 'mine', timestamp: 0 });
    const json = encodeEventLogRecord(recordOf(event));
    expect(json).toMatchObject({ eventType: 'greeting', eventAttributes: { status: 'open', eventType: 'mine' } });
    expect(json).not.toHaveProperty('status');
  });

  it('is refused for a context that is about an event of another type', () => {
    const context = contextOf(new Event('farewell', {}));
    expect(() => encodeEventLogRecord(recordOf(new Event('greeting', {}), { context }))).toThrow(
      expect.objectContaining({ code: 'EVENT_LOG_CONTEXT_MISMATCH', path: 'context.eventType' }),
    );
  });

  it('is refused for attributes that could not be read back, naming the place', () => {
    const event = new Event('greeting', { list: [1, Number.NaN] });
    expect(() => encodeEventLogRecord(recordOf(event))).toThrow(
      expect.objectContaining({ code: 'VALUE_NOT_SERIALIZABLE', path: 'attributes.list[1]' }),
    );
  });
});

describe('a record that is read', () => {
  it.each([
    ['an input event', new InputEvent('hello'), InputEvent],
    ['an output event', new OutputEvent({ total: 3 }), OutputEvent],
    ['an event of a class of the user', new VisitorEvent({ name: 'Zoë', visits: 4 }), VisitorEvent],
    ['an event of an unknown type', new Event('unheard of', { a: 1 }), Event],
  ])('holds %s as an instance of its class', (_what, event, eventClass) => {
    const record = recordOf(event, { jobId: 'other' });
    const read = decodeEventLogRecord(encodeEventLogRecord(record), codec);
    expect(read.event).toBeInstanceOf(eventClass);
    expect(read.event.toJSON()).toEqual(event.toJSON());
    expect({ ...read, event }).toEqual(record);
  });

  it('is checked by the schema of its class, which may fill in defaults', () => {
    const json = encodeEventLogRecord(recordOf(new Event('visitor', { name: 'Zoë' })));
    expect(decodeEventLogRecord(json, codec).event.attributes).toEqual({ name: 'Zoë', visits: 1 });
    const bad = encodeEventLogRecord(recordOf(new Event('visitor', { name: 5 })));
    expect(() => decodeEventLogRecord(bad, codec)).toThrow(
      expect.objectContaining({ code: 'EVENT_ATTRIBUTES_INVALID', path: 'attributes.name' }),
    );
  });

  it('is not checked by the schema when its attributes were cut, and holds what is left of them', () => {
    const name = { truncatedString: 'Zo...', omittedChars: 998 };
    const event = new Event('visitor', { name });
    const read = decodeEventLogRecord(encodeEventLogRecord(recordOf(event, { logLevel: 'STANDARD' })), codec);
    expect(read.event).toBeInstanceOf(VisitorEvent);
    expect(read.event.attributes).toEqual({ name });
  });

  it('is checked when it was logged at VERBOSE, whatever its attributes look like', () => {
    const event = new Event('visitor', { name: { truncatedString: 'Zo...', omittedChars: 998 } });
    expect(() => decodeEventLogRecord(encodeEventLogRecord(recordOf(event)), codec)).toThrow(
      expect.objectContaining({ code: 'EVENT_ATTRIBUTES_INVALID' }),
    );
  });

  it('is checked although it was logged at STANDARD when nothing was cut', () => {
    const json = encodeEventLogRecord(recordOf(new Event('visitor', { name: 5 }), { logLevel: 'STANDARD' }));
    expect(() => decodeEventLogRecord(json, codec)).toThrow(
      expect.objectContaining({ code: 'EVENT_ATTRIBUTES_INVALID' }),
    );
  });

  it.each([
    'timestamp',
    'logLevel',
    'jobId',
    'taskName',
    'subtaskId',
    'key',
    'runNumber',
    'causalPosition',
    'attempt',
    'eventId',
    'eventType',
    'eventAttributes',
  ])('is refused without %s, naming it', (member) => {
    const json = without(encodeEventLogRecord(recordOf(new Event('greeting', {}))), member);
    expect(() => decodeEventLogRecord(json, codec)).toThrow(
      expect.objectContaining({ code: 'ATTRIBUTE_INVALID', path: `record.${member}` }),
    );
  });

  it('may have members that are not known here', () => {
    const json = { ...encodeEventLogRecord(recordOf(new Event('greeting', {}, { id: 'e' }))), inputRunId: 'r' };
    expect(decodeEventLogRecord(json, codec).event.id).toBe('e');
  });

  it.each([[null], [[]], ['text'], [7]])('is refused when it is %j', (json) => {
    expect(() => decodeEventLogRecord(json, codec)).toThrow(expect.objectContaining({ path: 'record' }));
  });
});

describe('a record of the nested form', () => {
  const nested = {
    timestamp: '2026-01-01T00:00:00Z',
    event: {
      eventType: 'org.example.OrderEvent',
      id: 'e-1',
      attributes: { priority: 1 },
      input: 'hello',
      sourceTimestamp: 5,
    },
  };

  it('is read as a plain event with the content beside its attributes joined to them', () => {
    const { event, context } = decodeEventLogRecord(nested, codec);
    expect(event.toJSON()).toEqual({
      id: 'e-1',
      type: 'org.example.OrderEvent',
      attributes: { input: 'hello', priority: 1 },
    });
    expect(event.sourceTimestamp).toBe(5);
    expect(context).toMatchObject({ eventType: 'org.example.OrderEvent', timestamp: '2026-01-01T00:00:00Z' });
  });

  it('has an empty causal position, because the form does not tell it', () => {
    expect(decodeEventLogRecord(nested, codec).context.causalPosition).toBe('');
  });

  it('has the class that is known for its type', () => {
    const event = { eventType: '_input_event', id: 'e-1', attributes: { input: 'hello' } };
    expect(decodeEventLogRecord({ ...nested, event }, codec).event).toBeInstanceOf(InputEvent);
  });

  it.each([
    ['record.timestamp', { event: nested.event }],
    ['record.event', { timestamp: nested.timestamp, event: 'text' }],
    ['record.event.eventType', { ...nested, event: { id: 'e-1' } }],
    ['record.event.id', { ...nested, event: { eventType: 'a' } }],
  ])('is refused without %s, naming it', (path, json) => {
    expect(() => decodeEventLogRecord(json, codec)).toThrow(expect.objectContaining({ path }));
  });
});
