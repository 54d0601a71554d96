import type { MemoryOperation } from '@millrace/api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeyMemory, type TimeToLive } from '../../src/memory/key-memory.js';
import { memoryOperation, memoryPath } from '../support/arbitraries.js';
import { type Listing, listView } from '../support/naive-memory.js';

interface RunOfKey {
  readonly waitMs: number;
  readonly operations: readonly MemoryOperation[];
  readonly reads: readonly string[];
  readonly sweptAfterMs: number | undefined;
}

const runOfKey: fc.Arbitrary<RunOfKey> = fc.record({
  waitMs: fc.nat(60),
  operations: fc.array(memoryOperation, { maxLength: 4 }),
  reads: fc.array(memoryPath, { maxLength: 2 }),
  sweptAfterMs: fc.option(fc.nat(60), { nil: undefined }),
});

const timeToLive: fc.Arbitrary<TimeToLive> = fc.record({
  ttlMs: fc.constantFrom(0, 1, 50, 100),
  refreshOnRead: fc.boolean(),
  showExpired: fc.boolean(),
});

interface Node {
  refreshedAt: number;
  readonly value: unknown;
  readonly fields: Map<string, Node> | undefined;
}

/** Memory with a time to live, written down as a tree in which every node on the way to a write is as new as the write. */
class NaiveKeyMemory {
  readonly #timeToLive: TimeToLive;
  readonly #root: Node = { refreshedAt: 0, value: undefined, fields: new Map() };

  constructor(timeToLive: TimeToLive) {
    this.#timeToLive = timeToLive;
  }

  fold(operations: readonly MemoryOperation[], reads: readonly string[], nowMs: number): void {
    this.sweep(nowMs);
    for (const operation of operations) {
      this.#apply(operation, nowMs);
    }
    if (this.#timeToLive.refreshOnRead) {
      for (const path of reads) {
        const way = this.#wayTo(path);
        for (const node of way ?? []) {
          node.refreshedAt = nowMs;
        }
      }
    }
  }

  sweep(nowMs: number): void {
    this.#removeExpired(this.#root, nowMs);
  }

  listAt(nowMs: number): Listing {
    const isShown = (node: Node): boolean => this.#timeToLive.showExpired || !this.#hasExpired(node, nowMs);
    const list = (node: Node): Listing =>
      [...(node.fields ?? [])]
        .filter(([, child]) => isShown(child))
        .map(([name, child]) => [name, child.fields === undefined ? { value: child.value } : list(child)]);
    return list(this.#root);
  }

  #apply(operation: MemoryOperation, nowMs: number): void {
    const names = operation.path.split('.');
    const last = names.pop() ?? '';
    if (operation.op === 'delete') {
      (names.length === 0 ? this.#root : this.#wayTo(names.join('.'))?.at(-1))?.fields?.delete(last);
      return;
    }
    let parent = this.#root;
    for (const name of names) {
      parent = objectIn(parent, name, nowMs);
    }
    if (operation.op === 'set') {
      parent.fields?.set(last, { refreshedAt: nowMs, value: operation.value, fields: undefined });
    } else {
      objectIn(parent, last, nowMs);
    }
  }

  /** The nodes on the way to `path`, if there is one to its end. */
  #wayTo(path: string): readonly Node[] | undefined {
    const way: Node[] = [];
    let at: Node | undefined = this.#root;
    for (const name of path.split('.')) {
      at = at.fields?.get(name);
      if (at === undefined) {
        return undefined;
      }
      way.push(at);
    }
    return way;
  }

  #removeExpired(node: Node, nowMs: number): void {
    for (const [name, child] of node.fields ?? []) {
      if (this.#hasExpired(child, nowMs)) {
        node.fields?.delete(name);
      } else {
        this.#removeExpired(child, nowMs);
      }
    }
  }

  #hasExpired(node: Node, nowMs: number): boolean {
    return this.#timeToLive.ttlMs > 0 && node.refreshedAt + this.#timeToLive.ttlMs <= nowMs;
  }
}

function objectIn(parent: Node, name: string, nowMs: number): Node {
  const found = parent.fields?.get(name);
  if (found?.fields !== undefined) {
    found.refreshedAt = nowMs;
    return found;
  }
  const object: Node = { refreshedAt: nowMs, value: undefined, fields: new Map() };
  parent.fields?.set(name, object);
  return object;
}

test('memory of a key reads at every time as a tree of nodes that each know when they were written or read last', () => {
  fc.assert(
    fc.property(timeToLive, fc.array(runOfKey, { maxLength: 12, size: 'max' }), (ttl, runs) => {
      const memory = new KeyMemory(ttl);
      const naive = new NaiveKeyMemory(ttl);
      let nowMs = 0;
      for (const { waitMs, operations, reads, sweptAfterMs } of runs) {
        nowMs += waitMs;
        memory.fold(operations, reads, nowMs);
        naive.fold(operations, reads, nowMs);
        if (sweptAfterMs !== undefined) {
          nowMs += sweptAfterMs;
          memory.sweep(nowMs);
          naive.sweep(nowMs);
        }
        for (const laterMs of [0, 1, 49, 50, 99, 100]) {
          expect(listView(memory.viewAt(nowMs + laterMs))).toEqual(naive.listAt(nowMs + laterMs));
        }
      }
    }),
    { seed: 1, numRuns: 1000 },
  );
});

test('a sweep shows to nobody who does not see what has expired', () => {
  fc.assert(
    fc.property(fc.array(runOfKey, { maxLength: 8 }), fc.nat(100), fc.nat(100), (runs, sweepMs, laterMs) => {
      const ttl: TimeToLive = { ttlMs: 50, refreshOnRead: true, showExpired: false };
      const [swept, unswept] = [new KeyMemory(ttl), new KeyMemory(ttl)];
      let nowMs = 0;
      for (const { waitMs, operations, reads } of runs) {
        nowMs += waitMs;
        swept.fold(operations, reads, nowMs);
        unswept.fold(operations, reads, nowMs);
      }
      swept.sweep(nowMs + sweepMs);
      const laterView = listView(swept.viewAt(nowMs + sweepMs + laterMs));
      expect(laterView).toEqual(listView(unswept.viewAt(nowMs + sweepMs + laterMs)));
    }),
    { seed: 2, numRuns: 1000 },
  );
});
