import { expect, test, vi } from 'vitest';
import { waitForTimer } from '../../src/builtin/wait.js';

test('waiting ends after the time has passed', async () => {
  vi.useFakeTimers();
  try {
    let ended = false;
    const waiting = waitForTimer(1000, new AbortController().signal).then(() => {
      ended = true;
    });
    await vi.advanceTimersByTimeAsync(999);
    expect(ended).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await waiting;
    expect(ended).toBe(true);
  } finally {
    vi.useRealTimers();
  }
});

test.each([2 ** 40, Number.POSITIVE_INFINITY])(
  'a wait of %s milliseconds, more than timers can do, is not over at once',
  async (waitMs) => {
    vi.useFakeTimers();
    try {
      const controller = new AbortController();
      let ended = false;
      const waiting = waitForTimer(waitMs, controller.signal).finally(() => {
        ended = true;
      });
      await vi.advanceTimersByTimeAsync(24 * 3600 * 1000);
      expect(ended).toBe(false);
      controller.abort(new Error('stopped'));
      await expect(waiting).rejects.toThrow('stopped');
    } finally {
      vi.useRealTimers();
    }
  },
);

test('waiting ends with the reason of the signal as soon as that is aborted, and leaves no timer', async () => {
  vi.useFakeTimers();
  try {
    const controller = new AbortController();
    const waiting = waitForTimer(1000, controller.signal);
    controller.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
    expect(vi.getTimerCount()).toBe(0);
    await expect(waitForTimer(1000, controller.signal)).rejects.toThrow('stopped');
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
