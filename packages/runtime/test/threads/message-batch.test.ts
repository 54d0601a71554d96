import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MessageBatch } from '../../src/thread/message-batch.js';

describe('messages to another thread', () => {
  let sent: (readonly unknown[])[] = [];
  const open = (last: (hasOthers: boolean) => string | undefined = () => undefined): MessageBatch<string> =>
    new MessageBatch<string>({ postMessage: (messages) => sent.push(messages) }, last);

  beforeEach(() => {
    sent = [];
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('of one turn of the event loop go together', async () => {
    const batch = open();
    batch.add('one');
    batch.add('other');
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual([['one', 'other']]);
  });

  test('that may wait go with those that may not, in the order in which they were added', async () => {
    const batch = open();
    batch.addLingering('one');
    await vi.advanceTimersByTimeAsync(1);
    expect(sent).toEqual([]);
    batch.add('other');
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual([['one', 'other']]);
    await vi.runAllTimersAsync();
    expect(sent).toHaveLength(1);
  });

  test('that may wait leave after a few milliseconds without others', async () => {
    open().addLingering('one');
    await vi.advanceTimersByTimeAsync(5);
    expect(sent).toEqual([['one']]);
  });

  test('do not wait when they are many', () => {
    const batch = open();
    for (let count = 0; count < 64; count++) {
      batch.addLingering('one of many');
    }
    expect(sent).toEqual([Array.from({ length: 64 }, () => 'one of many')]);
  });

  test('are followed by the last one, which knows whether it is alone', async () => {
    const batch = open((hasOthers) => (hasOthers ? 'behind others' : 'alone'));
    batch.add('one');
    await vi.runAllTimersAsync();
    batch.schedule();
    await vi.runAllTimersAsync();
    expect(sent).toEqual([['one', 'behind others'], ['alone']]);
  });
});
