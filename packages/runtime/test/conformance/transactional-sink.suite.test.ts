import { type AttributeValue, MillraceError } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { transactionalSinkConformance } from '../../src/conformance/index.js';
import type { Output } from '../../src/output/sink.js';
import type { TransactionalSink } from '../../src/output/transactional-sink.js';

type Handle = { readonly checkpointId: number; readonly outputs: readonly AttributeValue[] };

/** What outlives sinks. */
interface Place {
  committed: readonly AttributeValue[];
}

/** The smallest sink that keeps the laws: its handles hold everything there is to be seen. Each test breaks one law. */
class MemorySink implements TransactionalSink {
  readonly transactional: boolean = true;
  protected readonly place: Place;
  protected written: readonly AttributeValue[] = [];

  constructor(place: Place) {
    this.place = place;
  }

  write({ value }: Output): void {
    this.written = [...this.written, value];
  }

  writeWatermark(_watermarkMs: number): void {}

  flush(): void {}

  async begin(restored: AttributeValue | undefined): Promise<void> {
    this.written = [];
    if (restored !== undefined) {
      await this.commit(restored);
      this.written = this.place.committed;
    }
  }

  async prepare(checkpointId: number): Promise<AttributeValue> {
    return { checkpointId, outputs: this.written } satisfies Handle;
  }

  async commit(handle: AttributeValue): Promise<void> {
    const { outputs } = handle as Handle;
    if (outputs.length > this.place.committed.length) {
      this.place.committed = outputs;
    }
  }

  close(): void {}
}

async function brokenLaws(Sink: new (place: Place) => MemorySink): Promise<readonly string[]> {
  const broken: string[] = [];
  const cases = transactionalSinkConformance({
    create: async () => {
      const place: Place = { committed: [] };
      return { createSink: () => new Sink(place), read: async () => place.committed };
    },
  });
  for (const { name, run } of cases) {
    const failure: unknown = await run().then(
      () => undefined,
      (error: unknown) => error,
    );
    if (MillraceError.is(failure) && failure.code === 'CONFORMANCE_BROKEN') {
      broken.push(name);
    } else if (failure !== undefined) {
      throw failure;
    }
  }
  return broken;
}

test('a sink that keeps the laws passes', async () => {
  expect(await brokenLaws(MemorySink)).toEqual([]);
});

test('what a fixture has taken is given back after every case, also a failed one', async () => {
  let created = 0;
  let disposed = 0;
  const cases = transactionalSinkConformance({
    create: async () => {
      created++;
      return {
        createSink: () => new MemorySink({ committed: [] }),
        read: async () => ['something else'],
        dispose: async () => {
          disposed++;
        },
      };
    },
  });
  const results = await Promise.allSettled(cases.map(({ run }) => run()));
  expect(results.every(({ status }) => status === 'rejected')).toBe(true);
  expect([created, disposed]).toEqual([cases.length, cases.length]);
});

describe('the suite notices', () => {
  test('a sink that says it is not transactional', async () => {
    class Modest extends MemorySink {
      override readonly transactional: boolean = false;
    }
    expect((await brokenLaws(Modest)).length).toBeGreaterThan(10);
  });

  test('a sink that shows what is flushed', async () => {
    class Hasty extends MemorySink {
      override flush(): void {
        this.place.committed = this.written;
      }
    }
    expect(await brokenLaws(Hasty)).toContain(
      'nothing is visible that was written, flushed or prepared and not committed',
    );
  });

  test('a sink that shows what is prepared', async () => {
    class Hasty extends MemorySink {
      override async prepare(checkpointId: number): Promise<AttributeValue> {
        this.place.committed = this.written;
        return super.prepare(checkpointId);
      }
    }
    expect(await brokenLaws(Hasty)).toContain(
      'nothing is visible that was written, flushed or prepared and not committed',
    );
  });

  test('a sink that shows the rest when it is closed', async () => {
    class Eager extends MemorySink {
      override close(): void {
        this.place.committed = this.written;
      }
    }
    expect(await brokenLaws(Eager)).toContain('close makes nothing visible, and may be called again');
  });

  test('a sink that commits whatever it has', async () => {
    class Greedy extends MemorySink {
      override async commit(): Promise<void> {
        this.place.committed = this.written;
      }
    }
    expect(await brokenLaws(Greedy)).toContain(
      'commit makes visible what was written before the checkpoint, in order, and nothing that was written after it',
    );
  });

  test('a sink that goes back to an older handle', async () => {
    class Forgetful extends MemorySink {
      override async commit(handle: AttributeValue): Promise<void> {
        this.place.committed = (handle as Handle).outputs;
      }
    }
    expect(await brokenLaws(Forgetful)).toContain('the same handle again changes nothing, nor does an older one');
  });

  test('a sink whose handles hold their own checkpoint only', async () => {
    class Narrow extends MemorySink {
      override async prepare(checkpointId: number): Promise<AttributeValue> {
        const outputs = this.written;
        this.written = [];
        return { checkpointId, outputs: [...this.place.committed, ...outputs] };
      }
    }
    expect(await brokenLaws(Narrow)).toContain(
      'a handle stands for everything prepared and not committed, also by checkpoints that were given up',
    );
  });

  test('a sink that does not commit when it begins', async () => {
    class Trusting extends MemorySink {
      override async begin(restored: AttributeValue | undefined): Promise<void> {
        this.written = restored === undefined ? [] : (restored as Handle).outputs;
      }
    }
    expect(await brokenLaws(Trusting)).toEqual([
      'when the job is closed, begin commits what the newest complete checkpoint holds and discards what came after',
      'when the job ends without closing anything, begin commits what the newest complete checkpoint holds and discards what came after',
      'begin may be called again on the open sink, when the job goes on after a failure',
      ...Array.from(
        { length: 3 },
        (_, seed) =>
          `whatever happens in whatever order, readers find what was committed and nothing else (seed ${seed})`,
      ),
    ]);
  });

  test('a sink that keeps what a failed attempt wrote', async () => {
    class Loyal extends MemorySink {
      override async begin(restored: AttributeValue | undefined): Promise<void> {
        const { written } = this;
        await super.begin(restored);
        this.written = written.length > 0 ? written : this.written;
      }
    }
    expect(await brokenLaws(Loyal)).toContain(
      'begin may be called again on the open sink, when the job goes on after a failure',
    );
  });

  test('a sink whose handles do not survive a checkpoint', async () => {
    class Remembering extends MemorySink {
      static #last: AttributeValue = null;

      override async prepare(checkpointId: number): Promise<AttributeValue> {
        const handle = await super.prepare(checkpointId);
        Remembering.#last = handle;
        return handle;
      }

      override async commit(handle: AttributeValue): Promise<void> {
        if (handle === Remembering.#last) {
          await super.commit(handle);
        }
      }
    }
    expect(await brokenLaws(Remembering)).toContain(
      'commit makes visible what was written before the checkpoint, in order, and nothing that was written after it',
    );
  });

  test('a sink that writes watermarks among the outputs', async () => {
    class Marking extends MemorySink {
      override writeWatermark(watermarkMs: number): void {
        this.written = [...this.written, watermarkMs];
      }
    }
    expect(await brokenLaws(Marking)).toEqual(['watermarks do not show among the outputs']);
  });
});
