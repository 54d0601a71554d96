import type { AttributeValue } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { sinkConformance } from '../../src/conformance/index.js';
import type { Output, Sink } from '../../src/output/sink.js';

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
