import { once } from 'node:events';
import { createServer } from 'node:http';
import { decodeAttributeValue } from '@millrace/api';
import { sinkConformance } from '@millrace/runtime/conformance';
import { describe, expect, onTestFinished, test } from 'vitest';
import { LocalShop } from '../../../tutorial/custom/local-shop.js';
import { WebhookSink } from '../../../tutorial/custom/webhook-sink.js';

// #region conformance
describe.each([10, 5000])('WebhookSink with batches of %s keeps the laws of sinks', (batchSize) => {
  const cases = sinkConformance({
    async create() {
      const shop = new LocalShop([]);
      const sink = new WebhookSink(await shop.open(), batchSize);
      return {
        sink,
        read: async () => shop.received.map(({ value }) => decodeAttributeValue(value)),
        dispose: () => shop.close(),
      };
    },
  });

  const rows = cases.map(({ name, run }) => [name, run] as const);

  test.each(rows)('%s', async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
// #endregion conformance

test('a receiver that refuses a batch makes the sink fail with what it answered', async () => {
  const receiver = createServer((_request, response) => response.writeHead(503).end());
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  onTestFinished(() => receiver.closeAllConnections());
  onTestFinished(() => void receiver.close());
  const address = receiver.address();
  const port = typeof address === 'object' ? address?.port : undefined;

  const sink = new WebhookSink(`http://127.0.0.1:${port}`, 1);
  await expect(sink.write({ value: 1, key: 'ada', timestamp: undefined, outputId: 'output/0' })).rejects.toMatchObject({
    code: 'WEBHOOK_REFUSED',
    message: expect.stringContaining('503'),
  });
});
