import type { AttributeValue, MemoryOperation } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { MemoryStore } from '../../src/memory/memory-store.js';
import { applyMemoryOperation, type MemoryItem, nestedObject } from '../../src/memory/memory-tree.js';
import { emptyMemory, type MemoryChange, RunMemory } from '../../src/memory/run-memory.js';

const set = (path: string, value: AttributeValue): MemoryOperation => ({ op: 'set', path, value });

/** A change that adds to a number. */
const add = (path: string, amount: number): MemoryChange => ({
  op: 'update',
  path,
  change: (current) => (typeof current === 'number' ? current : 0) + amount,
});

/** A run whose key had `operations` applied to its memory. */
function runOver(...operations: readonly MemoryOperation[]): { readonly store: MemoryStore; readonly run: RunMemory } {
  const store = new MemoryStore();
  for (const operation of operations) {
    applyMemoryOperation(store, operation);
  }
  return { store, run: new RunMemory(store) };
}

function current(run: RunMemory, path: string): MemoryItem {
  const snapshot = run.takeSnapshot();
  const item = snapshot.view.lookup(path);
  run.release(snapshot);
  return item;
}

describe('snapshots', () => {
  test('a snapshot shows what the key remembers', () => {
    const { run } = runOver(set('a', 1));
    expect(run.takeSnapshot().view.lookup('a')).toBe(1);
  });

  test('a later snapshot shows what was committed before it', () => {
    const { run } = runOver(set('a', 1));
    run.commit([set('a', 2)], run.takeSnapshot());
    expect(run.takeSnapshot().view.lookup('a')).toBe(2);
  });

  test('a snapshot never shows what was committed after it was taken', () => {
    const { run } = runOver();
    run.commit([set('a', 1)], run.takeSnapshot());
    const early = run.takeSnapshot();
    run.commit([set('a', 2), set('b', 2)], run.takeSnapshot());
    run.commit([set('c', 3)], run.takeSnapshot());
    expect([early.view.lookup('a'), early.view.lookup('b'), early.view.lookup('c')]).toEqual([1, undefined, undefined]);
    expect(early.view.names('')).toEqual(['a']);
  });

  test('the memory of the key does not change while the run goes on', () => {
    const { store, run } = runOver(set('a', 1));
    run.commit([set('a', 2)], run.takeSnapshot());
    run.commit([{ op: 'delete', path: 'a' }], run.takeSnapshot());
    expect(store.lookup('a')).toBe(1);
  });

  test('a snapshot given back twice counts once: one that is still held keeps showing what it showed', () => {
    const { run } = runOver();
    run.commit([set('a', 1)], run.takeSnapshot());
    const twice = run.takeSnapshot();
    const held = run.takeSnapshot();
    run.release(twice);
    run.release(twice);
    run.commit([set('a', 2)], run.takeSnapshot());
    expect(held.view.lookup('a')).toBe(1);
  });

  test('a snapshot whose commit failed may be given back, and nobody sees more for it', () => {
    const { run } = runOver();
    run.commit([set('a', 1)], run.takeSnapshot());
    const failing = run.takeSnapshot();
    const held = run.takeSnapshot();
    const refuse: MemoryChange = {
      op: 'update',
      path: 'a',
      change: () => {
        throw new Error('refused');
      },
    };
    expect(() => run.commit([refuse], failing)).toThrow('refused');
    run.release(failing);
    run.commit([set('a', 2)], run.takeSnapshot());
    expect(held.view.lookup('a')).toBe(1);
  });
});

describe('commits', () => {
  test('operations are kept in the order of the commits, for the end of the run', () => {
    const { run } = runOver();
    const [first, second] = [run.takeSnapshot(), run.takeSnapshot()];
    run.commit([set('a', 2), { op: 'newObject', path: 'b' }], second);
    run.commit([set('a', 1), { op: 'delete', path: 'c' }], first);
    expect(run.operations).toEqual([
      set('a', 2),
      { op: 'newObject', path: 'b' },
      set('a', 1),
      { op: 'delete', path: 'c' },
    ]);
  });

  test('an update is applied to what is there when the invocation commits, not to what it saw', () => {
    const { run } = runOver(set('count', 10));
    const [first, second] = [run.takeSnapshot(), run.takeSnapshot()];
    run.commit([add('count', 1)], first);
    run.commit([add('count', 1)], second);
    expect(current(run, 'count')).toBe(12);
    expect(run.operations).toEqual([set('count', 11), set('count', 12)]);
  });

  test('an update sees what its own invocation wrote before it', () => {
    const { run } = runOver(set('count', 10));
    run.commit([set('count', 100), add('count', 1), add('count', 1)], run.takeSnapshot());
    expect(current(run, 'count')).toBe(102);
  });

  test('an update of a path where nothing is gets nothing', () => {
    const seen: MemoryItem[] = [];
    const { run } = runOver({ op: 'newObject', path: 'object' });
    const look = (path: string): MemoryChange => ({
      op: 'update',
      path,
      change: (item) => {
        seen.push(item);
        return 1;
      },
    });
    run.commit([look('missing'), look('object')], run.takeSnapshot());
    expect(seen).toEqual([undefined, nestedObject]);
  });

  test('an update runs exactly once', () => {
    let times = 0;
    const { run } = runOver();
    const count: MemoryChange = { op: 'update', path: 'a', change: () => ++times };
    const held = run.takeSnapshot();
    run.commit([count], run.takeSnapshot());
    run.commit([set('b', 1)], held);
    expect(times).toBe(1);
    expect(current(run, 'a')).toBe(1);
    expect(times).toBe(1);
  });

  test('when one change throws, nothing of the invocation is committed', () => {
    const { run } = runOver(set('a', 1));
    run.commit([set('b', 1)], run.takeSnapshot());
    const refuse: MemoryChange = {
      op: 'update',
      path: 'c',
      change: () => {
        throw new Error('refused');
      },
    };
    expect(() => run.commit([set('a', 2), add('b', 1), refuse], run.takeSnapshot())).toThrow('refused');
    expect([current(run, 'a'), current(run, 'b'), current(run, 'c')]).toEqual([1, 1, undefined]);
    expect(run.operations).toEqual([set('b', 1)]);
  });

  test('a new object stays a new object in what is recorded', () => {
    const { run } = runOver();
    run.commit([{ op: 'newObject', path: 'a' }, set('a.b', 1)], run.takeSnapshot());
    const restored = new MemoryStore();
    for (const operation of run.operations) {
      applyMemoryOperation(restored, operation);
    }
    expect([restored.lookup('a'), restored.lookup('a.b')]).toEqual([nestedObject, 1]);
  });
});

describe('conflicts', () => {
  test('the later commit to a path wins, and the path is counted', () => {
    const { run } = runOver();
    const [first, second] = [run.takeSnapshot(), run.takeSnapshot()];
    expect(run.commit([set('a', 'first'), set('b', 'first')], first)).toBe(0);
    expect(run.commit([set('a', 'second'), set('c', 'second')], second)).toBe(1);
    expect([current(run, 'a'), current(run, 'b'), current(run, 'c')]).toEqual(['second', 'first', 'second']);
  });

  test('a path is counted once per commit, however often it was written', () => {
    const { run } = runOver();
    const [first, second] = [run.takeSnapshot(), run.takeSnapshot()];
    run.commit([set('a', 1), set('a', 2)], first);
    expect(run.commit([set('a', 3), { op: 'delete', path: 'a' }, set('a', 4)], second)).toBe(1);
  });

  test('what was committed before the invocation started is no conflict', () => {
    const { run } = runOver();
    run.commit([set('a', 1)], run.takeSnapshot());
    expect(run.commit([set('a', 2)], run.takeSnapshot())).toBe(0);
  });

  test('an update overrules nobody: it builds on what the sibling committed', () => {
    const { run } = runOver();
    const [first, second] = [run.takeSnapshot(), run.takeSnapshot()];
    run.commit([add('count', 1)], first);
    expect(run.commit([add('count', 1)], second)).toBe(0);
  });
});

test('sensory memory begins with nothing in it', () => {
  expect(emptyMemory.lookup('')).toBe(nestedObject);
  expect(emptyMemory.lookup('a')).toBeUndefined();
  expect(emptyMemory.names('')).toEqual([]);
});
