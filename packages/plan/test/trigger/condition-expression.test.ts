import { type Attributes, Event, InputEvent } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { ConditionExpression } from '../../src/index.js';
import { errorOf } from '../support/expect-error.js';

const attributes: Attributes = {
  x: 1,
  price: 2.5,
  whole: 3,
  text: 'one',
  nothing: null,
  yes: true,
  date: new Date('2026-01-02T03:04:05Z'),
  blob: Uint8Array.of(1),
  big: 12n,
  huge: 2n ** 70n,
  far: 1e300,
  items: [1, { k: 'v' }],
  order: { item: { price: 7 }, constructor: 'c', __proto: 1 },
  id: 'not the id',
  eventType: 'not the type',
  cel: 5,
};

const evaluate = (text: string, of: Attributes = attributes, type = 'some.type'): boolean =>
  ConditionExpression.compile(text).evaluate(new Event(type, of, { id: 'event-1' }));

describe('ConditionExpression', () => {
  test.each([
    'type == "some.type"',
    'type.startsWith("some")',
    'id == "event-1"',
    'attributes.id == "not the id"',
    'attributes["id"] == "not the id"',
    'eventType == "not the type"',
    'cel == 5',
    'x == 1 && attributes.x == 1 && attributes["x"] == 1',
    'order.item.price == 7',
    'order["item"].price == 7',
    '(order).item["price"] == 7',
    'order.constructor == "c"',
    'items[0] == 1 && items[1].k == "v"',
    'size(items) == 2 && items.size() == 2',
    'text in ["one", "two"] && 1 in items',
    '"k" in items[1]',
    'nothing == null',
    'yes == true',
    'date > timestamp("2026-01-01T00:00:00Z")',
    'blob == b"\\x01"',
    'order.item == {"price": 7}',
    'x == 1 ? yes : false',
    '[x, "a", 1.5] == [1, "a", 1.5]',
    'type(x) == int && type(price) == double && type(text) == string',
  ])('%s is met', (text) => {
    expect(evaluate(text)).toBe(true);
  });

  test.each(['type == EventType.InputEvent', 'type == EventType["InputEvent"]'])(
    '%s compares with a built-in type',
    (text) => {
      const condition = ConditionExpression.compile(text);
      expect(condition.evaluate(new InputEvent(1))).toBe(true);
      expect(condition.evaluate(new Event('other', {}))).toBe(false);
    },
  );

  describe('numbers', () => {
    test.each([
      ['1 and 1.0 are equal', 'x == 1 && x == 1.0 && x in [1.0]'],
      ['whole numbers divide as integers', '7 / 2 == 3 && (whole / 2) == 1 && whole % 2 == 1'],
      [
        'a number that happens to be whole mixes with fractions',
        'whole * 1.5 == 4.5 && whole + 0.5 == 3.5 && 0.5 - whole == -2.5',
      ],
      ['a bigint is an integer', 'big == 12 && big > price'],
      [
        'an integer beyond 64 bits is a double',
        'huge > 1e21 && far > 1e299 && type(huge) == double && type(far) == double',
      ],
      ['nested numbers are integers, too', 'order.item.price % 2 == 1'],
    ])('%s', (_promise, text) => {
      expect(evaluate(text)).toBe(true);
    });
  });

  describe('has', () => {
    test.each([
      ['has(x)', true],
      ['has(missing)', false],
      ['has(attributes.x)', true],
      ['has(attributes.missing)', false],
      ['has(nothing)', true],
      ['has(order.item.price)', true],
      ['has(order.item.missing)', false],
      ['has(order.missing.price)', false],
      ['has(missing.item.price)', false],
      ['has((order.item).price)', true],
      ['has(items[1].k)', true],
      ['has((items[1]).missing)', false],
      ['has(order.toString)', false],
      ['has(toString)', false],
      ['!has(missing) && has(x)', true],
      ['has({"a": 1}.a)', true],
    ])('%s is %s', (text, expected) => {
      expect(evaluate(text)).toBe(expected);
    });

    test('guards what may be missing', () => {
      expect(evaluate('has(missing) && missing > 1')).toBe(false);
    });

    test('of a field of a scalar cannot be evaluated', () => {
      expect(errorOf(() => evaluate('has(x.field)')).code).toBe('TRIGGER_EVALUATION_FAILED');
    });
  });

  describe('evaluation fails when', () => {
    test.each([
      ['an attribute is missing', 'missing == 1'],
      ['a field is missing', 'order.item.missing == 1'],
      ['a scalar is asked for a field', 'x.field == 1'],
      ['null is compared by size', 'nothing > 1'],
      ['text is compared with a number by size', 'text > 1'],
      ['a number is divided by zero', 'x / 0 == 1'],
      ['the result is not a boolean', 'attributes["text"]'],
      ['the result is null', 'attributes["nothing"]'],
      ['a name every object has is not an attribute', 'attributes.constructor == 1'],
    ])('%s', (_promise, text) => {
      const error = errorOf(() => evaluate(text));
      expect(error.code).toBe('TRIGGER_EVALUATION_FAILED');
      expect(error.message).toContain(JSON.stringify(text));
      expect(error.message).toContain('event-1');
    });

    test('but not when the failing part does not matter', () => {
      expect(evaluate('missing == 1 || x == 1')).toBe(true);
      expect(evaluate('missing == 1 && x == 2')).toBe(false);
    });
  });

  describe('compilation refuses', () => {
    test.each(['42', "''", 'null', '"order created"', 'x == 1 ? "a" : "b"', '[true]', '1.5'])(
      '%s, whose result is known not to be a boolean',
      (text) => {
        const error = errorOf(() => ConditionExpression.compile(text, 'p'));
        expect(error).toMatchObject({ code: 'TRIGGER_TYPE_CHECK', path: 'p' });
        expect(error.message).toContain('Boolean result');
      },
    );

    test.each(['noSuchFn(1)', 'x == noSuchFn(x)', '"a" > 1', '!"a"', 'x && 1', 'has(a, b)'])(
      '%s, which can never be evaluated',
      (text) => {
        const error = errorOf(() => ConditionExpression.compile(text));
        expect(error.code).toBe('TRIGGER_TYPE_CHECK');
        expect(error.message).toContain('Runtime type-check');
      },
    );

    test.each([
      'attributes == {}',
      'attributes[name] == 5',
      'attributes[type] == 5',
      '"x" in attributes',
      'size(attributes) > 1',
    ])('%s, which uses the attributes as a whole', (text) => {
      const error = errorOf(() => ConditionExpression.compile(text, 'p'));
      expect(error).toMatchObject({ code: 'TRIGGER_ATTRIBUTES_WHOLE', path: 'p' });
      expect(error.message).toContain("whole 'attributes' map");
    });
  });

  test('a condition looks at nothing but what it names', () => {
    const looked: string[] = [];
    const watched = new Proxy({ a: { b: 1, c: 2 }, d: 3 } as Attributes, {
      get: (target, name) => {
        looked.push(String(name));
        return Reflect.get(target, name) as unknown;
      },
    });
    expect(evaluate('a.b == 1', watched)).toBe(true);
    expect(new Set(looked)).toEqual(new Set(['a']));
  });

  test('evaluating does not make an event create its id', () => {
    const event = new Event(
      't',
      { x: 1 },
      {
        id: () => {
          throw new Error('The id was asked for.');
        },
      },
    );
    expect(ConditionExpression.compile('x == 1').evaluate(event)).toBe(true);
  });
});
