import type { AttributeValue, MemoryOperation } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { KeyMemory, type TimeToLive } from '../../src/memory/key-memory.js';
import { nestedObject } from '../../src/memory/memory-tree.js';

const set = (path: string, value: AttributeValue): MemoryOperation => ({ op: 'set', path, value });
const newObject = (path: string): MemoryOperation => ({ op: 'newObject', path });
const remove = (path: string): MemoryOperation => ({ op: 'delete', path });

const forEver: TimeToLive = { ttlMs: 0, refreshOnRead: false, showExpired: false };
const hundredMs: TimeToLive = { ttlMs: 100, refreshOnRead: false, showExpired: false };
const onReadAndWrite: TimeToLive = { ...hundredMs, refreshOnRead: true };
const untilCleanedUp: TimeToLive = { ...hundredMs, showExpired: true };

interface RunOfKey {
  readonly atMs: number;
  readonly writes?: readonly MemoryOperation[];
  readonly reads?: readonly string[];
}

/** The memory of a key after these runs. */
function memoryAfter(timeToLive: TimeToLive, ...runs: readonly RunOfKey[]): KeyMemory {
  const memory = new KeyMemory(timeToLive);
  for (const { atMs, writes = [], reads = [] } of runs) {
    memory.fold(writes, reads, atMs);
  }
  return memory;
}

describe('without a time to live', () => {
  test('values stay for ever', () => {
    const memory = memoryAfter(forEver, { atMs: 0, writes: [set('a.b', 1)] });
    expect(memory.viewAt(1e15).lookup('a.b')).toBe(1);
    memory.sweep(1e15);
    expect(memory.viewAt(1e15).lookup('a.b')).toBe(1);
  });
});

describe('with a time to live', () => {
  test('a value is there until its time is over, and from then on is not', () => {
    const memory = memoryAfter(hundredMs, { atMs: 1000, writes: [set('a', 1)] });
    expect([1000, 1099, 1100, 5000].map((atMs) => memory.viewAt(atMs).lookup('a'))).toEqual([
      1,
      1,
      undefined,
      undefined,
    ]);
  });

  test('whether a value has expired is decided by the time of the run, and stays decided', () => {
    const memory = memoryAfter(hundredMs, { atMs: 0, writes: [set('a', 1)] });
    const early = memory.viewAt(99);
    const late = memory.viewAt(100);
    expect([early.lookup('a'), late.lookup('a'), early.lookup('a')]).toEqual([1, undefined, 1]);
  });

  test('an expired value is no field of its object', () => {
    const memory = memoryAfter(
      hundredMs,
      { atMs: 0, writes: [set('o.old', 1), set('old', 1)] },
      { atMs: 60, writes: [set('o.new', 2), set('new', 2)] },
    );
    const view = memory.viewAt(120);
    expect([view.names('o'), view.names('')]).toEqual([['new'], ['o', 'new']]);
    expect([view.lookup('o.old'), view.lookup('o.new')]).toEqual([undefined, 2]);
  });

  test('writing a value makes it new', () => {
    const memory = memoryAfter(hundredMs, { atMs: 0, writes: [set('a', 1)] }, { atMs: 60, writes: [set('a', 1)] });
    expect([memory.viewAt(159).lookup('a'), memory.viewAt(160).lookup('a')]).toEqual([1, undefined]);
  });

  test('reading a value does not make it new unless that is asked for', () => {
    const read: readonly RunOfKey[] = [
      { atMs: 0, writes: [set('a', 1)] },
      { atMs: 60, reads: ['a'] },
    ];
    expect(
      memoryAfter(hundredMs, ...read)
        .viewAt(120)
        .lookup('a'),
    ).toBeUndefined();
    expect(
      memoryAfter(onReadAndWrite, ...read)
        .viewAt(120)
        .lookup('a'),
    ).toBe(1);
    expect(
      memoryAfter(onReadAndWrite, ...read)
        .viewAt(160)
        .lookup('a'),
    ).toBeUndefined();
  });

  test('reading a path where nothing is any more brings nothing back', () => {
    const memory = memoryAfter(
      onReadAndWrite,
      { atMs: 0, writes: [set('a', 1)] },
      { atMs: 60, writes: [remove('a')], reads: ['a'] },
    );
    expect(memory.viewAt(60).lookup('a')).toBeUndefined();
    expect(memory.isEmpty).toBe(true);
  });

  test('the end of a run removes what had expired when it began', () => {
    const memory = memoryAfter(hundredMs, { atMs: 0, writes: [set('a', 1)] }, { atMs: 100 });
    expect(memory.viewAt(0).lookup('a')).toBeUndefined();
    expect(memory.isEmpty).toBe(true);
  });

  test('a value that expires is written again by a run that did not see it', () => {
    const memory = memoryAfter(hundredMs, { atMs: 0, writes: [set('a', 1)] }, { atMs: 100, writes: [set('a', 2)] });
    expect(memory.viewAt(199).lookup('a')).toBe(2);
  });

  test('sweeping removes what has expired, and nothing else', () => {
    const memory = memoryAfter(
      hundredMs,
      { atMs: 0, writes: [set('old', 1), set('o.old', 1)] },
      { atMs: 60, writes: [set('new', 2), set('o.new', 2)] },
    );
    memory.sweep(120);
    const view = memory.viewAt(0);
    expect([view.lookup('old'), view.lookup('o.old')]).toEqual([undefined, undefined]);
    expect([view.lookup('new'), view.lookup('o.new')]).toEqual([2, 2]);
  });
});

describe('objects', () => {
  test('an object goes with the last value in it', () => {
    const memory = memoryAfter(hundredMs, { atMs: 0, writes: [set('orders.17.total', 1)] });
    const view = memory.viewAt(100);
    expect([view.lookup('orders'), view.lookup('orders.17'), view.names('')]).toEqual([undefined, undefined, []]);
    memory.sweep(100);
    expect(memory.isEmpty).toBe(true);
  });

  test('an object stays while there is a value in it', () => {
    const memory = memoryAfter(
      hundredMs,
      { atMs: 0, writes: [set('o.p.old', 1)] },
      { atMs: 60, writes: [set('o.new', 1)] },
    );
    const view = memory.viewAt(120);
    expect([view.lookup('o'), view.lookup('o.p'), view.lookup('o.new')]).toEqual([nestedObject, undefined, 1]);
  });

  test('an empty object expires as a value does', () => {
    const memory = memoryAfter(hundredMs, { atMs: 0, writes: [newObject('o')] });
    expect([memory.viewAt(99).lookup('o'), memory.viewAt(100).lookup('o')]).toEqual([nestedObject, undefined]);
  });

  test('reading a value keeps the objects it is in, when reading makes new', () => {
    const memory = memoryAfter(
      onReadAndWrite,
      { atMs: 0, writes: [set('o.p.a', 1), set('o.b', 1)] },
      { atMs: 60, reads: ['o.p.a'] },
    );
    const view = memory.viewAt(120);
    expect([view.lookup('o.p.a'), view.lookup('o.p'), view.lookup('o')]).toEqual([1, nestedObject, nestedObject]);
    expect(view.names('o')).toEqual(['p']);
  });

  test('an object that took the place of a value does not expire with the value it replaced', () => {
    const memory = memoryAfter(
      hundredMs,
      { atMs: 0, writes: [set('a', 1)] },
      { atMs: 50, writes: [newObject('a'), set('a.b', 2)] },
    );
    const view = memory.viewAt(120);
    expect([view.lookup('a'), view.lookup('a.b'), view.names('')]).toEqual([nestedObject, 2, ['a']]);
    memory.sweep(120);
    expect(memory.viewAt(120).lookup('a.b')).toBe(2);
  });
});

describe('when expired values may be shown', () => {
  test('a value can be read after its time until it is removed', () => {
    const memory = memoryAfter(untilCleanedUp, { atMs: 0, writes: [set('a.b', 1)] });
    expect([memory.viewAt(5000).lookup('a.b'), memory.viewAt(5000).names('a')]).toEqual([1, ['b']]);
    memory.sweep(5000);
    expect(memory.viewAt(5000).lookup('a.b')).toBeUndefined();
  });

  test('the run that sees it for the last time removes it, also when reading makes new', () => {
    const memory = memoryAfter(
      { ...untilCleanedUp, refreshOnRead: true },
      { atMs: 0, writes: [set('a', 1)] },
      { atMs: 100, reads: ['a'] },
    );
    expect(memory.viewAt(100).lookup('a')).toBeUndefined();
  });
});
