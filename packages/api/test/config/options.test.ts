import { expect, test } from 'vitest';
import { AgentConfiguration } from '../../src/config/agent-configuration.js';
import type { ConfigOption } from '../../src/config/config-option.js';
import {
  AgentConfigOptions,
  AgentExecutionOptions,
  EventLogOptions,
  eventLogLevelOption,
  MemoryOptions,
} from '../../src/config/options.js';
import { errorOf } from '../support/expect-error.js';

const everyOption: readonly ConfigOption<unknown>[] = [
  AgentConfigOptions,
  AgentExecutionOptions,
  EventLogOptions,
  MemoryOptions,
].flatMap((group): ConfigOption<unknown>[] => Object.values(group));

test('keys and defaults are a contract with existing configurations', () => {
  expect(Object.fromEntries(everyOption.map(({ key, defaultValue }) => [key, defaultValue]))).toStrictEqual({
    baseLogDir: undefined,
    prettyPrint: false,
    actionStateStoreBackend: undefined,
    kafkaBootstrapServers: 'localhost:9092',
    kafkaActionStateTopic: undefined,
    kafkaActionStateTopicNumPartitions: 64,
    kafkaActionStateTopicReplicationFactor: 1,
    'job-identifier': undefined,
    'error-handling-strategy': 'fail',
    'max-retries': 3,
    'retry-wait-interval': 1,
    'num-async-threads': undefined,
    'chat.async': true,
    'tool-call.async': true,
    'rag.async': true,
    'action.trigger-condition.evaluate-failure-strategy': 'WARN_AND_SKIP',
    'event-log.level': 'STANDARD',
    'event-log.standard.max-string-length': 2000,
    'event-log.standard.max-array-elements': 20,
    'event-log.standard.max-depth': 5,
    'short-term-memory.state-ttl.ms': 0,
    'short-term-memory.state-ttl.update-type': 'ON_READ_AND_WRITE',
    'short-term-memory.state-ttl.visibility': 'NEVER_RETURN_EXPIRED',
    'long-term-memory.backend': undefined,
    'long-term-memory.external-vector-store-name': undefined,
    'long-term-memory.async-compaction': true,
    'long-term-memory.async-compaction.thread-count': 16,
  });
});

test('no two options share a key', () => {
  expect(new Set(everyOption.map(({ key }) => key)).size).toBe(everyOption.length);
});

test('every default is a value of its option', () => {
  const config = new AgentConfiguration();
  for (const option of everyOption) {
    config.set(option, option.defaultValue);
    expect(config.get(option)).toBe(option.defaultValue);
  }
});

test('words are read in any case, wherever they are written', () => {
  const config = new AgentConfiguration({
    'error-handling-strategy': 'RETRY',
    'event-log': { level: 'verbose' },
    'long-term-memory': { backend: 'EXTERNAL_VECTOR_STORE' },
  });
  expect(config.get(AgentExecutionOptions.errorHandlingStrategy)).toBe('retry');
  expect(config.get(EventLogOptions.level)).toBe('VERBOSE');
  expect(config.get(MemoryOptions.longTermBackend)).toBe('external_vector_store');
});

test('each event type can have a level of its own', () => {
  const config = new AgentConfiguration({ 'event-log': { type: { _chat_request_event: { level: 'off' } } } });
  expect(eventLogLevelOption('shop.order').key).toBe('event-log.type.shop.order.level');
  expect(config.get(eventLogLevelOption('_chat_request_event'))).toBe('OFF');
  expect(config.get(eventLogLevelOption('other'))).toBeUndefined();
  expect(
    errorOf(() => new AgentConfiguration({ 'event-log.type.x.level': 'loud' }).get(eventLogLevelOption('x'))).code,
  ).toBe('CONFIG_VALUE_INVALID');
});
