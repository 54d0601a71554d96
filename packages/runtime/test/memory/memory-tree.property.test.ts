import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemoryOverlay } from '../../src/memory/memory-overlay.js';
import { MemoryStore } from '../../src/memory/memory-store.js';
import { applyMemoryOperation, type MemoryTree } from '../../src/memory/memory-tree.js';
import { emptyMemory } from '../../src/memory/run-memory.js';
import { memoryOperation, memoryPath } from '../support/arbitraries.js';
import { applyNaively, emptyObject, listNaively, listView } from '../support/naive-memory.js';

const trees: readonly [string, () => MemoryTree][] = [
  ['store', () => new MemoryStore()],
  ['overlay', () => new MemoryOverlay(emptyMemory)],
];

test.each(trees)('any operations can be applied to a %s, and give what they give to nested maps', (_, create) => {
  fc.assert(
    fc.property(fc.array(memoryOperation, { maxLength: 40, size: 'max' }), (operations) => {
      const tree = create();
      const naive = emptyObject();
      for (const operation of operations) {
        applyMemoryOperation(tree, operation);
        applyNaively(naive, operation);
        expect(listView(tree)).toEqual(listNaively(naive));
      }
    }),
    { seed: 1, numRuns: 1000 },
  );
});

test.each(trees)('nothing is at a path of a %s that its root does not lead to', (_, create) => {
  fc.assert(
    fc.property(
      fc.array(memoryOperation, { maxLength: 40, size: 'max' }),
      fc.array(memoryPath),
      (operations, paths) => {
        const tree = create();
        for (const operation of operations) {
          applyMemoryOperation(tree, operation);
        }
        for (const path of [...paths, ...operations.map((operation) => operation.path)]) {
          const names = path.split('.');
          const reachable = names.every((name, depth) => tree.names(names.slice(0, depth).join('.')).includes(name));
          expect(tree.lookup(path) !== undefined).toBe(reachable);
        }
      },
    ),
    { seed: 2, numRuns: 1000 },
  );
});

test.each(trees)('applying the same operations to a %s once more changes no value', (_, create) => {
  fc.assert(
    fc.property(memoryOperation, fc.array(memoryOperation, { maxLength: 20, size: 'max' }), (operation, before) => {
      const tree = create();
      for (const each of [...before, operation]) {
        applyMemoryOperation(tree, each);
      }
      const once = listView(tree);
      applyMemoryOperation(tree, operation);
      expect(listView(tree)).toEqual(once);
    }),
    { seed: 3, numRuns: 1000 },
  );
});
