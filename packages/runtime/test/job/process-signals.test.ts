import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ProcessSignals } from '../../src/job/process-signals.js';

/** Ending the process ends the test, too: it is the one thing that cannot be real here. */
class Exit extends Error {
  readonly code: unknown;

  constructor(code: unknown) {
    super(`exit ${String(code)}`);
    this.code = code;
  }
}

const names = ['SIGINT', 'SIGTERM'] as const;
let others: Map<(typeof names)[number], NodeJS.SignalsListener[]>;
let signals: ProcessSignals | undefined;

beforeEach(() => {
  // The test runner has listeners of its own, which would end it.
  others = new Map(names.map((name) => [name, process.listeners(name)]));
  for (const name of names) {
    process.removeAllListeners(name);
  }
  vi.spyOn(process, 'exit').mockImplementation((code) => {
    throw new Exit(code);
  });
});

afterEach(() => {
  signals?.release();
  signals = undefined;
  vi.restoreAllMocks();
  for (const [name, listeners] of others) {
    process.removeAllListeners(name);
    for (const listener of listeners) {
      process.on(name, listener);
    }
  }
});

function exitCodeOf(action: () => void): unknown {
  try {
    action();
  } catch (thrown) {
    if (thrown instanceof Exit) {
      return thrown.code;
    }
    throw thrown;
  }
  return 'did not exit';
}

describe.each(names)('%s', (name) => {
  test('is heard, and the process goes on', () => {
    let heard = 0;
    signals = new ProcessSignals(() => heard++);
    expect(exitCodeOf(() => process.emit(name, name))).toBe('did not exit');
    expect(heard).toBe(1);
  });

  test('as the second signal, whatever was the first, ends the process at once with the code of the signal', () => {
    for (const first of names) {
      let heard = 0;
      signals = new ProcessSignals(() => heard++);
      process.emit(first, first);
      expect(exitCodeOf(() => process.emit(name, name))).toBe(name === 'SIGINT' ? 130 : 143);
      expect(heard).toBe(1);
      signals.release();
    }
  });

  test('is left to whoever else listens after release', () => {
    let heard = 0;
    signals = new ProcessSignals(() => heard++);
    expect(process.listenerCount(name)).toBe(1);
    signals.release();
    signals.release();
    expect(process.listenerCount(name)).toBe(0);
    process.emit(name, name);
    expect(heard).toBe(0);
  });
});

test('a signal of the system, not only one made up in this process, is heard', async () => {
  const heard = new Promise<void>((resolve) => {
    signals = new ProcessSignals(resolve);
  });
  process.kill(process.pid, 'SIGTERM');
  await heard;
  expect(process.listenerCount('SIGTERM')).toBe(1);
});
