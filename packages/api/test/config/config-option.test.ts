import { expect, expectTypeOf, test } from 'vitest';
import { AgentConfiguration } from '../../src/config/agent-configuration.js';
import { ConfigOption } from '../../src/config/config-option.js';

test('the type of an option follows from its default', () => {
  const config = new AgentConfiguration();
  expectTypeOf(config.get(ConfigOption.integer('n', 1))).toEqualTypeOf<number>();
  expectTypeOf(config.get(ConfigOption.integer('n'))).toEqualTypeOf<number | undefined>();
  expectTypeOf(config.get(ConfigOption.choice('c', ['a', 'b'], 'a'))).toEqualTypeOf<'a' | 'b'>();
  expect(config.get(ConfigOption.choice('c', ['a', 'b'], 'a'))).toBe('a');
});

test('an option does not change', () => {
  expect(Object.isFrozen(ConfigOption.durationMs('ttl', 0))).toBe(true);
});

test('each kind of option says what it expects', () => {
  const options = [
    ConfigOption.string('k'),
    ConfigOption.integer('k'),
    ConfigOption.number('k'),
    ConfigOption.boolean('k'),
    ConfigOption.durationMs('k'),
    ConfigOption.choice('k', ['a', 'b']),
  ];
  expect(options.map(({ type }) => type.expected)).toEqual([
    'a text',
    'an integer',
    'a number',
    'true or false',
    'a number of milliseconds',
    'one of a, b',
  ]);
});
