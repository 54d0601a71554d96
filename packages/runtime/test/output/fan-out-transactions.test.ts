import { readFile } from 'node:fs/promises';
import type { AttributeValue } from '@millrace/api';
import { expect, test } from 'vitest';
import { FanOutSink } from '../../src/output/fan-out-sink.js';
import { JsonLinesFileSink } from '../../src/output/json-lines-file-sink.js';
import { ListSink } from '../../src/output/list-sink.js';
import type { Output, Sink } from '../../src/output/sink.js';
import { outputOf } from '../support/output-of.js';
import { temporaryFile } from '../support/temporary-folder.js';

const openParams = { jobId: 'job', agentName: 'agent', subtaskIndex: 0 };

/** A sink without transactions, which shows what is flushed. */
class FlushedSink implements Sink {
  readonly shown: AttributeValue[] = [];
  #written: AttributeValue[] = [];

  write({ value }: Output): void {
    this.#written.push(value);
  }

  flush(): void {
    this.shown.push(...this.#written);
    this.#written = [];
  }
}

test('each sink takes part in checkpoints as it can: one is flushed, the others prepare and commit', async () => {
  const flushed = new FlushedSink();
  const paths = [await temporaryFile(), await temporaryFile()];
  const sink = new FanOutSink([flushed, ...paths.map((path) => new JsonLinesFileSink(path))]);
  const shown = async () => [flushed.shown, ...(await Promise.all(paths.map((path) => readFile(path, 'utf8'))))];
  expect(sink.transactional).toBe(true);
  await sink.open(openParams);
  await sink.begin(undefined);
  await sink.write(outputOf(1));
  const handle = await sink.prepare(0);
  expect(handle).toMatchObject([null, { offset: 0 }, { offset: 0 }]);
  expect(await shown()).toEqual([[1], '', '']);
  await sink.commit(handle);
  expect(await shown()).toEqual([[1], '1\n', '1\n']);
  await sink.write(outputOf(2));
  await sink.begin(handle);
  expect(await shown()).toEqual([[1], '1\n', '1\n']);
  await sink.close();
});

test('sinks none of which is transactional are not transactional together', () => {
  expect(new FanOutSink([new ListSink(), new FlushedSink()]).transactional).toBe(false);
  expect(new FanOutSink([]).transactional).toBe(false);
});

test('a sink that was not transactional at the checkpoint begins anew', async () => {
  const path = await temporaryFile();
  const sink = new FanOutSink([new JsonLinesFileSink(path)]);
  await sink.open(openParams);
  await sink.begin([null]);
  await sink.write(outputOf(1));
  await sink.commit(await sink.prepare(0));
  expect(await readFile(path, 'utf8')).toBe('1\n');
  await sink.close();
});

test.each<[string, AttributeValue]>([
  ['fewer sinks', [null]],
  ['more sinks', [null, null, null]],
  ['one sink', { checkpointId: 0, offset: 0, parts: [] }],
])('a checkpoint that was taken with %s is refused', async (_, handle) => {
  const sink = new FanOutSink([new ListSink(), new JsonLinesFileSink(await temporaryFile())]);
  await sink.open(openParams);
  await expect(sink.begin(handle)).rejects.toMatchObject({ code: 'SINK_HANDLE_INVALID' });
  await expect(sink.commit(handle)).rejects.toMatchObject({ code: 'SINK_HANDLE_INVALID' });
  await sink.close();
});
