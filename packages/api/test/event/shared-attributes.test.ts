import { expect, test } from 'vitest';
import { Event, EventCodec, InputEvent } from '../../src/index.js';

const lineage = { sourceTimestamp: undefined, upstreamEvent: undefined, upstreamActionName: undefined };

function sent(): Event {
  const event = new Event('dated', {
    at: new Date(1_000),
    bytes: new Uint8Array([1, 2]),
    in: { list: [new Date(2_000)] },
  });
  event.markSent(lineage);
  return event;
}

test.each([
  ['sent', sent],
  ['restored', () => new EventCodec([]).fromJson(sent().toJSON(), 'restored')],
])('dates and bytes of an event that was %s cannot be changed by one reader for another', (_, make) => {
  const event = make();
  const { at, bytes } = event.attributes;
  (at as Date).setTime(0);
  (bytes as Uint8Array)[0] = 9;
  (event.attribute('at') as Date).setTime(0);
  ((event.attribute('in') as { readonly list: readonly Date[] }).list[0] as Date).setTime(0);
  expect(event.attributes).toEqual({
    at: new Date(1_000),
    bytes: new Uint8Array([1, 2]),
    in: { list: [new Date(2_000)] },
  });
});

test('an event that was restored is as frozen as one that was sent', () => {
  const codec = new EventCodec([InputEvent]);
  for (const event of [
    codec.fromJson(sent().toJSON(), 'restored'),
    codec.fromJson(sent().toJSON()),
    codec.restore('dated', {}, {}),
    codec.restore(InputEvent.type, { input: 1 }, {}),
  ]) {
    expect(Object.isFrozen(event)).toBe(true);
    expect(event.id).toBe(event.id);
  }
});

test('an event without dates and bytes hands out the same attributes to every reader', () => {
  const event = new Event('plain', { list: [1], object: { x: 1 } });
  event.markSent(lineage);
  expect(event.attributes).toBe(event.attributes);
  expect(event.attribute('list')).toBe(event.attribute('list'));
});
