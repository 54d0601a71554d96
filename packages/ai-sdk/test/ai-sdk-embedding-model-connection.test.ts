import type { EmbedOptions } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { AiSdkEmbeddingModelConnection, type EmbeddingModel } from '../src/index.js';
import { apiKey, connectEmbeddings, startServer } from './support/connected.js';
import { CountingMetricGroup } from './support/counting-metric-group.js';
import { failureOf } from './support/failure-of.js';
import { embeddingModelOf, embeddingModelV2, embeddingModelV3 } from './support/in-process-models.js';
import { embeddings, json, refusal, silence, text } from './support/replies.js';

const plain: EmbedOptions = { parameters: {} };

const inProcess = (model: EmbeddingModel): AiSdkEmbeddingModelConnection =>
  new AiSdkEmbeddingModelConnection({ model });

describe('over the wire', () => {
  test('texts are sent as the service expects them, and each has its vector', async () => {
    const server = (await startServer()).replyWith(
      embeddings([
        [1, 2],
        [0.5, -3],
      ]),
    );

    const vectors = await connectEmbeddings(server).embed(['a', ''], {
      parameters: { model: 'large' },
      idempotencyKey: 'k',
    });

    expect(vectors).toEqual([Float32Array.of(1, 2), Float32Array.of(0.5, -3)]);
    expect(server.body()).toEqual({ model: 'large', input: ['a', ''], encoding_format: 'float' });
    expect(server.headers()).toMatchObject({ authorization: `Bearer ${apiKey}`, 'idempotency-key': 'k' });
  });

  test('vectors that arrive in another order find their texts', async () => {
    const server = (await startServer()).replyWith(embeddings([[0], [1], [2]], [2, 0, 1]));

    expect(await connectEmbeddings(server).embed(['a', 'b', 'c'], plain)).toEqual(
      [0, 1, 2].map((n) => Float32Array.of(n)),
    );
  });

  test('vectors without numbers, or with useless ones, are in the order of the texts', async () => {
    const data = [{ embedding: [1] }, { embedding: [2] }];
    const server = (await startServer()).replyWith(
      json(200, { data }),
      json(200, { data: data.map((item) => ({ ...item, index: 0 })) }),
      json(200, { data: data.map((item) => ({ ...item, index: 7 })) }),
    );
    const connection = connectEmbeddings(server);

    for (let request = 0; request < 3; request += 1) {
      expect(await connection.embed(['a', 'b'], plain)).toEqual([Float32Array.of(1), Float32Array.of(2)]);
    }
  });

  test('more texts than a request may hold are sent in several, in order, each with a key of its own', async () => {
    const server = (await startServer()).replyWith(embeddings([[0], [1]]), embeddings([[2], [3]]), embeddings([[4]]));
    const metricGroup = new CountingMetricGroup();

    const vectors = await connectEmbeddings(server, { maxEmbeddingsPerCall: 2 }).embed(['a', 'b', 'c', 'd', 'e'], {
      ...plain,
      idempotencyKey: 'k',
      metricGroup,
    });

    expect(vectors).toEqual([0, 1, 2, 3, 4].map((n) => Float32Array.of(n)));
    expect(server.received.map(({ body }) => body['input'])).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    expect(server.received.map(({ headers }) => headers['idempotency-key'])).toEqual(['k-0-2', 'k-2-4', 'k-4-5']);
    expect(metricGroup.counts).toEqual({ 'model=small/promptTokens': 35 });
  });

  test('the whole call fails when one of its requests does, and no further one is made', async () => {
    const server = (await startServer()).replyWith(
      embeddings([[0]]),
      refusal(429, 'slow down', { 'retry-after': '2' }),
      embeddings([[2]]),
    );

    const failure = await failureOf(
      connectEmbeddings(server, { maxEmbeddingsPerCall: 1 }).embed(['a', 'b', 'c'], plain),
    );

    expect(failure).toMatchObject({ code: 'MODEL_RATE_LIMITED', retryAfterMs: 2000 });
    expect(server.received).toHaveLength(2);
  });

  test.each([
    ['too few vectors', embeddings([[1]])],
    ['vectors that are empty', embeddings([[], []])],
    ['vectors of different lengths', embeddings([[1], [1, 2]])],
    ['vectors that hold text', embeddings([['1'], ['2']])],
    ['JSON that ends too early', text(200, '{"data":[', {})],
  ])('%s are an invalid answer', async (_, reply) => {
    const server = (await startServer()).replyWith(reply);

    expect(await failureOf(connectEmbeddings(server).embed(['a', 'b'], plain))).toMatchObject({
      code: 'MODEL_RESPONSE_INVALID',
      isRetryable: true,
    });
  });

  test('a cancelled request drops its connection', async () => {
    const { reply, arrived, dropped } = silence();
    const server = (await startServer()).replyWith(reply);
    const cancellation = new AbortController();

    const failed = failureOf(connectEmbeddings(server).embed(['a'], { ...plain, signal: cancellation.signal }));
    await arrived;
    cancellation.abort();
    await dropped;

    expect(await failed).toMatchObject({ code: 'MODEL_CANCELLED' });
  });

  test('options of the provider are passed on', async () => {
    const server = (await startServer()).replyWith(embeddings([[1]]));

    await connectEmbeddings(server).embed(['a'], {
      parameters: { providerOptions: { openaiCompatible: { dimensions: 1 } } },
    });

    expect(server.body()).toMatchObject({ dimensions: 1 });
  });
});

describe('in process', () => {
  test('no texts need no request', async () => {
    const server = await startServer();

    expect(await connectEmbeddings(server).embed([], plain)).toEqual([]);
    expect(server.received).toEqual([]);
  });

  test.each([
    ['V2', embeddingModelV2(2)],
    ['V2 without limit', embeddingModelV2(undefined)],
    ['V2 with an infinite limit', embeddingModelV2(Number.POSITIVE_INFINITY)],
    ['V3', embeddingModelV3(3)],
    ['V3 with a limit that makes no sense', embeddingModelV3(0)],
  ])('a model of %s gives one vector per text, in their order', async (_, model) => {
    const texts = ['a', 'bb', 'ccc', 'dddd', 'eeeee', 'ffffff', 'ggggggg'];

    const vectors = await inProcess(model).embed(texts, plain);

    expect(vectors.map(([length]) => length)).toEqual(texts.map(({ length }) => length));
  });

  test.each([[[[1, Number.NaN]]], [[[1, null]]], [['vector']], [[null]], [[]]])(
    'a model that answers %j gives an invalid answer',
    async (answer) => {
      expect(await failureOf(inProcess(embeddingModelOf(answer)).embed(['a'], plain))).toMatchObject({
        code: 'MODEL_RESPONSE_INVALID',
      });
    },
  );

  test('a parameter that nobody knows is refused', async () => {
    expect(
      await failureOf(inProcess(embeddingModelV2(2)).embed(['a'], { parameters: { dimensions: 2 } })),
    ).toMatchObject({
      code: 'ATTRIBUTE_UNKNOWN',
      path: 'parameters.dimensions',
    });
  });
});
