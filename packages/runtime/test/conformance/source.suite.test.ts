import { describe, expect, test } from 'vitest';
import { sourceConformance } from '../../src/conformance/index.js';
import type { Source, SourceReadOptions, SourceRecord } from '../../src/source/source.js';

type Records = readonly SourceRecord<unknown>[];

const records: Records = [
  { value: 'a', position: 0 },
  { value: 'b', position: 5 },
  { position: 6, malformed: { reason: 'torn', text: '' } },
  { value: 'c', position: 9 },
];

/** The smallest source that keeps the laws; each test breaks one of them. */
class ListedSource implements Source<unknown> {
  readonly id: string = 'listed';
  readonly replayable: boolean = true;

  *read({ after = -1 }: SourceReadOptions): Iterable<SourceRecord<unknown>> {
    yield* this.list().filter(({ position }) => position > after);
  }

  protected list(): Records {
    return records;
  }
}

async function brokenLaws(create: () => Source<unknown>): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const { name, run } of sourceConformance({ create })) {
    await run().catch(() => broken.push(name));
  }
  return broken;
}

test('a source that keeps the laws passes', async () => {
  expect(await brokenLaws(() => new ListedSource())).toEqual([]);
});

test('a broken law is told by an error of its own code', async () => {
  class Nameless extends ListedSource {
    override readonly id = '';
  }
  const cases = sourceConformance({ create: () => new Nameless() });
  const failures = await Promise.all(
    cases.map(({ run }) =>
      run().then(
        () => undefined,
        (failure: unknown) => failure,
      ),
    ),
  );
  expect(failures.filter((failure) => failure !== undefined)).toMatchObject([{ code: 'CONFORMANCE_BROKEN' }]);
});

describe('the suite notices', () => {
  test('positions that do not grow', async () => {
    class Repeating extends ListedSource {
      protected override list(): Records {
        return [...records, { value: 'd', position: 9 }];
      }
    }
    expect(await brokenLaws(() => new Repeating())).toContain(
      'positions are whole numbers from 0 that grow from record to record',
    );
  });

  test('positions that are no whole numbers', async () => {
    class Broken extends ListedSource {
      protected override list(): Records {
        return [{ value: 'a', position: 0.5 }, ...records.slice(1)];
      }
    }
    expect(await brokenLaws(() => new Broken())).toEqual([
      'positions are whole numbers from 0 that grow from record to record',
    ]);
  });

  test('a second read that differs from the first', async () => {
    let reads = 0;
    class Forgetful extends ListedSource {
      protected override list(): Records {
        return records.map((record) => ('value' in record ? { ...record, value: reads++ } : record));
      }
    }
    expect(await brokenLaws(() => new Forgetful())).toContain(
      'a replayable source delivers the same records at the same positions on every read',
    );
  });

  test.each([
    ['repeats the record at the position', 0],
    ['skips the record behind it', 2],
  ])('a source that %s', async (_, offset) => {
    class OffByOne extends ListedSource {
      override *read({ after = -1 }: SourceReadOptions): Iterable<SourceRecord<unknown>> {
        const index = records.findIndex(({ position }) => position === after);
        yield* after === -1 ? records : records.slice(index + offset);
      }
    }
    expect(await brokenLaws(() => new OffByOne())).toEqual([
      'reading after a position delivers exactly the records behind it',
    ]);
  });

  test('an input that is too short to say anything', async () => {
    class Short extends ListedSource {
      protected override list(): Records {
        return records.slice(0, 2);
      }
    }
    expect(await brokenLaws(() => new Short())).toEqual([
      'reading after a position delivers exactly the records behind it',
    ]);
  });

  test('an id that changes', async () => {
    let instances = 0;
    class Renamed extends ListedSource {
      override readonly id = `source ${instances++}`;
    }
    expect(await brokenLaws(() => new Renamed())).toEqual([
      'the id is the same for every instance over the same input',
    ]);
  });

  const identityLaw =
    'the identity, if there is one, can be kept, and is the same for every instance over the same input';

  test('an identity that changes', async () => {
    let instances = 0;
    class Unsteady extends ListedSource {
      identify(): Promise<number> {
        return Promise.resolve(instances++);
      }
    }
    expect(await brokenLaws(() => new Unsteady())).toEqual([identityLaw]);
  });

  test('an identity that cannot be kept', async () => {
    class Strange extends ListedSource {
      identify(): Promise<number> {
        return Promise.resolve(Number.NaN);
      }
    }
    expect(await brokenLaws(() => new Strange())).toContain(identityLaw);
  });

  test('a source that finds itself changed', async () => {
    class Suspicious extends ListedSource {
      identify(): Promise<number> {
        return Promise.resolve(1);
      }

      differenceFrom(_recorded: unknown, position: number | undefined): Promise<string | undefined> {
        return Promise.resolve(position === 9 ? 'it was read to the end' : undefined);
      }
    }
    expect(await brokenLaws(() => new Suspicious())).toEqual([
      'an input does not differ from what it identified itself as, wherever it was read to',
    ]);
  });

  test('a source that loses what it read to identify itself', async () => {
    class Consuming extends ListedSource {
      #consumed = 0;

      identify(): Promise<number> {
        this.#consumed = 1;
        return Promise.resolve(1);
      }

      protected override list(): Records {
        return records.slice(this.#consumed);
      }
    }
    expect(await brokenLaws(() => new Consuming())).toEqual([
      'a source that was identified first reads the same records',
    ]);
  });

  test('a source that cannot be abandoned', async () => {
    class Clinging extends ListedSource {
      override read(options: SourceReadOptions): Iterable<SourceRecord<unknown>> {
        const iterator = super.read(options)[Symbol.iterator]();
        const refuse = (): never => {
          throw new Error('not finished');
        };
        return { [Symbol.iterator]: () => ({ next: () => iterator.next(), return: refuse }) };
      }
    }
    expect(await brokenLaws(() => new Clinging())).toEqual([
      'an iteration that is abandoned early ends without an error',
    ]);
  });
});

test('a source that says it cannot be read again is not asked to', async () => {
  let left: Records = records;
  class Consumed extends ListedSource {
    override readonly replayable = false;

    protected override list(): Records {
      const taken = left;
      left = [];
      return taken;
    }
  }
  expect(await brokenLaws(() => new Consumed())).toEqual([]);
});
