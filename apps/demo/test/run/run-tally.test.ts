import {
  type AttributeValue,
  type Event,
  InputEvent,
  OutputEvent,
  ToolResponse,
  ToolResponseEvent,
} from '@millrace/api';
import type { Output } from '@millrace/runtime';
import { describe, expect, it } from 'vitest';
import type { DemoOutput, ProductAlert, ReviewResult } from '../../src/review/review-result.js';
import { RunTally } from '../../src/run/run-tally.js';

const dayMs = 24 * 60 * 60 * 1000;

function resultOf(product: string, meanScore: number, reviews = 1): ReviewResult {
  return {
    kind: 'review',
    review: 'r-1',
    product,
    timestamp: '2025-01-01T00:00:00.000Z',
    score: 0,
    label: 'mixed',
    reasons: [],
    aspects: [],
    similarComplaints: [],
    productScores: { reviews, meanScore, rollingScore: meanScore, complaint: 'lid' },
    model: 'm',
  };
}

const alert: ProductAlert = {
  kind: 'alert',
  product: 'kettle',
  timestamp: '2025-08-03T20:56:39.000Z',
  review: 'r-9',
  fromScore: 0.8,
  toScore: 0.1,
  window: 12,
  complaints: [{ aspect: 'smell', reviews: 3 }],
};

function outputOf(value: DemoOutput, timestamp?: number): Output {
  return { value, key: 'k', timestamp, outputId: 'o' };
}

function hear(tally: RunTally, event: Event): void {
  tally.onEventProcessed(
    { eventType: event.type, timestamp: '', key: 'k', runNumber: 0, causalPosition: 'p', attempt: 0 },
    event,
  );
}

describe('RunTally', () => {
  it('counts results and alerts apart, and tells of every change', () => {
    const tally = new RunTally();
    let changes = 0;
    tally.onChange = () => {
      changes += 1;
    };
    tally.write(outputOf(resultOf('kettle', 0.5)));
    tally.write(outputOf(alert));
    tally.deadLetterSink.write();

    expect([tally.analysed, tally.deadLetters, changes]).toEqual([1, 1, 3]);
    expect(tally.alerts).toEqual([
      { product: 'kettle', day: '2025-08-03', fromScore: 0.8, toScore: 0.1, complaint: 'smell' },
    ]);
  });

  it('lists the worst products by their latest mean, equal ones by their names', () => {
    const tally = new RunTally();
    for (const [product, score] of [
      ['lamp', 0.2],
      ['kettle', 0.9],
      ['bottle', 0.2],
      ['kettle', -0.3],
    ] as const)
      tally.write(outputOf(resultOf(product, score)));

    expect(tally.totals.worstProducts(2)).toEqual([
      { product: 'kettle', reviews: 1, score: -0.3, latestScore: -0.3, complaint: 'lid' },
      { product: 'bottle', reviews: 1, score: 0.2, latestScore: 0.2, complaint: 'lid' },
    ]);
    expect(tally.totals.productCount).toBe(3);
  });

  it('counts the calls of tools, not the rounds', () => {
    const tally = new RunTally();
    const response = ToolResponse.success(1);
    hear(
      tally,
      new ToolResponseEvent({
        requestId: 'r',
        responses: new Map([
          ['a', response],
          ['b', response],
        ]),
      }),
    );
    hear(tally, new OutputEvent(1));

    expect(tally.toolCalls).toBe(2);
  });

  it('knows which review of a product was begun last', () => {
    const tally = new RunTally();
    hear(tally, new InputEvent({ id: 'r-1', product: 'kettle', text: 'x', timestampMs: 0 }));
    hear(tally, new InputEvent({ id: 'r-2', product: 'lamp', text: 'x', timestampMs: 0 }));
    hear(tally, new InputEvent({ id: 'r-3', product: 'kettle', text: 'x', timestampMs: 0 }));

    expect(['kettle', 'lamp', 'sofa'].map((product) => tally.latestReview(product))).toEqual(['r-3', 'r-2', undefined]);
  });

  it('spans the event time of its results, and keeps the last watermark', () => {
    const tally = new RunTally();
    tally.writeWatermark(dayMs);

    expect(tally.totals.eventTime).toBeUndefined();
    for (const day of [5, 3, 8]) tally.write(outputOf(resultOf('kettle', 0), day * dayMs));
    tally.writeWatermark(6 * dayMs);
    tally.write(outputOf(resultOf('kettle', 0), 7 * dayMs));
    expect(tally.totals.eventTime).toEqual({ fromMs: 3 * dayMs, toMs: 8 * dayMs, completeUntilMs: 6 * dayMs });
  });

  it('goes on after a checkpoint with what it had counted then, and forgets what came after it', async () => {
    const killed = new RunTally();
    await killed.begin(undefined);
    for (const product of ['kettle', 'lamp']) killed.write(outputOf(resultOf(product, 0.5), dayMs));
    killed.write(outputOf(alert));
    killed.writeWatermark(dayMs);
    const handle = await killed.prepare(3);
    killed.write(outputOf(resultOf('bottle', 0.5), 2 * dayMs));
    const resumed = new RunTally();
    await resumed.begin(handle);

    expect([killed.resumePoint, resumed.resumePoint]).toEqual([
      undefined,
      expect.objectContaining({ checkpointId: 3, analysed: 2, takenAtMs: expect.any(Number) }),
    ]);
    expect(resumed.totals.toAttributes()).toEqual(resumed.committedTotals.toAttributes());
    expect(resumed.totals).toMatchObject({
      analysed: 2,
      productCount: 2,
      alerts: killed.alerts,
      eventTime: { fromMs: dayMs, toMs: dayMs, completeUntilMs: dayMs },
    });
    resumed.write(outputOf(resultOf('kettle', -0.5, 2), 3 * dayMs));
    expect(resumed.totals.worstProducts(1)).toMatchObject([{ product: 'kettle', reviews: 2, score: -0.5 }]);
    expect(resumed.committedTotals.analysed).toBe(2);
  });

  it('tells what was written from what readers of the files find, and an old checkpoint changes nothing', async () => {
    const tally = new RunTally();
    const { deadLetterSink } = tally;
    await tally.begin(undefined);
    await deadLetterSink.begin();
    const handles: (readonly [AttributeValue, AttributeValue])[] = [];
    for (const checkpointId of [0, 1, 2]) {
      tally.write(outputOf(resultOf('kettle', 0.5)));
      deadLetterSink.write();
      handles.push([await tally.prepare(checkpointId), await deadLetterSink.prepare()] as const);
    }
    const commit = async (checkpoint: number): Promise<readonly number[]> => {
      const [results, letters] = handles[checkpoint] ?? [null, null];
      await tally.commit(results);
      await deadLetterSink.commit(letters);
      return [tally.committedTotals.analysed, deadLetterSink.committedCount];
    };

    expect([tally.committedTotals.analysed, deadLetterSink.committedCount]).toEqual([0, 0]);
    expect([await commit(1), await commit(0), await commit(2), await commit(2)]).toEqual([
      [2, 2],
      [2, 2],
      [3, 3],
      [3, 3],
    ]);
    expect([tally.analysed, tally.deadLetters]).toEqual([3, 3]);
  });

  it('counts dead letters from where the checkpoint was, and takes no handle of another sink', async () => {
    const { deadLetterSink } = new RunTally();
    await deadLetterSink.begin(4);
    deadLetterSink.write();

    expect([deadLetterSink.count, deadLetterSink.committedCount]).toEqual([5, 4]);
    await expect(deadLetterSink.begin('other')).rejects.toMatchObject({ code: 'SINK_HANDLE_INVALID' });
  });
});
