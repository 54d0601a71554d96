import { BaseChatModelConnection, ChatMessage } from '@millrace/api';
import { describe, expect, it } from 'vitest';
import { LexiconChatModelConnection } from '../src/model/lexicon-chat-model-connection.js';
import { rollingWindow } from '../src/statistics/product-statistics.js';
import { ReviewHarness } from './support/review-harness.js';

describe('one review', () => {
  it('goes from the complaint store to the model and its tool, and becomes one result', async () => {
    const harness = await ReviewHarness.open({ chat: new LexiconChatModelConnection() });
    harness.review('kettle', 'The lid leaks and the noise is terrible.');
    await harness.finish();

    expect(harness.eventTypes).toEqual([
      '_input_event',
      '_context_retrieval_request_event',
      '_context_retrieval_response_event',
      '_chat_request_event',
      '_tool_request_event',
      '_tool_response_event',
      '_chat_response_event',
      'ReviewAnalysed',
      '_output_event',
    ]);
    expect(harness.outputs).toEqual([
      {
        kind: 'review',
        review: 'r-1',
        product: 'kettle',
        timestamp: '1970-01-02T00:00:00.000Z',
        score: expect.any(Number),
        label: 'negative',
        reasons: expect.arrayContaining([expect.stringContaining('terrible')]),
        aspects: [
          { name: 'lid', sentiment: 'negative' },
          { name: 'noise', sentiment: 'negative' },
        ],
        similarComplaints: [],
        productScores: {
          reviews: 1,
          meanScore: expect.any(Number),
          rollingScore: expect.any(Number),
          complaint: 'lid',
        },
        model: 'lexicon (embedded, offline)',
      },
    ]);
  });

  it('of a product that the catalog does not know is analysed all the same', async () => {
    const harness = await ReviewHarness.open({ chat: new LexiconChatModelConnection() });
    harness.review('samovar', 'Wonderful.');
    await harness.finish();

    expect(harness.results).toMatchObject([{ product: 'samovar', label: 'positive' }]);
  });

  it('whose answer does not fit the schema fails the run, and says which action and key', async () => {
    class Chatty extends BaseChatModelConnection {
      override async chat(): Promise<ChatMessage> {
        return ChatMessage.assistant('{"score": 7}');
      }
    }
    const harness = await ReviewHarness.open({ chat: new Chatty() });
    harness.review('kettle', 'Fine.');

    await expect(harness.finish()).rejects.toMatchObject({
      code: 'ACTION_FAILED',
      actionName: 'chat_model_action',
      key: 'kettle',
      cause: { code: 'STRUCTURED_OUTPUT_INVALID' },
    });
    expect(harness.outputs).toEqual([]);
  });
});

describe('earlier complaints', () => {
  it('are none for the first review of a product, and the model is told so', async () => {
    const harness = await ReviewHarness.open();
    harness.review('kettle', 'score=-0.5 the lid leaks');
    await harness.finish();

    expect(harness.results[0]?.similarComplaints).toEqual([]);
    expect(harness.shownComplaints).toEqual(['There are no similar complaints so far.']);
  });

  it('are shown to the model and named in the result when they resemble the review', async () => {
    const harness = await ReviewHarness.open();
    harness.review('kettle', 'score=-0.5 the lid leaks over my bag');
    harness.review('kettle', 'score=-0.6 it leaks, the lid is bad');
    await harness.finish();

    expect(harness.results[1]?.similarComplaints).toEqual([{ review: 'r-1', similarity: expect.any(Number) }]);
    expect(harness.results[1]?.similarComplaints[0]?.similarity).toBeGreaterThan(0.2);
    expect(harness.shownComplaints[1]).toContain('<complaint>score=-0.5 the lid leaks over my bag</complaint>');
  });

  it('are only those of the same product', async () => {
    const harness = await ReviewHarness.open();
    harness.review('bottle', 'score=-0.5 the lid leaks');
    await harness.finish();
    harness.review('kettle', 'score=-0.5 the lid leaks');
    await harness.finish();

    expect(harness.results[1]?.similarComplaints).toEqual([]);
  });

  it('are only negative reviews', async () => {
    const harness = await ReviewHarness.open();
    harness.review('kettle', 'score=0.9 the lid is tight');
    harness.review('kettle', 'score=0.1 the lid is a lid');
    harness.review('kettle', 'score=-0.5 the lid leaks');
    await harness.finish();

    expect(harness.results[2]?.similarComplaints).toEqual([]);
  });

  it('are left out when they have nothing to do with the review', async () => {
    const harness = await ReviewHarness.open();
    harness.review('kettle', 'plastic stench, score=-0.9');
    harness.review('kettle', 'cord broken');
    await harness.finish();

    expect(harness.results[1]?.similarComplaints).toEqual([]);
  });
});

describe('the statistics of a product', () => {
  it('run from review to review and keep products apart', async () => {
    const harness = await ReviewHarness.open();
    harness.review('kettle', 'score=1');
    harness.review('bottle', 'score=-1 about lid');
    harness.review('kettle', 'score=0');
    harness.review('bottle', 'score=-0.5 about lid');
    await harness.finish();

    const scores = (product: string) =>
      harness.results.filter((result) => result.product === product).map(({ productScores }) => productScores);
    expect(scores('kettle')).toEqual([
      { reviews: 1, meanScore: 1, rollingScore: 1 },
      { reviews: 2, meanScore: 0.5, rollingScore: 0.5 },
    ]);
    expect(scores('bottle')).toEqual([
      { reviews: 1, meanScore: -1, rollingScore: -1, complaint: 'lid' },
      { reviews: 2, meanScore: -0.75, rollingScore: -0.75, complaint: 'lid' },
    ]);
  });

  it('are kept in short-term memory, which does not grow with the reviews', async () => {
    const harness = await ReviewHarness.open();
    for (let review = 1; review <= 40; review += 1) harness.review('kettle', 'score=0.5');
    await harness.finish();

    expect(harness.memoryOf('kettle')).toEqual({
      statistics: {
        earlierReviews: 40 - rollingWindow,
        earlierScores: 0.5 * (40 - rollingWindow),
        recent: Array.from({ length: rollingWindow }, () => ({ score: 0.5, complaints: [] })),
        hasFallen: false,
      },
    });
  });
});

describe('an alert', () => {
  it('follows the result of the review with which the score has fallen, and says from where, to where and why', async () => {
    const harness = await ReviewHarness.open();
    for (let review = 1; review <= 22; review += 1) harness.review('kettle', 'score=0.8');
    for (const aspect of ['noise', 'lid', 'lid', 'lid', 'lid', 'lid', 'lid'])
      harness.review('kettle', `score=-0.5 about ${aspect}`);
    await harness.finish();

    const [alert] = harness.alerts;
    expect(harness.alerts).toHaveLength(1);
    // With the sixth the mean of the window is (6 * 0.8 - 6 * 0.5) / 12.
    expect(alert).toEqual({
      kind: 'alert',
      product: 'kettle',
      timestamp: '1970-01-29T00:00:00.000Z',
      review: 'r-28',
      fromScore: 0.8,
      toScore: 0.15,
      complaints: [
        { aspect: 'lid', reviews: 5 },
        { aspect: 'noise', reviews: 1 },
      ],
      window: 12,
    });
    const at = harness.outputs.findIndex(({ kind }) => kind === 'alert');
    expect(harness.outputs[at - 1]).toMatchObject({ review: 'r-28', productScores: { rollingScore: 0.15 } });
  });

  it('is not raised for a product that was poor from the start', async () => {
    const harness = await ReviewHarness.open();
    for (let review = 1; review <= 40; review += 1) harness.review('kettle', 'score=-0.8 about lid');
    await harness.finish();

    expect(harness.results).toHaveLength(40);
    expect(harness.alerts).toEqual([]);
  });
});

it('whatever the order of turns, the outputs of each product are the same', async () => {
  const products = ['kettle', 'bottle', 'lamp'];
  const outputsWith = async (turnSeed: number | undefined) => {
    const harness = await ReviewHarness.open(turnSeed === undefined ? {} : { turnSeed });
    for (let review = 0; review < 90; review += 1) {
      const product = products[review % products.length] ?? '';
      harness.review(product, `score=${review < 66 ? 0.7 : -0.6} the lid of number ${review} leaks, about lid`);
    }
    await harness.finish();
    return products.map((product) => harness.outputs.filter((output) => output.product === product));
  };
  const expected = await outputsWith(undefined);

  expect(expected.map((outputs) => outputs.length)).toEqual([31, 31, 31]);
  for (const turnSeed of [1, 2, 3, 4, 5]) expect(await outputsWith(turnSeed)).toEqual(expected);
});
