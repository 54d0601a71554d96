import type { MemoryOperation } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { InvocationMemory } from '../../src/memory/invocation-memory.js';
import { MemoryStore } from '../../src/memory/memory-store.js';
import { applyMemoryOperation } from '../../src/memory/memory-tree.js';
import { emptyMemory, RunMemory } from '../../src/memory/run-memory.js';
import { StoredMemoryObject } from '../../src/memory/stored-memory-object.js';
import { commit } from '../support/commit.js';

function runOver(...operations: readonly MemoryOperation[]): RunMemory {
  const store = new MemoryStore();
  for (const operation of operations) {
    applyMemoryOperation(store, operation);
  }
  return new RunMemory(store);
}

function start(run: RunMemory, tracksReads = false): InvocationMemory {
  return new InvocationMemory('short_term', run, () => {}, { tracksReads });
}

describe('who sees a write', () => {
  test('the invocation that made it sees it, over what the key remembers', () => {
    const memory = start(runOver({ op: 'set', path: 'old', value: 1 }));
    const root = new StoredMemoryObject(memory);
    root.set('new', 2);
    expect([root.get('old'), root.get('new')]).toEqual([1, 2]);
  });

  test('a sibling does not see it before it is committed, and not after that if it had started before', () => {
    const run = runOver();
    const [writer, sibling] = [start(run), start(run)];
    new StoredMemoryObject(writer).set('a', 1);
    expect(sibling.view.lookup('a')).toBeUndefined();
    commit(writer);
    expect(sibling.view.lookup('a')).toBeUndefined();
    expect(start(run).view.lookup('a')).toBe(1);
  });

  test('two siblings that write below one object both keep their fields, and both are listed', () => {
    const run = runOver();
    const [one, two] = [start(run), start(run)];
    new StoredMemoryObject(one).set('shared.one', 1);
    new StoredMemoryObject(two).set('shared.two', 2);
    commit(one);
    commit(two);
    expect(new StoredMemoryObject(start(run)).getObject('shared')?.fieldNames()).toEqual(['one', 'two']);
  });

  test('nobody sees the writes of an invocation that was discarded', () => {
    const run = runOver();
    const failing = start(run);
    new StoredMemoryObject(failing).set('a', 1);
    failing.discard();
    expect(start(run).view.lookup('a')).toBeUndefined();
    expect(run.operations).toEqual([]);
  });

  test('what an invocation wrote over a sibling is counted as a conflict, and wins', () => {
    const run = new RunMemory(emptyMemory);
    const [first, second] = [start(run), start(run)];
    new StoredMemoryObject(first).set('a', 'first');
    new StoredMemoryObject(second).set('a', 'second');
    expect([commit(second), commit(first)]).toEqual([0, 1]);
    expect(start(run).view.lookup('a')).toBe('first');
  });
});

describe('reads', () => {
  test('paths of values that were read are noted when that refreshes them', () => {
    const memory = start(
      runOver(
        { op: 'set', path: 'read', value: 1 },
        { op: 'set', path: 'object.listed', value: 2 },
        { op: 'set', path: 'unread', value: 3 },
      ),
      true,
    );
    const root = new StoredMemoryObject(memory);
    root.get('read');
    root.get('read');
    root.get('missing');
    root.getObject('object')?.fields();
    root.has('unread');
    expect([...memory.readPaths]).toEqual(['read', 'object.listed']);
  });

  test('otherwise nothing is noted', () => {
    const memory = start(runOver({ op: 'set', path: 'read', value: 1 }));
    new StoredMemoryObject(memory).get('read');
    expect([...memory.readPaths]).toEqual([]);
  });
});

test('every use of the memory asks first whether it is allowed, also through handles of nested objects', () => {
  class Closed extends Error {}
  let closed = false;
  const memory = new InvocationMemory('sensory', runOver({ op: 'set', path: 'a.b', value: 1 }), () => {
    if (closed) {
      throw new Closed();
    }
  });
  const root = new StoredMemoryObject(memory);
  const nested = root.getObject('a');
  const made = root.newObject('made');
  closed = true;
  const uses = [root, nested, made].flatMap((object) => [
    () => object?.get('b'),
    () => object?.getObject('b'),
    () => object?.has('b'),
    () => object?.fieldNames(),
    () => object?.fields(),
    () => object?.set('b', 1),
    () => object?.update('b', () => 1),
    () => object?.newObject('b'),
    () => object?.delete('b'),
  ]);
  for (const use of uses) {
    expect(use).toThrow(Closed);
  }
});
