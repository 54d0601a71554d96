import { describe, expect, test } from 'vitest';
import { sourceConformance } from '../../src/conformance/index.js';
import { IterableSource } from '../../src/source/iterable-source.js';
import { readSource, readValues } from '../support/read-source.js';

function* lettersOneByOne(): Iterable<string> {
  yield* ['a', 'b', 'c'];
}

async function* lettersSlowly(): AsyncIterable<string> {
  for (const letter of lettersOneByOne()) {
    await Promise.resolve();
    yield letter;
  }
}

const origins: readonly (readonly [string, () => Iterable<string> | AsyncIterable<string>])[] = [
  ['an array', () => ['a', 'b', 'c']],
  ['another iterable', () => new Set(['a', 'b', 'c'])],
  ['a generator', lettersOneByOne],
  ['an async generator', lettersSlowly],
  ['a text', () => 'abc'],
];

describe.each(origins)('%s', (_, create) => {
  const cases = sourceConformance({ create: () => new IterableSource(create()) });

  test.each(cases.map(({ name, run }) => [name, run] as const))('%s', async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });

  test('delivers its elements with their index as position', async () => {
    expect(await readSource(new IterableSource(create()))).toEqual([
      { value: 'a', position: 0 },
      { value: 'b', position: 1 },
      { value: 'c', position: 2 },
    ]);
  });

  test('delivers what is behind a position', async () => {
    expect(await readSource(new IterableSource(create()), 0)).toEqual([
      { value: 'b', position: 1 },
      { value: 'c', position: 2 },
    ]);
    expect(await readSource(new IterableSource(create()), 2)).toEqual([]);
  });

  test('ends early when the job needs no more', async () => {
    const stop = new AbortController();
    const seen: unknown[] = [];
    for await (const record of new IterableSource(create()).read({ after: undefined, signal: stop.signal })) {
      seen.push(record);
      stop.abort();
    }
    expect(seen).toHaveLength(1);
  });
});

test('an array can be read again, what can be consumed only once cannot', () => {
  expect(origins.map(([name, create]) => [name, new IterableSource(create()).replayable])).toEqual([
    ['an array', true],
    ['another iterable', false],
    ['a generator', false],
    ['an async generator', false],
    ['a text', false],
  ]);
});

test('an array is read synchronously, so that a turn is all a record costs', () => {
  const records = new IterableSource([1]).read({ after: undefined, signal: new AbortController().signal });
  expect(Symbol.iterator in records).toBe(true);
});

test('its name is given, or is "list"', () => {
  expect([new IterableSource([]).id, new IterableSource([], 'orders').id]).toEqual(['list', 'orders']);
});

test('elements that look like nothing are elements', async () => {
  expect(await readValues(new IterableSource([undefined, null, 0, '']))).toEqual([undefined, null, 0, '']);
});

test('no elements are no records', async () => {
  expect(await readSource(new IterableSource([]))).toEqual([]);
});

test('an iterable that fails fails the reading', async () => {
  const failing = function* (): Iterable<number> {
    yield 1;
    throw new Error('no more');
  };
  await expect(readSource(new IterableSource(failing()))).rejects.toThrow('no more');
});
