import type { AttributeValue } from '@millrace/api';
import { ListSink, type Output, type Sink } from '@millrace/runtime';
import { sinkConformance } from '@millrace/runtime/conformance';
import { describe, expect, it } from 'vitest';
import { KindSink } from '../../src/sink/kind-sink.js';

function outputOf(value: AttributeValue): Output {
  return { value, key: 'k', timestamp: undefined, outputId: 'o' };
}

describe('KindSink', () => {
  it('passes on outputs of its kind and leaves out all others', async () => {
    const list = new ListSink();
    const sink = new KindSink('alert', list);
    for (const value of [{ kind: 'review' }, { kind: 'alert', n: 1 }, {}, 'alert', null, [{ kind: 'alert' }]])
      await sink.write(outputOf(value));

    expect(list.outputs.map(({ value }) => value)).toEqual([{ kind: 'alert', n: 1 }]);
  });

  it('hands on everything else a sink is told, and works with one that wants to hear none of it', async () => {
    const heard: string[] = [];
    const inner: Sink = {
      open: ({ jobId }) => void heard.push(`open ${jobId}`),
      write: () => void heard.push('write'),
      writeWatermark: (watermarkMs) => void heard.push(`watermark ${watermarkMs}`),
      flush: () => void heard.push('flush'),
      close: () => void heard.push('close'),
    };
    for (const sink of [new KindSink('review', inner), new KindSink('review', { write: () => undefined })]) {
      await sink.open({ jobId: 'job', agentName: 'reviews', subtaskIndex: 0 });
      await sink.write(outputOf({ kind: 'review' }));
      await sink.writeWatermark(7);
      await sink.flush();
      await sink.close();
    }

    expect(heard).toEqual(['open job', 'write', 'watermark 7', 'flush', 'close']);
  });

  const cases = sinkConformance({
    valueAt: (index) => ({ kind: 'review', review: `r-${index}` }),
    create: async () => {
      const list = new ListSink();
      return { sink: new KindSink('review', list), read: async () => list.outputs.map(({ value }) => value) };
    },
  });

  it.each(cases.map(({ name, run }) => [name, run] as const))('%s', async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
