import { join } from 'node:path';
import type { AttributeValue } from '@millrace/api';
import { JsonLinesFileSink, type Output, type TransactionalSink } from '@millrace/runtime';
import { sinkConformance, transactionalSinkConformance } from '@millrace/runtime/conformance';
import { describe, expect, it } from 'vitest';
import { KindSink } from '../../src/sink/kind-sink.js';
import { readJsonLines } from '../support/json-lines.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

function outputOf(value: AttributeValue): Output {
  return { value, key: 'k', timestamp: undefined, outputId: 'o' };
}

async function temporaryFile(): Promise<string> {
  return join(await temporaryDirectory(), 'out.jsonl');
}

/** A sink that hears everything and wants none of it. */
function deafSink(heard: string[], transactional = true): TransactionalSink {
  return {
    transactional,
    open: ({ jobId }) => void heard.push(`open ${jobId}`),
    begin: async (restored) => void heard.push(`begin ${JSON.stringify(restored)}`),
    write: () => void heard.push('write'),
    writeWatermark: (watermarkMs) => void heard.push(`watermark ${watermarkMs}`),
    prepare: async (checkpointId) => `handle ${checkpointId}`,
    commit: async (handle) => void heard.push(`commit ${JSON.stringify(handle)}`),
    flush: () => void heard.push('flush'),
    close: () => void heard.push('close'),
  };
}

describe('KindSink', () => {
  it('passes on outputs of its kind and leaves out all others', async () => {
    const path = await temporaryFile();
    const sink = new KindSink('alert', new JsonLinesFileSink(path));
    await sink.open({ jobId: 'job', agentName: 'reviews', subtaskIndex: 0 });
    for (const value of [{ kind: 'review' }, { kind: 'alert', n: 1 }, {}, 'alert', null, [{ kind: 'alert' }]])
      await sink.write(outputOf(value));
    await sink.close();

    expect(readJsonLines(path)).toEqual([{ kind: 'alert', n: 1 }]);
  });

  it('hands on everything else a sink is told', async () => {
    const heard: string[] = [];
    const sink = new KindSink('review', deafSink(heard));
    await sink.open({ jobId: 'job', agentName: 'reviews', subtaskIndex: 0 });
    await sink.begin('restored');
    await sink.write(outputOf({ kind: 'review' }));
    await sink.writeWatermark(7);
    await sink.commit(await sink.prepare(3));
    await sink.flush();
    await sink.close();

    expect(heard).toEqual([
      'open job',
      'begin "restored"',
      'write',
      'watermark 7',
      'commit "handle 3"',
      'flush',
      'close',
    ]);
  });

  it('takes part in checkpoints as the sink does that it passes on to', () => {
    expect([true, false].map((each) => new KindSink('review', deafSink([], each)).transactional)).toEqual([
      true,
      false,
    ]);
  });

  const valueAt = (index: number): AttributeValue => ({ kind: 'review', review: `r-${index}` });
  const cases = [
    ...sinkConformance({
      valueAt,
      create: async () => {
        const path = await temporaryFile();
        return { sink: new KindSink('review', new JsonLinesFileSink(path)), read: async () => readValues(path) };
      },
    }),
    ...transactionalSinkConformance({
      valueAt,
      create: async () => {
        const path = await temporaryFile();
        return {
          createSink: () => new KindSink('review', new JsonLinesFileSink(path)),
          read: async () => readValues(path),
        };
      },
    }),
  ];

  it.each(cases.map(({ name, run }) => [name, run] as const))('%s', async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

function readValues(path: string): readonly AttributeValue[] {
  return readJsonLines<{ readonly [name: string]: AttributeValue }>(path);
}
