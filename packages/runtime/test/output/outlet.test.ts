import { describe, expect, test } from 'vitest';
import { ListSink } from '../../src/output/list-sink.js';
import { Outlet } from '../../src/output/outlet.js';
import type { Output, Sink } from '../../src/output/sink.js';
import { ForeignPromise } from '../support/foreign-promise.js';
import { outputOf } from '../support/output-of.js';

/** A sink that finishes a write when the test says so. */
class HeldSink implements Sink {
  readonly written: unknown[] = [];
  #pending: { readonly resolve: () => void; readonly reject: (error: unknown) => void } | undefined;

  write({ value }: Output): Promise<void> {
    return this.#begin(value);
  }

  writeWatermark(watermarkMs: number): Promise<void> {
    return this.#begin(`watermark ${watermarkMs}`);
  }

  /** Finishes the write that has begun, and lets the next one begin. */
  async finish(): Promise<void> {
    this.#pending?.resolve();
    await nextPass();
  }

  async fail(error: unknown): Promise<void> {
    this.#pending?.reject(error);
    await nextPass();
  }

  #begin(what: unknown): Promise<void> {
    if (this.#pending !== undefined) {
      throw new Error(`${String(what)} began before the write in front of it was finished.`);
    }
    this.written.push(what);
    return new Promise<void>((resolve, reject) => {
      this.#pending = { resolve, reject };
    }).finally(() => {
      this.#pending = undefined;
    });
  }
}

const nextPass = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Opened {
  readonly outlet: Outlet;
  readonly progress: () => number;
  readonly failures: unknown[];
}

function openOutlet(sink: Sink, deadLetterSink?: Sink): Opened {
  let progress = 0;
  const failures: unknown[] = [];
  const outlet = new Outlet({
    sink,
    deadLetterSink,
    onProgress: () => {
      progress++;
    },
    onFailure: (error) => failures.push(error),
  });
  return { outlet, progress: () => progress, failures };
}

describe('a sink that answers at once', () => {
  test('has an output as soon as it is added, and nothing waits', () => {
    const sink = new ListSink();
    const { outlet } = openOutlet(sink);
    outlet.addOutput(outputOf('a'));
    expect(sink.outputs).toEqual([outputOf('a')]);
    expect(outlet.length).toBe(0);
  });

  test('that has no use for watermarks gets none', () => {
    const sink = new ListSink();
    const { outlet, failures } = openOutlet(sink);
    outlet.addWatermark(5);
    outlet.addOutput(outputOf('a'));
    expect([sink.outputs.length, outlet.length, failures]).toEqual([1, 0, []]);
  });
});

describe('a slow sink', () => {
  test('is written one thing at a time, in the order in which they were added', async () => {
    const sink = new HeldSink();
    const { outlet } = openOutlet(sink);
    for (const value of ['a', 'b', 'c']) {
      outlet.addOutput(outputOf(value));
    }
    expect(sink.written).toEqual(['a']);
    await sink.finish();
    expect(sink.written).toEqual(['a', 'b']);
    await sink.finish();
    await sink.finish();
    expect(sink.written).toEqual(['a', 'b', 'c']);
  });

  test('gets a watermark behind the outputs before it, and before those behind it', async () => {
    const sink = new HeldSink();
    const { outlet } = openOutlet(sink);
    outlet.addOutput(outputOf('a'));
    outlet.addWatermark(5);
    outlet.addOutput(outputOf('b'));
    expect(sink.written).toEqual(['a']);
    await sink.finish();
    expect(sink.written).toEqual(['a', 'watermark 5']);
    await sink.finish();
    expect(sink.written).toEqual(['a', 'watermark 5', 'b']);
  });

  test('holds back what goes to the dead-letter sink, too: nothing overtakes', async () => {
    const sink = new HeldSink();
    const deadLetters = new HeldSink();
    const { outlet } = openOutlet(sink, deadLetters);
    outlet.addOutput(outputOf('a'));
    outlet.addDeadLetter(outputOf('dead'));
    outlet.addOutput(outputOf('b'));
    expect([sink.written, deadLetters.written]).toEqual([['a'], []]);
    await sink.finish();
    expect([sink.written, deadLetters.written]).toEqual([['a'], ['dead']]);
    await deadLetters.finish();
    expect([sink.written, deadLetters.written]).toEqual([['a', 'b'], ['dead']]);
  });

  test('is counted: what waits, and what is being written', async () => {
    const sink = new HeldSink();
    const { outlet } = openOutlet(sink);
    outlet.addOutput(outputOf('a'));
    outlet.addWatermark(5);
    outlet.addOutput(outputOf('b'));
    const lengths = [outlet.length];
    for (let finished = 0; finished < 3; finished++) {
      await sink.finish();
      lengths.push(outlet.length);
    }
    expect(lengths).toEqual([3, 2, 1, 0]);
  });

  test('tells of progress whenever something has left', async () => {
    const sink = new HeldSink();
    const { outlet, progress } = openOutlet(sink);
    outlet.addOutput(outputOf('a'));
    outlet.addOutput(outputOf('b'));
    expect(progress()).toBe(0);
    await sink.finish();
    expect(progress()).toBe(1);
    await sink.finish();
    expect(progress()).toBe(2);
  });

  test('is waited for whatever kind of promise it answers with', async () => {
    const finished: unknown[] = [];
    const { outlet } = openOutlet({
      write: ({ value }) =>
        new ForeignPromise<void>((resolve) => {
          setImmediate(() => {
            finished.push(value);
            resolve();
          });
        }),
    });
    outlet.addOutput(outputOf('a'));
    outlet.addOutput(outputOf('b'));
    expect(outlet.length).toBe(2);
    while (outlet.length > 0) {
      await nextPass();
    }
    expect(finished).toEqual(['a', 'b']);
  });
});

test('a sink that is slow now and then gets everything in order', async () => {
  const written: unknown[] = [];
  const { outlet, failures } = openOutlet({
    write: ({ value }) => {
      const write = () => void written.push(value);
      return Number(value) % 3 === 0 ? nextPass().then(write) : write();
    },
    writeWatermark: (watermarkMs) => void written.push(`watermark ${watermarkMs}`),
  });
  for (let number = 0; number < 50; number++) {
    outlet.addOutput(outputOf(number));
    outlet.addWatermark(number);
  }
  while (outlet.length > 0) {
    await nextPass();
  }
  expect(written).toEqual(Array.from({ length: 50 }, (_, number) => [number, `watermark ${number}`]).flat());
  expect(failures).toEqual([]);
});

describe('a sink that fails', () => {
  const failure = new Error('disk full');

  test('at once stops everything, and is told once', () => {
    let written = 0;
    const { outlet, failures } = openOutlet({
      write: () => {
        written++;
        throw failure;
      },
    });
    for (const value of ['a', 'b']) {
      outlet.addOutput(outputOf(value));
    }
    outlet.addWatermark(5);
    expect([failures, written, outlet.length]).toEqual([[failure], 1, 0]);
  });

  test('later stops everything that waits and everything that comes', async () => {
    const sink = new HeldSink();
    const { outlet, failures } = openOutlet(sink);
    outlet.addOutput(outputOf('a'));
    outlet.addOutput(outputOf('b'));
    await sink.fail(failure);
    outlet.addOutput(outputOf('c'));
    await nextPass();
    expect([failures, sink.written, outlet.length]).toEqual([[failure], ['a'], 0]);
  });

  test('on what had to wait stops what is behind it', async () => {
    const written: unknown[] = [];
    const { outlet, failures } = openOutlet({
      write: ({ value }) => {
        written.push(value);
        if (value === 'b') {
          throw failure;
        }
        return nextPass();
      },
    });
    for (const value of ['a', 'b', 'c']) {
      outlet.addOutput(outputOf(value));
    }
    await nextPass();
    await nextPass();
    expect([failures, written, outlet.length]).toEqual([[failure], ['a', 'b'], 0]);
  });

  test('on a watermark or a dead letter fails as on an output', async () => {
    const refuse = async (): Promise<void> => {
      throw failure;
    };
    const uses: readonly ((outlet: Outlet) => void)[] = [
      (outlet) => outlet.addWatermark(5),
      (outlet) => outlet.addDeadLetter(outputOf('dead')),
    ];
    for (const use of uses) {
      const { outlet, failures } = openOutlet({ write: () => {}, writeWatermark: refuse }, { write: refuse });
      use(outlet);
      await nextPass();
      expect(failures).toEqual([failure]);
    }
  });
});

test('whether there is a dead-letter sink is known', () => {
  expect(openOutlet(new ListSink()).outlet.hasDeadLetterSink).toBe(false);
  expect(openOutlet(new ListSink(), new ListSink()).outlet.hasDeadLetterSink).toBe(true);
});
