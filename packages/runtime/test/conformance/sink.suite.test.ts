import { type AttributeValue, InvalidValueError, MillraceError } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { sinkConformance } from '../../src/conformance/index.js';
import type { Output, Sink, SinkOpenParams } from '../../src/output/sink.js';

/** The smallest sink with a buffer that keeps the laws; each test breaks one of them. */
class BufferingSink implements Sink {
  readonly place: AttributeValue[] = [];
  protected buffer: AttributeValue[] = [];

  write({ value }: Output): void {
    this.buffer.push(value);
  }

  writeWatermark(_watermarkMs: number): void {}

  flush(): void {
    this.place.push(...this.buffer);
    this.buffer = [];
  }

  close(): void {
    this.flush();
  }
}

async function brokenLaws(create: () => BufferingSink): Promise<readonly string[]> {
  const broken: string[] = [];
  const cases = sinkConformance({
    create: async () => {
      const sink = create();
      return { sink, read: async () => sink.place };
    },
  });
  for (const { name, run } of cases) {
    await run().catch(() => broken.push(name));
  }
  return broken;
}

test('a sink that keeps the laws passes', async () => {
  expect(await brokenLaws(() => new BufferingSink())).toEqual([]);
});

test('what a fixture has taken is given back after every case, also a failed one', async () => {
  let created = 0;
  let disposed = 0;
  const cases = sinkConformance({
    create: async () => {
      created++;
      return {
        sink: new BufferingSink(),
        read: async () => ['something else'],
        dispose: async () => {
          disposed++;
        },
      };
    },
  });
  const results = await Promise.allSettled(cases.map(({ run }) => run()));
  expect(results.some(({ status }) => status === 'rejected')).toBe(true);
  expect([created, disposed]).toEqual([cases.length, cases.length]);
});

test('a broken law is told by an error of its own code, whatever the values are', async () => {
  const cases = sinkConformance({
    create: async () => ({ sink: new BufferingSink(), read: async () => [{ amount: 1n }] }),
  });
  const failures = await Promise.all(
    cases.map(({ run }) =>
      run().then(
        () => undefined,
        (failure: unknown) => failure,
      ),
    ),
  );
  const told = failures.filter((failure) => failure !== undefined);
  expect(told).toHaveLength(4);
  expect(told.every((failure) => MillraceError.is(failure) && failure.code === 'CONFORMANCE_BROKEN')).toBe(true);
  expect(told[0]).toHaveProperty('message', expect.stringContaining('A reader finds [ { amount: 1n } ] instead of '));
});

test('a sink that takes values of one kind only is checked with those', async () => {
  class Meter extends BufferingSink {
    override write(output: Output): void {
      if (typeof output.value !== 'number') {
        throw new InvalidValueError('NOT_A_NUMBER', 'A meter only takes numbers.', { path: 'output.value' });
      }
      super.write(output);
    }
  }
  const create = async () => {
    const sink = new Meter();
    return { sink, read: async () => sink.place };
  };
  for (const { run } of sinkConformance({ create, valueAt: (index) => index / 2 })) {
    await expect(run()).resolves.toBeUndefined();
  }
  expect(await brokenLaws(() => new Meter())).toContain('close flushes');
});

test('a sink is told whose outputs it will be written, as a job tells it', async () => {
  class Addressed extends BufferingSink {
    open({ jobId, agentName, subtaskIndex }: SinkOpenParams): void {
      expect([jobId, agentName, subtaskIndex]).toEqual(['job', 'agent', 0]);
    }
  }
  expect(await brokenLaws(() => new Addressed())).toEqual([]);
});

describe('the suite notices', () => {
  test('a sink whose flush does nothing', async () => {
    class Lazy extends BufferingSink {
      override flush(): void {}

      override close(): void {
        super.flush();
      }
    }
    expect(await brokenLaws(() => new Lazy())).toEqual([
      'after flush a reader finds everything that was written, in order',
      'watermarks do not show among the outputs',
    ]);
  });

  test('a sink that loses what was not flushed', async () => {
    class Careless extends BufferingSink {
      override close(): void {}
    }
    expect(await brokenLaws(() => new Careless())).toEqual(['close flushes']);
  });

  test('a sink that mixes up the order', async () => {
    class Unordered extends BufferingSink {
      override flush(): void {
        this.buffer.reverse();
        super.flush();
      }
    }
    expect(await brokenLaws(() => new Unordered())).toEqual([
      'after flush a reader finds everything that was written, in order',
      'watermarks do not show among the outputs',
    ]);
  });

  test('a sink that cannot be closed again', async () => {
    class Once extends BufferingSink {
      #closed = 0;

      override close(): void {
        if (this.#closed++ === 1) {
          throw new Error('closed');
        }
        super.close();
      }
    }
    expect(await brokenLaws(() => new Once())).toContain('close may be called again');
  });

  test('a sink that writes something of its own', async () => {
    class Chatty extends BufferingSink {
      open(): void {
        this.buffer.push('header');
      }
    }
    expect(await brokenLaws(() => new Chatty())).toContain(
      'a sink that was written nothing leaves nothing for a reader',
    );
  });

  test('a sink that writes watermarks among the outputs', async () => {
    class Marking extends BufferingSink {
      override writeWatermark(watermarkMs: number): void {
        this.buffer.push(watermarkMs);
      }
    }
    expect(await brokenLaws(() => new Marking())).toEqual(['watermarks do not show among the outputs']);
  });
});
