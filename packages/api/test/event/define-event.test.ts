import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineEvent } from '../../src/event/define-event.js';
import { Event } from '../../src/event/event.js';
import { errorOf } from '../support/expect-error.js';

const schema = z.object({ stars: z.number().int(), lang: z.string().default('en') });
const Review = defineEvent('review', schema);

test('the class has the type and the schema, and makes events with what the schema gives', () => {
  const event = new Review({ stars: 4 }, { id: 'e1' });
  expect(event).toBeInstanceOf(Event);
  expect([Review.type, event.type, event.id]).toEqual(['review', 'review', 'e1']);
  expect(event.attributes).toEqual({ stars: 4, lang: 'en' });
  expect(Review.schema).toBe(schema);
});

test('attributes the schema refuses are refused when the event is created', () => {
  expect(errorOf(() => new Review({ stars: 1.5 }))).toEqual({
    code: 'EVENT_ATTRIBUTES_INVALID',
    path: 'attributes.stars',
  });
});

test('the refusal names the type of the event, whatever letter it begins with', () => {
  const AlarmRaised = defineEvent('AlarmRaised', z.object({ level: z.int() }));
  expect(() => new AlarmRaised({ level: 0.5 })).toThrow('the attributes of an event of type AlarmRaised: ');
});

test.each(['', '_review', '_input_event'])('%j cannot be the type of an event of the user', (type) => {
  expect(errorOf(() => defineEvent(type, z.object({})))).toEqual({ code: 'EVENT_TYPE_INVALID', path: 'type' });
});
