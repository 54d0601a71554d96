import { expect, test } from 'vitest';
import { ChatMessage } from '../../src/message/chat-message.js';
import { InMemoryMetricGroup } from '../support/in-memory-metric-group.js';
import { EchoConnection } from '../support/resources.js';

async function chatWith(connection: EchoConnection, model: string, metricGroup?: InMemoryMetricGroup): Promise<void> {
  await connection.chat([ChatMessage.user('q')], { tools: [], parameters: { model }, metricGroup });
}

test('a connection is a resource of its own type', () => {
  expect(new EchoConnection().resourceType).toBe('chat_model_connection');
});

test('tokens are counted per model, below the group of the request', async () => {
  const [connection, group] = [new EchoConnection(), new InMemoryMetricGroup()];
  await chatWith(connection, 'small', group);
  await chatWith(connection, 'small', group);
  await chatWith(connection, 'large', group);
  expect(group.getSubGroup('model', 'small').counter('promptTokens').count).toBe(10);
  expect(group.getSubGroup('model', 'small').counter('completionTokens').count).toBe(4);
  expect(group.getSubGroup('model', 'large').counter('promptTokens').count).toBe(5);
});

test('requests of two actions over one connection are counted apart', async () => {
  const [connection, one, other] = [new EchoConnection(), new InMemoryMetricGroup(), new InMemoryMetricGroup()];
  await Promise.all([
    chatWith(connection, 'm', one),
    chatWith(connection, 'm', other),
    chatWith(connection, 'm', other),
  ]);
  expect(one.getSubGroup('model', 'm').counter('promptTokens').count).toBe(5);
  expect(other.getSubGroup('model', 'm').counter('promptTokens').count).toBe(10);
});

test('a request without a metric group is answered and not counted', async () => {
  const connection = new EchoConnection();
  await chatWith(connection, 'm');
  expect(connection.requests.length).toBe(1);
});
