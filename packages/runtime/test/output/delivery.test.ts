import { expect, test } from 'vitest';
import { AccountableSink } from '../../src/output/accountable-sink.js';
import { describeDelivery } from '../../src/output/delivery.js';
import { FanOutSink } from '../../src/output/fan-out-sink.js';
import { JsonLinesFileSink } from '../../src/output/json-lines-file-sink.js';
import { ListSink } from '../../src/output/list-sink.js';

test('a sink that is transactional has every output exactly once, another one at least once', () => {
  expect(describeDelivery(new JsonLinesFileSink('out.jsonl'))).toBe('exactly once');
  expect(describeDelivery(new ListSink())).toBe('at least once');
});

test('of several sinks it is said which has which, also behind others', () => {
  const files = [new JsonLinesFileSink('one.jsonl'), new JsonLinesFileSink('other.jsonl')];
  const mixed = new FanOutSink([new FanOutSink(files), new ListSink(), new ListSink()]);
  expect(describeDelivery(new AccountableSink('sink', mixed))).toBe(
    'exactly once in JsonLinesFileSink, at least once in ListSink',
  );
  expect(describeDelivery(new FanOutSink(files))).toBe('exactly once');
  expect(describeDelivery(new FanOutSink([]))).toBe('at least once');
});
