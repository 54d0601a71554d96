import { describe, expect, test } from 'vitest';
import { classifyTrigger, eventTypeTrigger } from '../../src/index.js';
import { errorOf } from '../support/expect-error.js';

describe('classifyTrigger', () => {
  test.each([
    ['order', 'order'],
    ['order.created', 'order.created'],
    ['order-created.v1', 'order-created.v1'],
    ['_input_event', '_input_event'],
    ['  padded  ', 'padded'],
    ['in', 'in'],
    ["'quoted'", 'quoted'],
    ['"quoted"', 'quoted'],
    ["'true'", 'true'],
    ["'42'", '42'],
    ["'EventType.custom'", 'EventType.custom'],
    ["'größe'", 'größe'],
  ])('%s is the event type %s', (entry, eventType) => {
    expect(classifyTrigger(entry)).toEqual({ kind: 'event_type', eventType });
  });

  test.each([
    'true',
    'false',
    'null',
    'EventType.InputEvent',
    '42',
    'a . b',
    '(a)',
    'a.',
    'a.-b',
    'a > 1',
    "''",
    "'two words'",
    '\'mixed"',
    '"esc\\"aped"',
    'has(a)',
  ])('%s is an expression', (entry) => {
    expect(classifyTrigger(entry)).toEqual({ kind: 'expression', text: entry });
  });

  test('a blank trigger is refused', () => {
    expect(errorOf(() => classifyTrigger(' \t', 'actions.a.triggers[0]'))).toMatchObject({
      code: 'TRIGGER_EMPTY',
      path: 'actions.a.triggers[0]',
    });
  });
});

describe('eventTypeTrigger', () => {
  test.each([
    ['order.created', 'order.created'],
    ['true', "'true'"],
    ['EventType.custom', "'EventType.custom'"],
    ['42', "'42'"],
    ['_input_event', '_input_event'],
    ['a>b', "'a>b'"],
  ])('the type %s is written as %s', (type, written) => {
    expect(eventTypeTrigger(type)).toBe(written);
  });

  test.each(['two words', ' padded', "it's", 'say "x"', 'back\\slash', 'line\nbreak', ''])(
    'the type %j cannot be written and is refused',
    (type) => {
      expect(errorOf(() => eventTypeTrigger(type)).code).toBe('TRIGGER_EVENT_TYPE_INVALID');
    },
  );

  test('a reserved type that does not exist is refused, and the hint lists those that do', () => {
    const error = errorOf(() => eventTypeTrigger('_inptu_event', 'p'));
    expect(error).toMatchObject({ code: 'TRIGGER_EVENT_TYPE_UNKNOWN', path: 'p' });
    expect(error.message).toContain('_input_event');
  });
});
