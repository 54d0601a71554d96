import { expect, test } from 'vitest';
import { MemoryStore } from '../../src/memory/memory-store.js';
import { applyMemoryOperation, nestedObject } from '../../src/memory/memory-tree.js';

test('everything in it can be listed with its path, objects before what is in them, in the order of the fields', () => {
  const store = new MemoryStore();
  applyMemoryOperation(store, { op: 'set', path: 'a.b', value: 1 });
  applyMemoryOperation(store, { op: 'set', path: 'c', value: null });
  applyMemoryOperation(store, { op: 'newObject', path: 'd' });
  applyMemoryOperation(store, { op: 'set', path: 'a.e.f', value: [2] });
  expect(store.entries()).toEqual([
    ['a', nestedObject],
    ['a.b', 1],
    ['a.e', nestedObject],
    ['a.e.f', [2]],
    ['c', null],
    ['d', nestedObject],
  ]);
  expect(store.entries('a.e')).toEqual([['a.e.f', [2]]]);
});

test('names that were asked for before do not change with the store', () => {
  const store = new MemoryStore();
  applyMemoryOperation(store, { op: 'set', path: 'a', value: 1 });
  const names = store.names('');
  applyMemoryOperation(store, { op: 'set', path: 'b', value: 1 });
  expect(names).toEqual(['a']);
});

test('a store with an empty object in it is not empty', () => {
  const store = new MemoryStore();
  expect(store.isEmpty).toBe(true);
  applyMemoryOperation(store, { op: 'newObject', path: 'a' });
  expect(store.isEmpty).toBe(false);
});
