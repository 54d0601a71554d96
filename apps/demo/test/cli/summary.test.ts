import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSummary, type RunSummary } from '../../src/cli/summary.js';
import { columnsOf } from '../../src/cli/terminal-text.js';

const summary: RunSummary = {
  status: 'finished',
  unfinished: 0,
  counts: { read: 2401, analysed: 2400, deadLetters: 1, products: 60 },
  resumed: undefined,
  stateDir: 'results.jsonl.state',
  toolCalls: 2400,
  alerts: [{ product: 'brisk-17-kettle', day: '2025-07-21', fromScore: 0.79, toScore: -0.1, complaint: 'smell' }],
  worstProducts: [
    { product: 'finch-bird-feeder', reviews: 33, score: -0.512, latestScore: -0.2, complaint: 'mounting' },
    { product: 'cuckoo-dawn-clock', reviews: 34, score: -0.4, latestScore: 0.1, complaint: undefined },
  ],
  latencyMs: { p50: 1.25, p95: 3.5, p99: 12, max: 1234 },
  eventTime: { fromMs: Date.UTC(2025, 0, 6), toMs: Date.UTC(2025, 10, 30, 23), completeUntilMs: undefined },
  elapsedMs: 4000,
  models: { chat: 'lexicon (embedded, offline)', embedding: 'hashing (embedded, offline)' },
  files: [
    { label: 'results', path: '/home/me/.millrace/demo/results.jsonl', bytes: 1_234_567 },
    { label: 'dead letters', path: '/home/me/.millrace/demo/dead-letters.jsonl', bytes: 120 },
  ],
};

describe('formatSummary', () => {
  it('shows counts, latency, models, worst products, alerts and files in aligned tables', () => {
    expect(formatSummary(summary, { columns: 80, colour: false })).toBe(`Summary
  reviews     2,401 read, 2,400 analysed, 1 bad
  event time  2025-01-06 to 2025-11-30
  products    60
  alerts      1
  tool calls  2,400
  latency     p50 1.3 ms, p95 3.5 ms, p99 12 ms, max 1.2 s
  time        4.0 s, 600 reviews/s
  state       in results.jsonl.state; the next run begins anew
  chat model  lexicon (embedded, offline)
  embeddings  hashing (embedded, offline)

Worst products
  product            reviews  score  last 12  complaint
  finch-bird-feeder       33  -0.51    -0.20  mounting
  cuckoo-dawn-clock       34  -0.40    +0.10  -

Alerts
  product          day          from     to  complaint
  brisk-17-kettle  2025-07-21  +0.79  -0.10  smell

Files written
  results       1.2 MB  /home/me/.millrace/demo/results.jsonl
  dead letters   120 B  /home/me/.millrace/demo/dead-letters.jsonl
`);
  });

  it('says where a run went on, and tells what was counted since from what was counted altogether', () => {
    const resumed = { checkpointId: 7, takenAtMs: Date.UTC(2025, 2, 14, 9, 26, 53), read: 1210, analysed: 1200 };
    const text = formatSummary({ ...summary, resumed }, { columns: 100, colour: false });

    expect(text).toContain(`  reviews     2,401 read, 2,400 analysed, 1 bad
`);
    expect(
      text,
    ).toContain(`  resumed     from checkpoint 7 of 2025-03-14 09:26:53 UTC: 1,210 read and 1,200 analysed before
  tool calls  2,400 since then
  latency     p50 1.3 ms, p95 3.5 ms, p99 12 ms, max 1.2 s
  time        4.0 s since then, 300 reviews/s
`);
  });

  it('says what becomes of the state', () => {
    const style = { columns: 80, colour: false };

    expect(formatSummary({ ...summary, status: 'stopped' }, style)).toContain(
      '  state       in results.jsonl.state; the same command goes on from here\n',
    );
    expect(formatSummary({ ...summary, stateDir: undefined }, style)).toContain('  state       in memory\n');
  });

  it('says that a run was stopped, what is unfinished, and up to when no review is missing', () => {
    const stopped: RunSummary = {
      ...summary,
      status: 'stopped',
      unfinished: 7,
      eventTime: { fromMs: Date.UTC(2025, 0, 6), toMs: Date.UTC(2025, 4, 3), completeUntilMs: Date.UTC(2025, 4, 1) },
    };
    const text = formatSummary(stopped, { columns: 80, colour: false });

    expect(text).toMatch(/^Stopped before the end of the input\n {2}reviews {5}2,401 read, .*, 7 unfinished\n/);
    expect(text).toContain('  event time  2025-01-06 to 2025-05-03, complete until 2025-05-01\n');
  });

  it('promises nothing about completeness before the first watermark has passed the first review', () => {
    const fromMs = Date.UTC(2025, 0, 6);
    for (const completeUntilMs of [undefined, fromMs - 1]) {
      const stopped: RunSummary = {
        ...summary,
        status: 'stopped',
        eventTime: { fromMs, toMs: fromMs, completeUntilMs },
      };

      expect(formatSummary(stopped, { columns: 80, colour: false })).toContain('2025-01-06, incomplete\n');
    }
  });

  it('is complete when the last watermark has passed every review, though the run was stopped', () => {
    const eventTime = { fromMs: 0, toMs: Date.UTC(1970, 0, 3), completeUntilMs: Number.MAX_SAFE_INTEGER };
    const text = formatSummary({ ...summary, status: 'stopped', eventTime }, { columns: 80, colour: false });

    expect(text).toContain('  event time  1970-01-01 to 1970-01-03\n');
  });

  it('puts below what does not fit beside its label', () => {
    expect(formatSummary(summary, { columns: 40, colour: false })).toContain(`
  latency     p50 1.3 ms, p95 3.5 ms,
              p99 12 ms, max 1.2 s
`);
  });

  it('leaves out what there is nothing of', () => {
    const empty = formatSummary(
      { ...summary, alerts: [], worstProducts: [], files: [], eventTime: undefined },
      { columns: 80, colour: false },
    );

    expect(empty).not.toMatch(/Alerts|Worst|Files|event time/);
  });

  it('shows the first twelve alerts and counts the rest', () => {
    const alerts = Array.from({ length: 15 }, (_, index) => ({
      product: `p-${index}`,
      day: '2025-07-21',
      fromScore: 1,
      toScore: 0,
      complaint: undefined,
    }));

    expect(formatSummary({ ...summary, alerts }, { columns: 80, colour: false })).toContain('  alerts      15\n');
    expect(formatSummary({ ...summary, alerts }, { columns: 80, colour: false })).toContain('\n  and 3 more\n');
  });

  it('writes no escape sequence without colour, and only around headings with it', () => {
    expect(formatSummary(summary, { columns: 80, colour: false })).not.toContain('\u001B');
    expect(formatSummary(summary, { columns: 80, colour: true })).toContain('\u001B[1mSummary\u001B[0m\n');
  });

  it('is never wider than the terminal and lets no product name take it over', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });

    fc.assert(
      fc.property(name, name, fc.integer({ min: 40, max: 120 }), (product, complaint, columns) => {
        const text = formatSummary(
          {
            ...summary,
            worstProducts: [{ product, reviews: 1, score: 0, latestScore: 0, complaint }],
            alerts: [{ product, day: '2025-01-01', fromScore: 1, toScore: -1, complaint }],
            files: [{ label: 'results', path: `/${product}/${complaint}.jsonl`, bytes: 1 }],
          },
          { columns, colour: false },
        );

        expect(text).not.toMatch(/(?!\n)\p{Cc}/u);
        for (const line of text.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
      }),
      { seed: 5, numRuns: 300 },
    );
  });

  it('cuts long paths at their start, since their end says more', () => {
    const text = formatSummary(
      { ...summary, files: [{ label: 'results', path: `/${'very-long/'.repeat(20)}results.jsonl`, bytes: 9 }] },
      { columns: 60, colour: false },
    );

    expect(text).toMatch(/ {2}results {2}9 B {2}….*results\.jsonl\n$/);
  });
});
