import type { AttributeValue, MemoryOperation } from '@millrace/api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InvocationMemory } from '../../src/memory/invocation-memory.js';
import { MemoryStore } from '../../src/memory/memory-store.js';
import { applyMemoryOperation, type MemoryItem, nestedObject } from '../../src/memory/memory-tree.js';
import { RunMemory } from '../../src/memory/run-memory.js';
import { memoryOperation, memoryOperations, memoryPath } from '../support/arbitraries.js';
import { commit } from '../support/commit.js';
import { applyNaively, emptyObject, type Listing, listNaively, listView } from '../support/naive-memory.js';

type Step =
  | { readonly do: 'start' }
  | { readonly do: 'write'; readonly who: number; readonly operation: MemoryOperation }
  | { readonly do: 'update'; readonly who: number; readonly path: string; readonly throws: boolean }
  | { readonly do: 'commit'; readonly who: number }
  | { readonly do: 'discard'; readonly who: number };

const who = fc.nat(5);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('start' as const) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('write' as const), who, operation: memoryOperation }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('update' as const),
      who,
      path: memoryPath,
      throws: fc.integer({ min: 0, max: 4 }).map((number) => number === 0),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('commit' as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('discard' as const), who }) },
);

/** What a change does in both worlds: it keeps what it found, so that a wrong current value shows. */
function changed(found: MemoryItem): AttributeValue {
  return found === nestedObject ? 'was an object' : { was: found ?? 'missing' };
}

class Refusal extends Error {}

type NaivePending = MemoryOperation | { readonly op: 'update'; readonly path: string; readonly throws: boolean };

/** An invocation in the world of lists: when it started, and what it asked for. */
interface NaiveInvocation {
  readonly committedBefore: number;
  readonly pending: NaivePending[];
}

/** A run in the world of lists: every view is computed from the beginning. */
class NaiveRun {
  readonly before: readonly MemoryOperation[];
  readonly committed: MemoryOperation[] = [];

  constructor(before: readonly MemoryOperation[]) {
    this.before = before;
  }

  viewOf({ committedBefore, pending }: NaiveInvocation): Listing {
    const writes = pending.filter((each) => each.op !== 'update');
    return this.#after([...this.committed.slice(0, committedBefore), ...writes]);
  }

  /** Returns the number of conflicts, or what a change threw. */
  commit({ committedBefore, pending }: NaiveInvocation): number | 'refused' {
    const operations: MemoryOperation[] = [];
    for (const each of pending) {
      if (each.op !== 'update') {
        operations.push(each);
      } else if (each.throws) {
        return 'refused';
      } else {
        const found = itemAt(this.#after([...this.committed, ...operations]), each.path.split('.'));
        operations.push({ op: 'set', path: each.path, value: changed(found) });
      }
    }
    const meanwhile = this.committed.slice(committedBefore).map(({ path }) => path);
    const written = new Set(pending.filter((each) => each.op !== 'update').map(({ path }) => path));
    this.committed.push(...operations);
    return [...written].filter((path) => meanwhile.includes(path)).length;
  }

  #after(operations: readonly MemoryOperation[]): Listing {
    const root = emptyObject();
    for (const operation of [...this.before, ...operations]) {
      applyNaively(root, operation);
    }
    return listNaively(root);
  }
}

function itemAt(listing: Listing, [name, ...rest]: readonly string[]): MemoryItem {
  const content = listing.find(([field]) => field === name)?.[1];
  if (content === undefined) {
    return undefined;
  }
  if ('value' in content) {
    return rest.length === 0 ? (content.value as AttributeValue) : undefined;
  }
  return rest.length === 0 ? nestedObject : itemAt(content, rest);
}

function commitOutcome(invocation: InvocationMemory): number | 'refused' {
  try {
    return commit(invocation);
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    invocation.discard();
    return 'refused';
  }
}

interface Both {
  readonly real: InvocationMemory;
  readonly naive: NaiveInvocation;
}

/** Lets invocations of one run take the steps, in both worlds. */
function* interleave(run: RunMemory, naiveRun: NaiveRun, steps: readonly Step[]): Generator<readonly Both[]> {
  const running: Both[] = [];
  const end = (both: Both): void => {
    running.splice(running.indexOf(both), 1);
  };
  for (const each of steps) {
    if (each.do === 'start') {
      const naive = { committedBefore: naiveRun.committed.length, pending: [] };
      running.push({ real: new InvocationMemory('short_term', run, () => {}), naive });
    } else {
      const both = running[each.who % Math.max(1, running.length)];
      if (both !== undefined) {
        act(each, both, naiveRun, end);
      }
    }
    yield running;
  }
}

function act(each: Exclude<Step, { do: 'start' }>, both: Both, naiveRun: NaiveRun, end: (both: Both) => void): void {
  const { real, naive } = both;
  switch (each.do) {
    case 'write':
      real.write(each.operation);
      naive.pending.push(each.operation);
      break;
    case 'update': {
      let runs = 0;
      const change = (found: MemoryItem): AttributeValue => {
        if (runs++ > 0) {
          throw new Error('A change ran twice.');
        }
        if (each.throws) {
          throw new Refusal();
        }
        return changed(found);
      };
      real.writeAtCommit({ op: 'update', path: each.path, change });
      naive.pending.push({ op: 'update', path: each.path, throws: each.throws });
      break;
    }
    case 'commit':
      end(both);
      expect(commitOutcome(real)).toBe(naiveRun.commit(naive));
      break;
    case 'discard':
      end(both);
      real.discard();
      break;
  }
}

test('however invocations interleave, each sees what was committed before it started and its own writes, and a commit is all or nothing', () => {
  fc.assert(
    fc.property(memoryOperations, fc.array(step, { maxLength: 40, size: 'max' }), (before, steps) => {
      const store = new MemoryStore();
      for (const operation of before) {
        applyMemoryOperation(store, operation);
      }
      const run = new RunMemory(store);
      const naiveRun = new NaiveRun(before);
      for (const running of interleave(run, naiveRun, steps)) {
        expect(running.map(({ real }) => listView(real.view))).toEqual(
          running.map(({ naive }) => naiveRun.viewOf(naive)),
        );
        expect(run.operations).toEqual(naiveRun.committed);
      }
    }),
    { seed: 1, numRuns: 1500 },
  );
});
