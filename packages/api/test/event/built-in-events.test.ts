import { describe, expect, test, vi } from 'vitest';
import { builtInEventClasses } from '../../src/event/built-in-events.js';
import { ChatRequestEvent } from '../../src/event/chat-request-event.js';
import { ChatResponseEvent } from '../../src/event/chat-response-event.js';
import { ContextRetrievalRequestEvent } from '../../src/event/context-retrieval-request-event.js';
import { ContextRetrievalResponseEvent } from '../../src/event/context-retrieval-response-event.js';
import type { Event } from '../../src/event/event.js';
import { restoreEvent } from '../../src/event/event-class.js';
import { EventCodec } from '../../src/event/event-codec.js';
import { EventType } from '../../src/event/event-type.js';
import { InputEvent } from '../../src/event/input-event.js';
import { OutputEvent } from '../../src/event/output-event.js';
import { ToolRequestEvent } from '../../src/event/tool-request-event.js';
import { ToolResponseEvent } from '../../src/event/tool-response-event.js';
import { ChatMessage } from '../../src/message/chat-message.js';
import { ToolResponse } from '../../src/tool/tool-response.js';
import { Document } from '../../src/vector-store/document.js';
import { errorOf } from '../support/expect-error.js';
import { eventFixtureNames, eventFixturesExist, readEventFixture } from '../support/fixtures.js';

const codec = new EventCodec(builtInEventClasses);
const firstOfRun = { sourceTimestamp: undefined, upstreamEvent: undefined, upstreamActionName: undefined };
const init = { id: '00000000-0000-0000-0000-000000000001' };
const requestId = '00000000-0000-0000-0000-000000000002';

/** The events of the wire vectors, as an author would create them. */
const typedEvents: Readonly<Record<string, Event>> = {
  'input_event.json': new InputEvent('hello', init),
  'output_event.json': new OutputEvent('world', init),
  'chat_request_event.json': new ChatRequestEvent(
    { model: 'test-model', messages: [ChatMessage.user('hello world')] },
    init,
  ),
  'chat_response_event.json': new ChatResponseEvent({ requestId, response: ChatMessage.assistant('hi there') }, init),
  'tool_request_event.json': new ToolRequestEvent(
    { model: 'test-model', toolCalls: [{ id: 'call_aaaa', name: 'echo', arguments: { value: 'ping' } }] },
    init,
  ),
  'tool_response_event.json': new ToolResponseEvent(
    { requestId, responses: new Map([['call_aaaa', ToolResponse.success('pong')]]), timestamp: 1700000000000 },
    init,
  ),
  'context_retrieval_request_event.json': new ContextRetrievalRequestEvent(
    { query: 'what is flink', vectorStore: 'test-store', maxResults: 5 },
    init,
  ),
  'context_retrieval_response_event.json': new ContextRetrievalResponseEvent(
    {
      requestId,
      query: 'what is flink',
      documents: [new Document({ content: 'doc content', metadata: { k: 'v' }, id: 'doc-1' })],
    },
    init,
  ),
};

describe.runIf(eventFixturesExist)('wire vectors of another implementation', () => {
  test.each(eventFixtureNames)('%s is read and written without a difference', (name) => {
    const json = readEventFixture(name);
    expect(codec.fromJson(json).toJSON()).toEqual(json);
    expect(codec.fromJson(json, 'restored').toJSON()).toEqual(json);
  });

  test.each(Object.keys(typedEvents))('%s is what the typed event writes', (name) => {
    expect(typedEvents[name]?.toJSON()).toEqual(readEventFixture(name));
  });

  test.each(Object.keys(typedEvents))('the event of %s is an instance of its class', (name) => {
    expect(codec.fromJson(readEventFixture(name)).constructor).toBe(typedEvents[name]?.constructor);
  });
});

describe('every built-in event', () => {
  test('has a class of its own, with the type its name has', () => {
    expect(builtInEventClasses.map(({ type }) => type).sort()).toEqual(Object.values(EventType).sort());
  });

  test.each(Object.entries(typedEvents))(
    '%s has accessors that still work after it was written, restored and sent',
    (_, event) => {
      const again = codec.fromJson(event.toJSON(), 'restored');
      again.markSent(firstOfRun);
      for (const name of accessorsOf(event)) {
        expect(Reflect.get(again, name)).toEqual(Reflect.get(event, name));
      }
      expect(accessorsOf(event).length).toBeGreaterThan(0);
    },
  );
});

function accessorsOf(event: Event): readonly string[] {
  const prototype: object = Object.getPrototypeOf(event);
  return Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(([name, { get }]) => (get ? [name] : []));
}

describe('InputEvent and OutputEvent', () => {
  test('carry any value', () => {
    expect(new InputEvent({ review: 'great', stars: [5n] }).input).toEqual({ review: 'great', stars: [5n] });
    expect(new OutputEvent(null).output).toBeNull();
    expect(new OutputEvent(0).output).toBe(0);
  });

  test('cannot carry undefined, which would leave them empty', () => {
    expect(errorOf(() => new OutputEvent(undefined))).toEqual({ code: 'ATTRIBUTE_INVALID', path: 'attributes.output' });
    expect(errorOf(() => new InputEvent(undefined)).path).toBe('attributes.input');
  });

  test('accept a value that cannot be sent; sending refuses it', () => {
    const event = new OutputEvent({ when: [new Map()] });
    expect(errorOf(() => event.markSent(firstOfRun))).toEqual({
      code: 'VALUE_NOT_SERIALIZABLE',
      path: 'attributes.output.when[0]',
    });
  });
});

describe('ChatRequestEvent', () => {
  test('optional parts are absent from the wire when they were not given', () => {
    const event = new ChatRequestEvent({ model: 'm', messages: [] });
    expect(Object.keys(event.attributes)).toEqual(['model', 'messages']);
    expect([event.promptArgs, event.outputSchema]).toEqual([undefined, undefined]);
  });

  test('prompt arguments and output schema are carried and read back', () => {
    const event = new ChatRequestEvent({
      model: 'm',
      messages: [ChatMessage.user('q')],
      promptArgs: { city: 'Rome', when: new Date(0) },
      outputSchema: { type: 'object' },
    });
    expect(Object.keys(event.attributes)).toEqual(['model', 'messages', 'prompt_args', 'output_schema']);
    const again = codec.fromJson(event.toJSON()) as ChatRequestEvent;
    expect(again.promptArgs).toEqual({ city: 'Rome', when: new Date(0) });
    expect(again.outputSchema).toEqual({ type: 'object' });
  });

  test('messages keep tool calls and typed extra arguments on the wire', () => {
    const message = ChatMessage.assistant('', [{ id: 'c1', name: 'add', arguments: { a: 1n } }], { at: new Date(0) });
    const event = codec.fromJson(
      new ChatRequestEvent({ model: 'm', messages: [message] }).toJSON(),
    ) as ChatRequestEvent;
    expect(event.messages[0]?.equals(message)).toBe(true);
  });

  test('a malformed attribute is refused by its path when it is read, not before', () => {
    const event = restoreEvent(ChatRequestEvent, { model: 'm', messages: [{ role: 'user' }, { role: 'robot' }] }, {});
    expect(event.model).toBe('m');
    expect(errorOf(() => event.messages)).toEqual({
      code: 'MESSAGE_ROLE_INVALID',
      path: 'attributes.messages[1].role',
    });
    expect(errorOf(() => restoreEvent(ChatRequestEvent, {}, {}).model)).toEqual({
      code: 'ATTRIBUTE_INVALID',
      path: 'attributes.model',
    });
  });
});

describe('ChatResponseEvent', () => {
  test('tells how often the request was retried; never, by default', () => {
    const response = ChatMessage.assistant('a');
    const retried = new ChatResponseEvent({ requestId, response, retryCount: 2, totalRetryWaitSec: 3 });
    expect([retried.retryCount, retried.totalRetryWaitSec]).toEqual([2, 3]);
    const restored = restoreEvent(ChatResponseEvent, { request_id: requestId, response: response.toJSON() }, {});
    expect([restored.retryCount, restored.totalRetryWaitSec]).toEqual([0, 0]);
  });
});

describe('ToolRequestEvent', () => {
  test('reads calls in the flat form and in the nested form of model providers', () => {
    const nested = { id: 'c1', type: 'function', function: { name: 'add', arguments: { a: 1 } }, original_id: 'p1' };
    const flat = { id: 'c2', name: 'add', arguments: {} };
    const event = restoreEvent(ToolRequestEvent, { model: 'm', tool_calls: [nested, flat] }, {});
    expect(event.toolCalls).toEqual([
      { id: 'c1', name: 'add', arguments: { a: 1 }, originalId: 'p1' },
      { id: 'c2', name: 'add', arguments: {} },
    ]);
  });
});

describe('ToolResponseEvent', () => {
  const failed = ToolResponse.error('no such city', { toolName: 'weather', executionTimeMs: 7 });

  test('an error response is no success, and its text is among the errors', () => {
    const event = new ToolResponseEvent({
      requestId,
      responses: new Map([
        ['c1', failed],
        ['c2', ToolResponse.success(1)],
      ]),
    });
    expect([...event.success]).toEqual([
      ['c1', false],
      ['c2', true],
    ]);
    expect([...event.error]).toEqual([['c1', 'no such city']]);
    expect(event.responses.get('c1')).toEqual(failed);
  });

  test('success, errors and external ids can be stated', () => {
    const event = new ToolResponseEvent({
      requestId,
      responses: new Map([['c1', failed]]),
      success: new Map([['c1', true]]),
      error: new Map(),
      externalIds: new Map([['c1', 'p1']]),
    });
    expect([...event.success, ...event.error, ...event.externalIds]).toEqual([
      ['c1', true],
      ['c1', 'p1'],
    ]);
  });

  test('the timestamp is now unless it is given', () => {
    vi.spyOn(Date, 'now').mockReturnValueOnce(1700000000123);
    expect(new ToolResponseEvent({ requestId, responses: new Map() }).timestamp).toBe(1700000000123);
    expect(new ToolResponseEvent({ requestId, responses: new Map(), timestamp: 5 }).timestamp).toBe(5);
  });

  test('a tool call id may be a name that is special to JavaScript', () => {
    const event = new ToolResponseEvent({ requestId, responses: new Map([['__proto__', ToolResponse.success(1)]]) });
    const again = codec.fromJson(event.toJSON()) as ToolResponseEvent;
    expect(again.responses.get('__proto__')?.result).toBe(1);
    expect([...again.success]).toEqual([['__proto__', true]]);
  });
});

describe('ContextRetrieval events', () => {
  test('a request asks for three documents unless it says otherwise', () => {
    expect(new ContextRetrievalRequestEvent({ query: 'q', vectorStore: 's' }).attributes).toEqual({
      query: 'q',
      vector_store: 's',
      max_results: 3,
    });
    expect(restoreEvent(ContextRetrievalRequestEvent, { query: 'q', vector_store: 's' }, {}).maxResults).toBe(3);
  });

  test('a request can be limited to a collection, and to documents that meet conditions', () => {
    const event = new ContextRetrievalRequestEvent({
      query: 'q',
      vectorStore: 's',
      collection: 'kettles',
      filters: { sequenceBelow: 7 },
    });
    const again = codec.fromJson(event.toJSON()) as ContextRetrievalRequestEvent;
    expect(again.attributes).toMatchObject({ collection: 'kettles', filters: { sequenceBelow: 7 } });
    expect(again).toMatchObject({ collection: 'kettles', filters: { sequenceBelow: 7 } });
    expect(new ContextRetrievalRequestEvent({ query: 'q', vectorStore: 's' }).collection).toBeUndefined();
  });

  test('a response keeps embedding and score of its documents', () => {
    const document = new Document({ content: 'c', embedding: Float32Array.of(1.5, -2), score: 0.5 });
    const event = new ContextRetrievalResponseEvent({ requestId, query: 'q', documents: [document] });
    const again = codec.fromJson(event.toJSON()) as ContextRetrievalResponseEvent;
    expect(again.documents[0]?.equals(document)).toBe(true);
    expect([again.error, 'error' in again.attributes]).toEqual([undefined, false]);
  });

  test('a context retrieval that failed says so, and has no documents', () => {
    const event = new ContextRetrievalResponseEvent({ requestId, query: 'q', documents: [], error: 'out of order' });
    const again = codec.fromJson(event.toJSON()) as ContextRetrievalResponseEvent;
    expect([again.documents, again.error]).toEqual([[], 'out of order']);
  });
});
