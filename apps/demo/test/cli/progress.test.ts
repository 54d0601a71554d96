import { describe, expect, it } from 'vitest';
import { Progress } from '../../src/cli/progress.js';
import { RecordingStream } from '../support/recording-stream.js';

const clear = '\r\u001B[2K';

class Clock {
  nowMs = 5000;

  readonly read = (): number => this.nowMs;

  advance(ms: number): void {
    this.nowMs += ms;
  }
}

function state(processed: number, alerts = 0, deadLetters = 0) {
  return { processed, alerts, deadLetters };
}

describe('Progress on a terminal', () => {
  it('draws one line again and again, at most ten times a second', () => {
    const stream = new RecordingStream({ isTTY: true, columns: 100 });
    const clock = new Clock();
    const progress = new Progress({ stream, nowMs: clock.read, total: 200 });
    progress.update(state(1));
    clock.advance(99);
    progress.update(state(50));
    clock.advance(1);
    progress.update(state(100, 2, 1));

    expect(stream.writes.length).toBe(2);
    expect(stream.writes[1]).toBe(
      `${clear}[###############---------------] 100/200 reviews  50%  1,000/s  100 ms left  2 alerts  1 bad`,
    );
  });

  it('never fills the last column, and gives up the bar before the facts', () => {
    for (const columns of [20, 40, 60, 80, 200]) {
      const stream = new RecordingStream({ isTTY: true, columns });
      new Progress({ stream, nowMs: () => 0, total: 123_456 }).update(state(100_000, 12, 345));
      const line = (stream.writes[0] ?? '').replace(clear, '');

      expect(line.length).toBeLessThan(columns);
      expect(line.includes('#')).toBe(columns >= 60);
    }
  });

  it('reckons with what this run has processed, not with what earlier ones had', () => {
    const stream = new RecordingStream({ isTTY: true, columns: 100 });
    const clock = new Clock();
    const progress = new Progress({ stream, nowMs: clock.read, total: 200 });
    clock.advance(700);
    progress.begin(100);
    clock.advance(100);
    progress.update(state(150));

    expect(stream.writes[0]).toContain('150/200 reviews  75%  500/s  100 ms left');
  });

  it('prints notes above the bar', () => {
    const stream = new RecordingStream({ isTTY: true });
    const progress = new Progress({ stream, nowMs: () => 0, total: 10 });
    progress.note('before the bar');
    progress.update(state(5));
    progress.note('alert: kettle\u001B[31m fell');

    expect(stream.writes[0]).toBe('before the bar\n');
    expect(stream.writes[2]).toBe(`${clear}alert: kettle [31m fell\n`);
    expect(stream.writes[3]).toBe(stream.writes[1]);
  });

  it('ends with the final state and a line break, once', () => {
    const stream = new RecordingStream({ isTTY: true });
    const progress = new Progress({ stream, nowMs: () => 0, total: 10 });
    progress.update(state(4));
    progress.update(state(10));
    progress.finish();
    progress.finish();
    progress.update(state(11));

    expect(stream.writes.length).toBe(3);
    expect(stream.text).toMatch(/10\/10 reviews {2}100%\n$/);
  });
});

describe('Progress elsewhere', () => {
  it('prints a plain line for every tenth of the way', () => {
    const stream = new RecordingStream();
    const progress = new Progress({ stream, nowMs: () => 0, total: 1000 });
    for (let processed = 1; processed <= 1000; processed += 1) progress.update(state(processed));

    expect(stream.writes.length).toBe(10);
    expect(stream.writes[0]).toBe('100/1,000 reviews  10%\n');
    expect(stream.text).not.toContain('\r');
    expect(stream.text).not.toContain('\u001B');
  });

  it('says nothing of the tenths that earlier runs have come', () => {
    const stream = new RecordingStream();
    const progress = new Progress({ stream, nowMs: () => 0, total: 100 });
    progress.begin(35);
    for (let processed = 36; processed <= 50; processed += 1) progress.update(state(processed));

    expect(stream.writes).toEqual(['40/100 reviews  40%\n', '50/100 reviews  50%\n']);
  });

  it('ends with the final state, and does not say again what the last line has said', () => {
    const stream = new RecordingStream();
    const progress = new Progress({ stream, nowMs: () => 0, total: 10 });
    progress.update(state(10));
    progress.finish();

    expect(stream.writes).toEqual(['10/10 reviews  100%\n']);
    const stopped = new Progress({ stream, nowMs: () => 0, total: 1000 });
    stopped.update(state(7));
    stopped.finish();
    expect(stream.writes.slice(1)).toEqual(['7/1,000 reviews  0%\n']);
  });

  it('prints a line every ten seconds of a slow run', () => {
    const stream = new RecordingStream();
    const clock = new Clock();
    const progress = new Progress({ stream, nowMs: clock.read, total: 1000 });
    for (let second = 1; second <= 25; second += 1) {
      clock.advance(1000);
      progress.update(state(second));
    }

    expect(stream.writes).toEqual([
      '10/1,000 reviews  1%  1/s  16 min 30 s left\n',
      '20/1,000 reviews  2%  1/s  16 min 20 s left\n',
    ]);
  });

  it('counts without a percentage where the total is not known', () => {
    const stream = new RecordingStream();
    const clock = new Clock();
    const progress = new Progress({ stream, nowMs: clock.read });
    clock.advance(10_000);
    progress.update(state(40));

    expect(stream.text).toBe('40 reviews  4/s\n');
  });
});
