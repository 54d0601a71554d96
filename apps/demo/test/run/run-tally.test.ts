import { type Event, InputEvent, OutputEvent, ToolResponse, ToolResponseEvent } from '@millrace/api';
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
    void tally.deadLetterSink.write(outputOf(alert));

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

    expect(tally.worstProducts(2)).toEqual([
      { product: 'kettle', reviews: 1, score: -0.3, latestScore: -0.3, complaint: 'lid' },
      { product: 'bottle', reviews: 1, score: 0.2, latestScore: 0.2, complaint: 'lid' },
    ]);
    expect(tally.productCount).toBe(3);
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

    expect(tally.eventTime).toBeUndefined();
    for (const day of [5, 3, 8]) tally.write(outputOf(resultOf('kettle', 0), day * dayMs));
    tally.writeWatermark(6 * dayMs);
    tally.write(outputOf(resultOf('kettle', 0), 7 * dayMs));
    expect(tally.eventTime).toEqual({ fromMs: 3 * dayMs, toMs: 8 * dayMs, completeUntilMs: 6 * dayMs });
  });
});
