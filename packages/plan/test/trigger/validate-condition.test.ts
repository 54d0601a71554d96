import { describe, expect, test } from 'vitest';
import { validateCondition } from '../../src/index.js';
import { errorOf } from '../support/expect-error.js';

const codeOf = (text: string): string => errorOf(() => validateCondition(text, 'p')).code;

describe('validateCondition', () => {
  test.each([
    'true',
    "''",
    '42',
    'a > 1',
    'has(a)',
    'has(a.b.c)',
    'a["b"] == 1',
    '!(a == b)',
    'a ? true : false',
    'f(1)',
  ])('%s passes', (text) => {
    expect(validateCondition(text).op).toMatch(/.+/);
  });

  test.each(['a ==', '(a', 'a b', '1 +', 'a == 1 b', '.a == 1', 'a &&', "'open"])('%s is not CEL', (text) => {
    expect(codeOf(text)).toBe('TRIGGER_SYNTAX');
  });

  test.each(['a . b . c', '(a.b.c)', '(a)', 'EventType.InputEvent'])('%s is only a path and is refused', (text) => {
    expect(codeOf(text)).toBe('TRIGGER_UNSUPPORTED_CONSTRUCT');
  });

  test.each([
    '[1, 2].all(v, v > 0)',
    'items.exists(v, v > 0)',
    'items.exists_one(v, v > 0)',
    'items.filter(v, v > 0) == []',
    'items.map(v, v + 1) == []',
    'items.map(v, v > 0, v + 1) == []',
    'true && items.all(v, v > 0)',
    'cel.bind(v, 1, v == 1)',
  ])('%s uses a macro other than has and is refused', (text) => {
    expect(codeOf(text)).toBe('TRIGGER_UNSUPPORTED_CONSTRUCT');
  });

  test.each(['has(attributes)', 'has(type)', 'has(1)', 'has("a")', 'has(a[0])', 'has(int)'])(
    '%s asks for something else than a field and is refused',
    (text) => {
      expect(codeOf(text)).toBe('TRIGGER_SYNTAX');
    },
  );

  test('an event type constant that does not exist is refused wherever it is', () => {
    expect(codeOf('type == EventType.NotARealEvent')).toBe('TRIGGER_EVENT_TYPE_UNKNOWN');
    expect(codeOf('has(a) || (a == 1 && [EventType.toString] == [])')).toBe('TRIGGER_EVENT_TYPE_UNKNOWN');
  });

  test('a condition may nest 32 levels and no more', () => {
    const nested = (levels: number): string => `${'('.repeat(levels)}a == 1${')'.repeat(levels)}`;
    expect(validateCondition(nested(31)).op).toBe('==');
    expect(codeOf(nested(40))).toBe('TRIGGER_SYNTAX');
  });

  test('a condition may have 8192 code points and no more, however many bytes they take', () => {
    const ofLength = (codePoints: number): string => `a == "${'😀'.repeat(codePoints - 7)}"`;
    expect(validateCondition(ofLength(8192)).op).toBe('==');
    expect(codeOf(ofLength(8193))).toBe('TRIGGER_TOO_LONG');
  });

  test('a long chain of operators is not nesting', () => {
    const chain = Array.from({ length: 400 }, (_, index) => `a == ${index}`).join(' || ');
    expect(validateCondition(chain).op).toBe('||');
  });
});
