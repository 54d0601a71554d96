import type { MemoryOperation } from '@millrace/api';
import { expect, test } from 'vitest';
import { MemoryStore } from '../../src/memory/memory-store.js';
import { applyMemoryOperation, fieldName, fieldPath, nestedObject, parentPath } from '../../src/memory/memory-tree.js';

function storeAfter(...operations: readonly MemoryOperation[]): MemoryStore {
  const store = new MemoryStore();
  for (const operation of operations) {
    applyMemoryOperation(store, operation);
  }
  return store;
}

test('setting a deep path makes the objects on the way', () => {
  const store = storeAfter({ op: 'set', path: 'a.b.c', value: 1 });
  expect(store.lookup('a.b.c')).toBe(1);
  expect([store.lookup('a'), store.lookup('a.b')]).toEqual([nestedObject, nestedObject]);
  expect([store.names(''), store.names('a'), store.names('a.b')]).toEqual([['a'], ['b'], ['c']]);
});

test('a value in the way of a deeper path becomes an object', () => {
  const store = storeAfter({ op: 'set', path: 'a', value: 1 }, { op: 'set', path: 'a.b', value: 2 });
  expect(store.lookup('a')).toBe(nestedObject);
  expect(store.lookup('a.b')).toBe(2);
});

test('an object in the way of a value goes with everything below it', () => {
  const store = storeAfter({ op: 'set', path: 'a.b.c', value: 1 }, { op: 'set', path: 'a', value: 2 });
  expect(store.lookup('a')).toBe(2);
  expect([store.lookup('a.b'), store.lookup('a.b.c')]).toEqual([undefined, undefined]);
});

test('a new object applied again keeps what was put into it meanwhile, and never becomes a null value', () => {
  const store = storeAfter(
    { op: 'newObject', path: 'a' },
    { op: 'set', path: 'a.b', value: 1 },
    { op: 'newObject', path: 'a' },
  );
  expect(store.lookup('a')).toBe(nestedObject);
  expect(store.lookup('a.b')).toBe(1);
});

test('null is a value like any other', () => {
  const store = storeAfter({ op: 'set', path: 'a', value: null });
  expect(store.lookup('a')).toBeNull();
  expect(store.names('')).toEqual(['a']);
});

test('deleting removes a path with everything below it, and nothing beside it', () => {
  const store = storeAfter(
    { op: 'set', path: 'a.b.c', value: 1 },
    { op: 'set', path: 'a.bc', value: 2 },
    { op: 'delete', path: 'a.b' },
  );
  expect([store.lookup('a.b'), store.lookup('a.b.c')]).toEqual([undefined, undefined]);
  expect(store.lookup('a.bc')).toBe(2);
  expect(store.names('a')).toEqual(['bc']);
});

test('deleting what is not there changes nothing', () => {
  expect(storeAfter({ op: 'delete', path: 'a.b' }).isEmpty).toBe(true);
});

test('what was deleted leaves nothing behind', () => {
  const store = storeAfter({ op: 'set', path: 'a.b', value: 1 }, { op: 'delete', path: 'a' });
  expect(store.isEmpty).toBe(true);
  expect(store.names('a')).toEqual([]);
});

test('the root is an object, always', () => {
  expect(new MemoryStore().lookup('')).toBe(nestedObject);
});

test('a path is its parent path and its last name', () => {
  for (const path of ['a', 'a.b', 'a.b.c']) {
    expect(fieldPath(parentPath(path), fieldName(path))).toBe(path);
  }
  expect([parentPath('a'), fieldName('a')]).toEqual(['', 'a']);
  expect([parentPath('a.b.c'), fieldName('a.b.c')]).toEqual(['a.b', 'c']);
});
