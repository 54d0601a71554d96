import type { AttributeValue, Key } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import type { SourceProgress } from '../../src/checkpoint/checkpoint-manifest.js';
import { IterableSource } from '../../src/source/iterable-source.js';
import type { Source, SourceRecord } from '../../src/source/source.js';
import { type SourceBinding, SourcePump } from '../../src/source/source-pump.js';
import { monotonousTimestamps } from '../../src/source/watermark-strategy.js';
import { ForeignPromise } from '../support/foreign-promise.js';
import { RecordingPumpHost } from '../support/recording-pump-host.js';

type Records = Iterable<SourceRecord<unknown>> | AsyncIterable<SourceRecord<unknown>>;

function sourceOf(records: Records, id = 'source'): Source<unknown> {
  return { id, replayable: true, read: () => records };
}

function pumpOf(host: RecordingPumpHost, source: Source<unknown>, options: Partial<SourceBinding> = {}): SourcePump {
  const binding: SourceBinding = {
    source,
    keyOf: (value) => value as Key,
    timestampOf: undefined,
    watermarks: undefined,
    ...options,
  };
  return new SourcePump(binding, 0, host);
}

function startPump(host: RecordingPumpHost, source: Source<unknown>, options: Partial<SourceBinding> = {}): SourcePump {
  const pump = pumpOf(host, source, options);
  pump.start();
  return pump;
}

/** What a pump brings of these records, all of them. */
function pumped(records: Iterable<SourceRecord<unknown>>, options: Partial<SourceBinding> = {}): readonly unknown[] {
  const host = new RecordingPumpHost();
  startPump(host, sourceOf(records), options);
  host.drain();
  return host.takeHeard();
}

function positions(heard: readonly (readonly unknown[])[]): readonly unknown[] {
  return heard.filter(([kind]) => kind === 'record').map((entry) => entry[3]);
}

/** An asynchronous source whose answers the test gives, one by one. */
class AskedSource implements Source<unknown> {
  readonly id = 'asked';
  readonly replayable = false;
  asked = 0;
  returned = 0;
  #answer: PromiseWithResolvers | undefined;

  read(): AsyncIterable<SourceRecord<unknown>> {
    return { [Symbol.asyncIterator]: () => this.#iterator() };
  }

  answer(record: SourceRecord<unknown>): void {
    this.#answer?.resolve({ done: false, value: record });
  }

  end(): void {
    this.#answer?.resolve({ done: true, value: undefined });
  }

  fail(error: unknown): void {
    this.#answer?.reject(error);
  }

  #iterator(): AsyncIterator<SourceRecord<unknown>, undefined> {
    return {
      next: () => {
        this.asked++;
        return new Promise((resolve, reject) => {
          this.#answer = { resolve, reject };
        });
      },
      return: async () => {
        this.returned++;
        return { done: true, value: undefined };
      },
    };
  }
}

interface PromiseWithResolvers {
  readonly resolve: (result: IteratorResult<SourceRecord<unknown>, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

describe('records', () => {
  test('arrive in order with key, value, timestamp and position, then the source has ended', () => {
    const records = [
      { value: 'a', position: 3, timestamp: 1000 },
      { value: 'b', position: 7 },
    ];
    expect(pumped(records, { keyOf: (value) => [`key of ${String(value)}`] })).toEqual([
      ['record', 'source', 0, 3, ['key of a'], 'a', 1000],
      ['record', 'source', 0, 7, ['key of b'], 'b', undefined],
      ['ended', 'source'],
    ]);
  });

  test('take one turn each, so that everybody else gets theirs', () => {
    const host = new RecordingPumpHost();
    startPump(host, new IterableSource([1, 2], 'first'));
    startPump(host, new IterableSource([3, 4], 'second'));
    for (const [source, value] of [
      ['first', 1],
      ['second', 3],
      ['first', 2],
      ['second', 4],
    ]) {
      host.mailbox.takeNext();
      expect(host.takeHeard()).toEqual([['record', source, 0, expect.any(Number), value, value, undefined]]);
    }
  });

  test('of an asynchronous source arrive when it answers, and meanwhile nothing is done', async () => {
    const host = new RecordingPumpHost();
    const source = new AskedSource();
    startPump(host, source);
    await host.settle();
    expect([host.heard, host.mailbox.length, source.asked]).toEqual([[], 0, 1]);
    source.answer({ value: 'a', position: 0 });
    await host.settle();
    expect(positions(host.takeHeard())).toEqual([0]);
    expect(source.asked).toBe(2);
    source.end();
    await host.settle();
    expect(host.takeHeard()).toEqual([['ended', 'asked']]);
    expect(source.asked).toBe(2);
  });

  test('of an asynchronous source are taken whatever kind of promise it answers with', async () => {
    const host = new RecordingPumpHost();
    const results: IteratorResult<SourceRecord<unknown>, undefined>[] = [
      { done: false, value: { value: 'a', position: 0 } },
      { done: true, value: undefined },
    ];
    const next = (): Promise<IteratorResult<SourceRecord<unknown>, undefined>> =>
      ForeignPromise.resolve(results.shift() ?? { done: true, value: undefined });
    startPump(host, sourceOf({ [Symbol.asyncIterator]: () => ({ next }) }));
    await host.settle();
    expect(host.takeHeard()).toEqual([
      ['record', 'source', 0, 0, 'a', 'a', undefined],
      ['ended', 'source'],
    ]);
  });

  test('are copied and frozen before a key is chosen, so that nobody changes them later', () => {
    const value = { id: 1 };
    const host = new RecordingPumpHost();
    startPump(host, new IterableSource([value]), {
      keyOf: (given) => {
        expect([given, Object.isFrozen(given)]).toEqual([value, true]);
        return 'key';
      },
    });
    host.drain();
    value.id = 2;
    expect(host.heard[0]?.[5]).toEqual({ id: 1 });
  });

  test('are counted, good and bad', () => {
    const host = new RecordingPumpHost();
    const pump = startPump(host, new IterableSource(['a', Number.NaN, 'b']));
    host.drain();
    expect([pump.recordCount, pump.badCount, pump.hasEnded]).toEqual([3, 1, true]);
  });

  test('are read from the start, with the signal of the job', () => {
    const host = new RecordingPumpHost();
    const asked: unknown[] = [];
    startPump(host, {
      id: 'source',
      replayable: true,
      read: (options) => {
        asked.push(options);
        return [];
      },
    });
    expect(asked).toEqual([{ after: undefined, signal: host.signal }]);
  });
});

describe('timestamps', () => {
  test('come from the record, unless a function tells another one', () => {
    const records = [
      { value: 1, position: 0, timestamp: 10 },
      { value: 2, position: 1, timestamp: 20 },
      { value: 3, position: 2 },
    ];
    const timestampOf = (value: unknown): number | undefined => (value === 2 ? undefined : Number(value) * 100);
    expect(pumped(records, { timestampOf })).toMatchObject([
      ['record', 'source', 0, 0, 1, 1, 100],
      ['record', 'source', 0, 1, 2, 2, 20],
      ['record', 'source', 0, 2, 3, 3, 300],
      ['ended', 'source'],
    ]);
  });

  test('give watermarks, behind the record that brought them', () => {
    const records = [1000, 1000, 3000].map((timestamp, position) => ({ value: 'a', position, timestamp }));
    expect(pumped(records, { watermarks: monotonousTimestamps() }).map((entry) => (entry as unknown[])[0])).toEqual([
      'record',
      'watermark',
      'record',
      'record',
      'watermark',
      'ended',
    ]);
  });

  test('of records that have none, or that cannot be used, give no watermark', () => {
    const records = [
      { value: 'a', position: 0 },
      { value: Number.NaN, position: 1, timestamp: 5000 },
    ];
    expect(pumped(records, { watermarks: monotonousTimestamps() })).toMatchObject([
      ['record', 'source', 0, 0, 'a', 'a', undefined],
      ['badInput', 'source', 1, 'VALUE_NOT_SERIALIZABLE', {}],
      ['ended', 'source'],
    ]);
  });
});

describe('bad inputs', () => {
  const throwing = (): never => {
    throw new Error('no such field');
  };
  const bad: readonly (readonly [string, Partial<SourceBinding>, unknown, string, unknown])[] = [
    ['a value that cannot be stored', {}, () => {}, 'VALUE_NOT_SERIALIZABLE', {}],
    ['a value that is not there', {}, undefined, 'VALUE_NOT_SERIALIZABLE', {}],
    ['a key that is none', { keyOf: () => Number.NaN }, 'v', 'KEY_INVALID', { value: 'v' }],
    ['a key that is not there', { keyOf: () => JSON.parse('null') }, 'v', 'KEY_INVALID', { value: 'v' }],
    ['a key that comes later', { keyOf: Object(async () => 'key') }, 'v', 'KEY_INVALID', { value: 'v' }],
    ['a key function that throws', { keyOf: throwing }, 'v', 'RECORD_UNUSABLE', { value: 'v' }],
    ['a timestamp function that throws', { timestampOf: throwing }, 'v', 'RECORD_UNUSABLE', { value: 'v' }],
    ['a timestamp that is none', { timestampOf: () => Number.NaN }, 'v', 'TIMESTAMP_INVALID', { value: 'v' }],
    [
      'an infinite timestamp',
      { timestampOf: () => Number.POSITIVE_INFINITY },
      'v',
      'TIMESTAMP_INVALID',
      { value: 'v' },
    ],
  ];

  test.each(bad)('%s is told with its position, and the next record is read', (_, options, value, code, details) => {
    const records = [
      { value, position: 4 },
      { malformed: { reason: 'end marker', text: '' }, position: 5 },
    ];
    expect(pumped(records, options)).toEqual([
      ['badInput', 'source', 4, code, details],
      ['badInput', 'source', 5, 'RECORD_MALFORMED', { text: '' }],
      ['ended', 'source'],
    ]);
  });

  test('malformed records are told with line and text where there are', () => {
    const host = new RecordingPumpHost();
    const errors: string[] = [];
    const pump = startPump(
      host,
      sourceOf([
        { position: 9, malformed: { reason: 'not JSON', text: '{oops', line: 3 } },
        { position: 10, malformed: { reason: 'torn', text: '' } },
      ]),
    );
    host.badInput = (_pump, error, details) => {
      errors.push(error.message);
      host.heard.push([details]);
    };
    host.drain();
    expect(host.takeHeard()).toEqual([[{ line: 3, text: '{oops' }], [{ text: '' }], ['ended', 'source']]);
    expect(errors[0]).toContain('malformed record in line 3: not JSON');
    expect(errors[1]).toContain('malformed record at position 10: torn');
    expect([pump.recordCount, pump.badCount]).toEqual([2, 2]);
  });
});

describe('back-pressure', () => {
  /** Counts how far it was read. */
  function countingSource(count: number): { readonly source: Source<unknown>; readonly read: () => number } {
    let read = 0;
    const records = function* (): Iterable<SourceRecord<unknown>> {
      for (let position = 0; position < count; position++) {
        read++;
        yield { value: 'a', position };
      }
    };
    return { source: sourceOf(records()), read: () => read };
  }

  test('without room nothing is read, and nothing is done', () => {
    const host = new RecordingPumpHost();
    host.hasRoom = false;
    const { source, read } = countingSource(3);
    startPump(host, source);
    host.drain();
    expect([read(), host.heard, host.mailbox.length]).toEqual([0, [], 0]);
  });

  test('a pump rests when the room is used up, and goes on when it is woken and there is room', () => {
    const host = new RecordingPumpHost();
    host.room = 2;
    const { source, read } = countingSource(5);
    const pump = startPump(host, source);
    host.drain();
    expect([read(), positions(host.takeHeard())]).toEqual([2, [0, 1]]);
    host.hasRoom = true;
    host.room = 1;
    pump.wake();
    host.drain();
    expect([read(), positions(host.takeHeard())]).toEqual([3, [2]]);
    host.hasRoom = true;
    host.room = undefined;
    pump.wake();
    host.drain();
    expect(positions(host.takeHeard())).toEqual([3, 4]);
    expect(pump.hasEnded).toBe(true);
  });

  test('waking a pump when there is no room, or when it does not rest, or twice, does no harm', () => {
    const host = new RecordingPumpHost();
    const pump = startPump(host, countingSource(3).source);
    pump.wake();
    expect(host.mailbox.length).toBe(1);
    host.room = 1;
    host.drain();
    pump.wake();
    expect(host.mailbox.length).toBe(0);
    host.hasRoom = true;
    pump.wake();
    pump.wake();
    expect(host.mailbox.length).toBe(1);
    host.room = undefined;
    host.drain();
    expect(positions(host.takeHeard())).toEqual([0, 1, 2]);
  });

  test('an asynchronous source is not asked for the next record before there is room for it', async () => {
    const host = new RecordingPumpHost();
    host.room = 1;
    const source = new AskedSource();
    const pump = startPump(host, source);
    await host.settle();
    source.answer({ value: 'a', position: 0 });
    await host.settle();
    expect(source.asked).toBe(1);
    host.hasRoom = true;
    pump.wake();
    await host.settle();
    expect(source.asked).toBe(2);
  });

  test('a record that was asked for while there was room is taken when it comes', async () => {
    const host = new RecordingPumpHost();
    const source = new AskedSource();
    startPump(host, source);
    await host.settle();
    host.hasRoom = false;
    source.answer({ value: 'a', position: 0 });
    await host.settle();
    expect(positions(host.takeHeard())).toEqual([0]);
    expect(source.asked).toBe(1);
  });
});

describe('idleness', () => {
  const watermarks = monotonousTimestamps({ idleTimeoutMs: 1000 });

  test('a source without a record for long is idle, and is active again with the next one, before it is taken', async () => {
    const host = new RecordingPumpHost();
    const source = new AskedSource();
    startPump(host, source, { watermarks });
    await host.settle();
    host.clock.advance(999);
    await host.settle();
    expect(host.takeHeard()).toEqual([]);
    host.clock.advance(1);
    await host.settle();
    expect(host.takeHeard()).toEqual([['idle', 'asked']]);
    source.answer({ value: 'a', position: 0, timestamp: 50 });
    await host.settle();
    expect(host.takeHeard().map(([kind]) => kind)).toEqual(['active', 'record', 'watermark']);
    host.clock.advance(1000);
    await host.settle();
    expect(host.takeHeard()).toEqual([['idle', 'asked']]);
  });

  test('every record, also a bad one, begins the waiting anew', async () => {
    const host = new RecordingPumpHost();
    const source = new AskedSource();
    startPump(host, source, { watermarks });
    await host.settle();
    for (const value of ['a', Number.NaN, 'b']) {
      host.clock.advance(999);
      source.answer({ value, position: 0 });
      await host.settle();
    }
    expect(host.takeHeard().map(([kind]) => kind)).toEqual(['record', 'badInput', 'record']);
  });

  test('a record that is taken before the news of its idleness keeps the source active', async () => {
    const host = new RecordingPumpHost();
    const source = new AskedSource();
    startPump(host, source, { watermarks });
    await host.settle();
    source.answer({ value: 'a', position: 0 });
    await new Promise((resolve) => setImmediate(resolve));
    host.clock.advance(1000);
    expect(host.mailbox.length).toBe(2);
    await host.settle();
    expect(host.takeHeard().map(([kind]) => kind)).toEqual(['record']);
  });

  test('a source that is not read because there is no room is not idle: its records would be late for it', async () => {
    const host = new RecordingPumpHost();
    host.room = 1;
    const pump = startPump(host, new IterableSource(['a', 'b']), { watermarks });
    await host.settle();
    host.clock.advance(10_000);
    await host.settle();
    expect(host.takeHeard().map(([kind]) => kind)).toEqual(['record']);
    host.hasRoom = true;
    pump.wake();
    await host.settle();
    expect(host.takeHeard().map(([kind]) => kind)).toEqual(['record', 'ended']);
  });

  test('after a rest for lack of room the waiting begins anew', async () => {
    const host = new RecordingPumpHost();
    host.room = 1;
    const source = new AskedSource();
    const pump = startPump(host, source, { watermarks });
    await host.settle();
    source.answer({ value: 'a', position: 0 });
    await host.settle();
    host.clock.advance(10_000);
    host.hasRoom = true;
    pump.wake();
    await host.settle();
    host.clock.advance(999);
    await host.settle();
    expect(host.takeHeard().map(([kind]) => kind)).toEqual(['record']);
    host.clock.advance(1);
    await host.settle();
    expect(host.takeHeard()).toEqual([['idle', 'asked']]);
  });

  test('a source that has ended, failed or been stopped is not idle, and leaves no timer behind', async () => {
    const host = new RecordingPumpHost();
    const endings: readonly ((source: AskedSource, pump: SourcePump) => void)[] = [
      (source) => source.end(),
      (source) => source.fail(new Error('gone')),
      (_, pump) => pump.stop(),
    ];
    for (const end of endings) {
      const source = new AskedSource();
      const pump = startPump(host, source, { watermarks });
      await host.settle();
      expect(host.clock.timerCount).toBe(1);
      end(source, pump);
      await host.settle();
      expect(host.clock.timerCount).toBe(0);
    }
    host.takeHeard();
    host.clock.advance(10_000);
    await host.settle();
    expect(host.takeHeard()).toEqual([]);
  });

  test('without an idle timeout no timer is set', () => {
    const host = new RecordingPumpHost();
    startPump(host, new AskedSource(), { watermarks: monotonousTimestamps() });
    host.drain();
    expect(host.clock.timerCount).toBe(0);
  });
});

describe('a source that fails', () => {
  const failure = new Error('connection lost');

  test('is told after the records before it, once', () => {
    const records = function* (): Iterable<SourceRecord<unknown>> {
      yield { value: 'a', position: 0 };
      throw failure;
    };
    const host = new RecordingPumpHost();
    const pump = startPump(host, sourceOf(records()));
    host.drain();
    expect(host.takeHeard()).toEqual([
      ['record', 'source', 0, 0, 'a', 'a', undefined],
      ['failed', 'source', failure],
    ]);
    expect(pump.hasEnded).toBe(true);
    pump.wake();
    expect(host.mailbox.length).toBe(0);
  });

  test('asynchronously is told as well', async () => {
    const host = new RecordingPumpHost();
    const source = new AskedSource();
    startPump(host, source);
    await host.settle();
    source.fail(failure);
    await host.settle();
    expect(host.takeHeard()).toEqual([['failed', 'asked', failure]]);
    expect(source.asked).toBe(1);
  });
});

describe('stop', () => {
  test('takes no more records, and tells the source', () => {
    let closed = 0;
    const records = function* (): Iterable<SourceRecord<unknown>> {
      try {
        for (let position = 0; ; position++) {
          yield { value: 'a', position };
        }
      } finally {
        closed++;
      }
    };
    const host = new RecordingPumpHost();
    const pump = startPump(host, sourceOf(records()));
    host.mailbox.takeNext();
    host.mailbox.takeNext();
    pump.stop();
    pump.stop();
    host.drain();
    expect(positions(host.takeHeard())).toEqual([0, 1]);
    expect([closed, pump.hasEnded, pump.recordCount]).toEqual([1, true, 2]);
  });

  test('does not wait for a source that owes an answer, and does not take the answer', async () => {
    const host = new RecordingPumpHost();
    const source = new AskedSource();
    const pump = startPump(host, source);
    await host.settle();
    pump.stop();
    source.answer({ value: 'too late', position: 0 });
    await host.settle();
    expect([host.heard, source.returned, source.asked]).toEqual([[], 1, 1]);
  });

  test('is not disturbed by what the source answers afterwards, be it a failure', async () => {
    const host = new RecordingPumpHost();
    const source = new AskedSource();
    const pump = startPump(host, source);
    await host.settle();
    pump.stop();
    source.fail(new Error('closed'));
    await host.settle();
    expect(host.heard).toEqual([]);
  });

  test('is not disturbed by a source that cannot be told', async () => {
    const host = new RecordingPumpHost();
    const next = (): IteratorResult<SourceRecord<unknown>, undefined> => ({
      done: false,
      value: { value: 'a', position: 0 },
    });
    const refuse = (): never => {
      throw new Error('cannot be closed');
    };
    const sources: readonly Records[] = [
      { [Symbol.iterator]: () => ({ next, return: refuse }) },
      { [Symbol.asyncIterator]: () => ({ next: async () => next(), return: refuse }) },
      { [Symbol.asyncIterator]: () => ({ next: async () => next(), return: async () => refuse() }) },
      { [Symbol.iterator]: () => ({ next }) },
      { [Symbol.asyncIterator]: () => ({ next: async () => next() }) },
    ];
    for (const records of sources) {
      const pump = startPump(host, sourceOf(records));
      host.mailbox.takeNext();
      await new Promise((resolve) => setImmediate(resolve));
      expect(() => pump.stop()).not.toThrow();
    }
    await host.settle();
    expect(host.heard.filter(([kind]) => kind === 'failed')).toEqual([]);
  });

  test('may come from within the source, while it is asked for a record', () => {
    const host = new RecordingPumpHost();
    let pump: SourcePump | undefined;
    let closed = 0;
    const records = function* (): Iterable<SourceRecord<unknown>> {
      try {
        yield { value: 'a', position: 0 };
        pump?.stop();
        yield { value: 'b', position: 1 };
      } finally {
        closed++;
      }
    };
    pump = startPump(host, sourceOf(records()));
    host.drain();
    expect(positions(host.takeHeard())).toEqual([0]);
    expect([pump.hasEnded, closed]).toEqual([true, 1]);
  });

  test('after the end does nothing more', () => {
    let returned = 0;
    const end = (): IteratorReturnResult<undefined> => ({ done: true, value: undefined });
    const iterator: Iterator<SourceRecord<unknown>, undefined> = {
      next: end,
      return: () => {
        returned++;
        return end();
      },
    };
    const host = new RecordingPumpHost();
    const pump = startPump(host, sourceOf({ [Symbol.iterator]: () => iterator }));
    host.drain();
    pump.stop();
    expect([host.takeHeard(), returned]).toEqual([[['ended', 'source']], 0]);
  });
});

describe('a pump whose progress is kept', () => {
  const elements = ['a', 'b', 'c', 'd'];

  function identified(identity: AttributeValue, difference?: Source<unknown>['differenceFrom']): Source<unknown> {
    const source = new IterableSource(elements);
    return {
      id: source.id,
      replayable: true,
      read: (options) => source.read(options),
      identify: () => Promise.resolve(identity),
      ...(difference === undefined ? {} : { differenceFrom: difference }),
    };
  }

  const progress: SourceProgress = { position: 1, identity: { name: 'letters' }, watermarkMs: undefined };

  test('tells what its source identifies itself as, from before the first record', async () => {
    const pump = pumpOf(new RecordingPumpHost(), identified({ name: 'letters' }));
    await pump.restore();
    expect(pump.progress).toEqual({ position: undefined, identity: { name: 'letters' }, watermarkMs: undefined });
  });

  test('goes on behind the position it is restored to, and stays there until it reads a record', async () => {
    const host = new RecordingPumpHost();
    const pump = pumpOf(host, identified({ name: 'letters' }));
    await pump.restore({ ...progress, watermarkMs: 7 });
    expect(pump.progress).toEqual({ ...progress, watermarkMs: 7 });
    pump.start();
    host.drain();
    expect(positions(host.takeHeard())).toEqual([2, 3]);
    expect(pump.progress.position).toBe(3);
  });

  test('refuses a source that identifies itself as something else', async () => {
    const pump = pumpOf(new RecordingPumpHost(), identified({ name: 'numbers' }));
    await expect(pump.restore(progress)).rejects.toMatchObject({
      code: 'SOURCE_IDENTITY_CHANGED',
      hint: expect.stringContaining('fresh'),
    });
  });

  test('refuses a source that does not say any more what it is', async () => {
    const pump = pumpOf(new RecordingPumpHost(), new IterableSource(elements));
    await expect(pump.restore(progress)).rejects.toMatchObject({ code: 'SOURCE_IDENTITY_CHANGED' });
  });

  test('leaves it to the source, if it wants, what makes its input another one', async () => {
    const asked: unknown[] = [];
    const source = identified({ name: 'more letters' }, (...question) => {
      asked.push(question);
      return Promise.resolve(undefined);
    });
    const pump = pumpOf(new RecordingPumpHost(), source);
    await pump.restore(progress);
    expect(asked).toEqual([[{ name: 'letters' }, 1]]);
    expect(pump.progress.identity).toEqual({ name: 'more letters' });
    const changed = pumpOf(
      new RecordingPumpHost(),
      identified({ name: 'letters' }, () => Promise.resolve('it is torn')),
    );
    await expect(changed.restore(progress)).rejects.toMatchObject({
      message: expect.stringContaining('The source list reads another input than before: it is torn.'),
    });
  });

  test('compares nothing when the source did not say what it is', async () => {
    const pump = pumpOf(new RecordingPumpHost(), identified({ name: 'letters' }));
    await pump.restore({ ...progress, identity: undefined });
    expect(pump.progress).toEqual(progress);
  });

  test('tells which source failed to say what it is', async () => {
    const source = { ...identified(null), identify: () => Promise.reject(new Error('no disk')) };
    await expect(pumpOf(new RecordingPumpHost(), source).restore()).rejects.toMatchObject({
      code: 'JOB_FAILED',
      message: 'The source list failed: no disk',
    });
  });
});
