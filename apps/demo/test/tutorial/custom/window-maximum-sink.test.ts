import type { Output } from '@millrace/runtime';
import { MAX_WATERMARK } from '@millrace/runtime';
import { expect, test } from 'vitest';
import { WindowMaximumSink } from '../../../tutorial/custom/window-maximum-sink.js';

test('a window is closed by the watermark of its last millisecond, and not by an earlier one', () => {
  const sink = new WindowMaximumSink(1000);
  sink.write(outputAt(999, 1));
  sink.writeWatermark(998);
  expect(sink.closed).toEqual([]);
  sink.writeWatermark(999);
  expect(sink.closed).toMatchObject([{ startMs: 0, endMs: 1000 }]);
});

test('windows are closed in the order of their time, all of them at the end of the input', () => {
  const sink = new WindowMaximumSink(1000);
  sink.write(outputAt(2500, 1));
  sink.write(outputAt(0, 2));
  sink.writeWatermark(MAX_WATERMARK);
  expect(sink.closed.map(({ startMs }) => startMs)).toEqual([0, 2000]);
});

test('an output that comes after its window was closed is counted as late', () => {
  const sink = new WindowMaximumSink(1000);
  sink.writeWatermark(999);
  sink.write(outputAt(500, 1));
  expect(sink.lateOutputs).toBe(1);
});

test.each([outputAt(undefined, 1), outputAt(0, 'warm')])(
  'an output without a number and a time is refused',
  (output) => {
    const sink = new WindowMaximumSink(1000);
    expect(() => sink.write(output)).toThrow('Only numbers with a timestamp');
  },
);

function outputAt(timestamp: number | undefined, value: Output['value']): Output {
  return { value, key: 'attic', timestamp, outputId: 'output/0' };
}
