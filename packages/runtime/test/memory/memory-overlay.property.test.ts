import type { MemoryOperation } from '@millrace/api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemoryOverlay } from '../../src/memory/memory-overlay.js';
import { MemoryStore } from '../../src/memory/memory-store.js';
import { applyMemoryOperation, type MemoryTree, type MemoryView } from '../../src/memory/memory-tree.js';
import { memoryOperations } from '../support/arbitraries.js';
import { listView } from '../support/naive-memory.js';

function apply<T extends MemoryTree>(tree: T, operations: readonly MemoryOperation[]): T {
  for (const operation of operations) {
    applyMemoryOperation(tree, operation);
  }
  return tree;
}

function storeOf(...operations: readonly (readonly MemoryOperation[])[]): MemoryStore {
  return apply(new MemoryStore(), operations.flat());
}

function overlayOn(base: MemoryView, operations: readonly MemoryOperation[]): MemoryOverlay {
  return apply(new MemoryOverlay(base), operations);
}

test('an overlay reads as a store to which the same operations were applied, names in the same order', () => {
  fc.assert(
    fc.property(memoryOperations, memoryOperations, (before, changes) => {
      expect(listView(overlayOn(storeOf(before), changes))).toEqual(listView(storeOf(before, changes)));
    }),
    { seed: 1, numRuns: 2000 },
  );
});

test('so does an overlay on an overlay', () => {
  fc.assert(
    fc.property(memoryOperations, memoryOperations, memoryOperations, (before, first, second) => {
      const overlay = overlayOn(overlayOn(storeOf(before), first), second);
      expect(listView(overlay)).toEqual(listView(storeOf(before, first, second)));
    }),
    { seed: 2, numRuns: 2000 },
  );
});

test('what is below an overlay stays as it is', () => {
  fc.assert(
    fc.property(memoryOperations, memoryOperations, (before, changes) => {
      const store = storeOf(before);
      overlayOn(store, changes);
      expect(listView(store)).toEqual(listView(storeOf(before)));
    }),
    { seed: 3, numRuns: 500 },
  );
});

test('a copy and its original go their own ways', () => {
  fc.assert(
    fc.property(
      memoryOperations,
      memoryOperations,
      memoryOperations,
      memoryOperations,
      (before, shared, one, other) => {
        const original = overlayOn(storeOf(before), shared);
        const copy = original.copy();
        apply(original, one);
        apply(copy, other);
        expect(listView(original)).toEqual(listView(storeOf(before, shared, one)));
        expect(listView(copy)).toEqual(listView(storeOf(before, shared, other)));
      },
    ),
    { seed: 4, numRuns: 1000 },
  );
});
