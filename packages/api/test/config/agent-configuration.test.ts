import { describe, expect, test } from 'vitest';
import { AgentConfiguration } from '../../src/config/agent-configuration.js';
import { ConfigOption } from '../../src/config/config-option.js';
import { errorOf } from '../support/expect-error.js';

const retries = ConfigOption.integer('max-retries', 3);
const name = ConfigOption.string('name');

describe('reading by option', () => {
  test('gives what is configured, or the default, or undefined where there is none', () => {
    const config = new AgentConfiguration({ 'max-retries': 5 });
    expect(config.get(retries)).toBe(5);
    expect(new AgentConfiguration().get(retries)).toBe(3);
    expect(config.get(name)).toBeUndefined();
  });

  test('null is the same as absent', () => {
    const config = new AgentConfiguration({ 'max-retries': null });
    expect([config.get(retries), config.has('max-retries')]).toEqual([3, false]);
  });

  test('text is converted to the type of the option', () => {
    const config = new AgentConfiguration({ n: '45.5', i: '7', b: 'TRUE', c: ' retry ', t: 12 });
    expect(config.get(ConfigOption.number('n', 0))).toBe(45.5);
    expect(config.get(ConfigOption.integer('i', 0))).toBe(7);
    expect(config.get(ConfigOption.boolean('b', false))).toBe(true);
    expect(config.get(ConfigOption.choice('c', ['FAIL', 'RETRY'], 'FAIL'))).toBe('RETRY');
    expect(config.get(ConfigOption.string('t', ''))).toBe('12');
  });

  test.each([
    ['an integer', ConfigOption.integer('key', 0), 1.5],
    ['an integer', ConfigOption.integer('key', 0), 'many'],
    ['a number', ConfigOption.number('key', 0), true],
    ['true or false', ConfigOption.boolean('key', true), 'yes'],
    ['true or false', ConfigOption.boolean('key', true), 1],
    ['a number of milliseconds', ConfigOption.durationMs('key', 0), -1],
    ['a number of milliseconds', ConfigOption.durationMs('key', 0), '10s'],
    ['one of fail, retry', ConfigOption.choice('key', ['fail', 'retry'], 'fail'), 'give up'],
    ['a text', ConfigOption.string('key', ''), ['a']],
  ] as const)('what is not %s is refused, with key and value in the message', (expected, option, value) => {
    const read = () => new AgentConfiguration({ key: value }).get<unknown>(option);
    expect(errorOf(read)).toEqual({ code: 'CONFIG_VALUE_INVALID', path: 'key' });
    expect(read).toThrow(
      `key is ${typeof value === 'string' ? `"${value}"` : typeof value === 'object' ? 'Array' : value}, not ${expected}`,
    );
  });
});

describe('reading by key', () => {
  const config = new AgentConfiguration({ i: 1, text: '2', n: 1.5, b: 'false', nothing: null });

  test('gives the value in the type that is asked for', () => {
    expect([config.getInteger('i'), config.getInteger('text'), config.getNumber('n'), config.getNumber('i')]).toEqual([
      1, 2, 1.5, 1,
    ]);
    expect([config.getBoolean('b'), config.getString('n'), config.getString('text')]).toEqual([false, '1.5', '2']);
  });

  test('gives the fallback, or undefined, for what is absent or null', () => {
    expect([config.getInteger('missing', 7), config.getString('nothing', 'x')]).toEqual([7, 'x']);
    expect([config.getNumber('missing'), config.getBoolean('nothing')]).toEqual([undefined, undefined]);
  });

  test('a fallback does not hide a value that is wrong', () => {
    expect(errorOf(() => config.getInteger('n', 7)).code).toBe('CONFIG_VALUE_INVALID');
  });
});

describe('setting', () => {
  test('replaces the value', () => {
    expect(new AgentConfiguration({ 'max-retries': 5 }).set(retries, 1).get(retries)).toBe(1);
  });

  test.each([null, undefined])('%s removes the value, also where there is a default', (nothing) => {
    const config = new AgentConfiguration({ 'max-retries': 5 }).set(retries, nothing);
    expect([config.get(retries), config.has('max-retries'), config.keys]).toEqual([3, false, []]);
  });

  test('a value of another type is refused and changes nothing', () => {
    const config = new AgentConfiguration({ 'max-retries': 5 });
    expect(errorOf(() => config.set(retries, 1.5))).toEqual({ code: 'CONFIG_VALUE_INVALID', path: 'max-retries' });
    expect(config.get(retries)).toBe(5);
  });

  test('is refused once the configuration is frozen', () => {
    const config = new AgentConfiguration().freeze();
    expect(errorOf(() => config.set(retries, 1))).toEqual({ code: 'CONFIG_FROZEN', path: 'max-retries' });
    expect(config.get(retries)).toBe(3);
  });
});

describe('the keys of a configuration', () => {
  test('nested objects are flattened with dots, lists stay values', () => {
    const config = new AgentConfiguration({ chat: { async: false, deep: { er: 1 } }, 'a.b': 2, list: [1], empty: {} });
    expect(config.keys).toEqual(['chat.async', 'chat.deep.er', 'a.b', 'list']);
    expect(config.getBoolean('chat.async')).toBe(false);
  });

  test('a key that is configured in both spellings is refused', () => {
    expect(errorOf(() => new AgentConfiguration({ 'a.b': 1, a: { b: 2 } }))).toEqual({
      code: 'CONFIG_KEY_DUPLICATE',
      path: 'a.b',
    });
  });

  test('a value that cannot be stored is refused by its path', () => {
    expect(errorOf(() => new AgentConfiguration({ a: { b: [Number.NaN] } })).path).toBe('config.a.b[0]');
  });
});

describe('the wire form of a configuration', () => {
  test('is flat, typed, and reads back', () => {
    const config = new AgentConfiguration({ key1: 1, key2: 1.5, key3: true, key4: 'v1', nested: { key5: 2n } });
    expect(config.toJSON()).toEqual({ conf_data: { key1: 1, key2: 1.5, key3: true, key4: 'v1', 'nested.key5': 2n } });
    expect(AgentConfiguration.fromJson(config.toJSON()).toJSON()).toEqual(config.toJSON());
  });

  test('may be nested when it is read, and may be empty', () => {
    expect(AgentConfiguration.fromJson({ conf_data: { a: { b: 1 } } }).getInteger('a.b')).toBe(1);
    expect(AgentConfiguration.fromJson({}).keys).toEqual([]);
  });

  test('what is malformed is refused by its path', () => {
    expect(errorOf(() => AgentConfiguration.fromJson({ conf_data: [] }, 'plan.config')).path).toBe(
      'plan.config.conf_data',
    );
    expect(errorOf(() => AgentConfiguration.fromJson({ confData: {} }, 'plan.config')).code).toBe('ATTRIBUTE_UNKNOWN');
  });
});
