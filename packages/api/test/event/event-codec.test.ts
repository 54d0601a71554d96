import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineEvent } from '../../src/event/define-event.js';
import { Event } from '../../src/event/event.js';
import { EventCodec } from '../../src/event/event-codec.js';
import type { JsonValue } from '../../src/json/attribute-codec.js';
import { errorOf } from '../support/expect-error.js';

const Review = defineEvent('review', z.object({ stars: z.number().max(5), lang: z.string().default('en') }));
const codec = new EventCodec([Review]);

describe('EventCodec.fromJson', () => {
  test('an event of a known class is an instance of it', () => {
    const event = codec.fromJson({ id: 'e1', type: 'review', attributes: { stars: 3 } });
    expect(event).toBeInstanceOf(Review);
    expect([event.id, event.attributes]).toEqual(['e1', { stars: 3, lang: 'en' }]);
  });

  test('an event of an unknown type is a plain event with the same content', () => {
    const json = { id: 'e1', type: 'surprise', attributes: { when: { $date: '1970-01-01T00:00:00.000Z' } } };
    const event = codec.fromJson(json);
    expect(Object.getPrototypeOf(event)).toBe(Event.prototype);
    expect(event.attributes).toEqual({ when: new Date(0) });
    expect(event.toJSON()).toEqual(json);
  });

  test('lineage and source timestamp are read; null is the same as absent', () => {
    const event = codec.fromJson({
      id: 'e2',
      type: 'x',
      attributes: {},
      sourceTimestamp: null,
      upstreamEventId: 'e1',
      upstreamActionName: 'act',
    });
    expect([event.sourceTimestamp, event.upstreamEventId, event.upstreamActionName]).toEqual([undefined, 'e1', 'act']);
    expect(codec.fromJson({ type: 'x', sourceTimestamp: 0 }).sourceTimestamp).toBe(0);
  });

  test('an event without id gets one, an event without attributes has none', () => {
    const event = codec.fromJson({ type: 'x', id: null });
    expect(event.id).not.toBe('');
    expect(event.attributes).toEqual({});
  });

  test('attributes from outside are checked by the schema of the class', () => {
    expect(errorOf(() => codec.fromJson({ type: 'review', attributes: { stars: 9 } }, 'outside'))).toEqual({
      code: 'EVENT_ATTRIBUTES_INVALID',
      path: 'attributes.stars',
    });
  });

  test('attributes from a journal or a checkpoint are taken as they are', () => {
    const event = codec.fromJson({ type: 'review', attributes: { stars: 9 } }, 'restored');
    expect(event).toBeInstanceOf(Review);
    expect(event.attributes).toEqual({ stars: 9 });
  });

  test.each<[string, JsonValue, string]>([
    ['a list', [], 'event'],
    ['null', null, 'event'],
    ['an event without type', { id: 'a' }, 'type'],
    ['an event with an empty type', { type: '' }, 'type'],
    ['an event with a number as id', { type: 'x', id: 1 }, 'id'],
    ['an event with a list of attributes', { type: 'x', attributes: [] }, 'attributes'],
    ['an event with text as timestamp', { type: 'x', sourceTimestamp: '0' }, 'sourceTimestamp'],
    ['an event with an unknown member', { type: 'x', eventType: 'y' }, 'eventType'],
  ])('%s is refused by its path', (_, json, path) => {
    expect(errorOf(() => codec.fromJson(json))).toEqual({ code: 'EVENT_JSON_INVALID', path });
  });

  test('a broken typed value is refused by its path', () => {
    expect(errorOf(() => codec.fromJson({ type: 'x', attributes: { n: { $bigint: 'x' } } }))).toEqual({
      code: 'VALUE_ENCODING_INVALID',
      path: 'attributes.n',
    });
  });
});

describe('EventCodec', () => {
  test('two classes cannot share a type, the same class may be named twice', () => {
    const Other = defineEvent('review', z.object({}));
    expect(errorOf(() => new EventCodec([Review, Other]))).toEqual({ code: 'EVENT_TYPE_DUPLICATE', path: 'type' });
    expect(new EventCodec([Review, Review]).fromJson({ type: 'review', attributes: { stars: 1 } })).toBeInstanceOf(
      Review,
    );
  });

  test('what is written reads back with id, type, attributes and lineage', () => {
    const event = new Review({ stars: 4 }, { id: 'e2', upstreamEventId: 'e1', upstreamActionName: 'act' });
    const again = codec.fromJson(JSON.parse(JSON.stringify(codec.toJson(event))) as JsonValue);
    expect(again.toJSON()).toEqual(event.toJSON());
  });
});
