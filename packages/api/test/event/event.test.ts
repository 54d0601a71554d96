import { describe, expect, test } from 'vitest';
import { Event, type EventLineage } from '../../src/event/event.js';
import { errorOf } from '../support/expect-error.js';

const firstOfRun: EventLineage = {
  sourceTimestamp: undefined,
  upstreamEvent: undefined,
  upstreamActionName: undefined,
};

function lineageFrom(upstreamEvent: Event): EventLineage {
  return { sourceTimestamp: 42, upstreamEvent, upstreamActionName: 'act' };
}

describe('a new event', () => {
  test('has a random id that stays, the type and the attributes it was given', () => {
    const event = new Event('order', { price: 3 });
    expect(event.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(event.id).toBe(event.id);
    expect(new Event('order', {}).id).not.toBe(event.id);
    expect([event.type, event.attributes]).toEqual(['order', { price: 3 }]);
  });

  test('needs a type', () => {
    expect(errorOf(() => new Event('', {}))).toEqual({ code: 'EVENT_TYPE_INVALID', path: 'type' });
  });

  test('has no lineage', () => {
    const { sourceTimestamp, upstreamEventId, upstreamActionName } = new Event('order', {});
    expect([sourceTimestamp, upstreamEventId, upstreamActionName]).toEqual([undefined, undefined, undefined]);
  });

  test('may hold anything: its attributes are checked when it is sent', () => {
    expect(new Event('order', { callback: (() => 1) as never }).attributes).toHaveProperty('callback');
  });

  test('gives an attribute by name, and nothing that every object inherits', () => {
    const event = new Event('order', { price: 3 });
    expect(event.attribute('price')).toBe(3);
    expect(event.attribute('toString')).toBeUndefined();
  });
});

describe('a sent event', () => {
  test('is frozen with a deep copy of its attributes', () => {
    const items = [{ price: 3 }];
    const event = new Event('order', { items });
    event.markSent(firstOfRun);
    items.push({ price: 4 });
    expect(event.attributes).toEqual({ items: [{ price: 3 }] });
    expect([event, event.attributes, event.attributes.items, event.attributes.items[0]].every(Object.isFrozen)).toBe(
      true,
    );
  });

  test('carries where it comes from', () => {
    const upstream = new Event('order', {});
    const event = new Event('payment', {});
    event.markSent(lineageFrom(upstream));
    expect([event.sourceTimestamp, event.upstreamEventId, event.upstreamActionName]).toEqual([42, upstream.id, 'act']);
  });

  test('keeps the id it had before', () => {
    const event = new Event('order', {});
    const { id } = event;
    event.markSent(firstOfRun);
    expect(event.id).toBe(id);
  });

  test('cannot be sent again', () => {
    const event = new Event('order', {});
    event.markSent(firstOfRun);
    expect(errorOf(() => event.markSent(firstOfRun)).code).toBe('EVENT_ALREADY_SENT');
  });

  test('an event that cannot be sent is refused by the path of the value and stays as it was', () => {
    const event = new Event('order', { items: [{ price: Number.NaN }] });
    expect(errorOf(() => event.markSent(lineageFrom(new Event('x', {}))))).toEqual({
      code: 'VALUE_NOT_SERIALIZABLE',
      path: 'attributes.items[0].price',
    });
    expect([Object.isFrozen(event), event.upstreamEventId]).toEqual([false, undefined]);
  });

  test('an event cannot have the id of the event that triggered the action', () => {
    const upstream = new Event('order', {});
    const event = new Event('copy', {}, { id: upstream.id });
    expect(errorOf(() => event.markSent(lineageFrom(upstream)))).toEqual({ code: 'EVENT_ID_REUSED', path: 'id' });
  });
});

describe('the wire form of an event', () => {
  test('has id, type and attributes, and lineage only where there is one', () => {
    const upstream = new Event('order', {}, { id: 'e1' });
    const event = new Event('payment', { amount: 5n }, { id: 'e2' });
    expect(event.toJSON()).toEqual({ id: 'e2', type: 'payment', attributes: { amount: { $bigint: '5' } } });
    event.markSent(lineageFrom(upstream));
    expect(event.toJSON()).toEqual({
      id: 'e2',
      type: 'payment',
      attributes: { amount: { $bigint: '5' } },
      upstreamEventId: 'e1',
      upstreamActionName: 'act',
    });
  });

  test('does not carry the source timestamp', () => {
    expect(new Event('order', {}, { sourceTimestamp: 1 }).toJSON()).not.toHaveProperty('sourceTimestamp');
  });

  test('text for people has type and id', () => {
    expect(String(new Event('order', {}, { id: 'e1' }))).toBe('order(e1)');
  });
});
