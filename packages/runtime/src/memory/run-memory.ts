import type { AttributeValue, MemoryOperation } from '@millrace/api';
import { MemoryOverlay } from './memory-overlay.js';
import {
  applyMemoryOperation,
  type MemoryItem,
  type MemoryTree,
  type MemoryView,
  nestedObject,
} from './memory-tree.js';

const noOperations: readonly MemoryOperation[] = Object.freeze([]);

/** What an invocation asks for: an operation, or a change that is turned into one when the invocation commits. */
export type PendingMemoryOperation = MemoryOperation | MemoryChange;

/** A `memory.update`: turned into a `set` at commit, from what is there then. */
export interface MemoryChange {
  readonly op: 'update';
  readonly path: string;
  readonly change: (current: MemoryItem) => AttributeValue;
}

/** What an invocation sees when it starts: the memory at that moment, and how many operations the run had committed. */
export interface MemorySnapshot {
  readonly view: MemoryView;
  readonly committedCount: number;
  /** Whether the run's overlay must not be changed in place because of it; told by {@link RunMemory}. */
  isSharing: boolean;
}

/** What an invocation wrote, ready to become part of the run. */
export interface PreparedCommit {
  /** With changes turned into operations. */
  readonly operations: readonly MemoryOperation[];
  readonly overlay: MemoryOverlay | undefined;
  /** On how many paths this overrules what another invocation committed after this one started: the later commit wins. */
  readonly conflicts: number;
}

/**
 * One memory of an unfinished run: what was there when the run started, plus the operations its completed invocations committed, in order.
 *
 * Later commits never show in a snapshot taken earlier: the committed overlay is changed in place only while no other snapshot shares it.
 */
export class RunMemory {
  readonly #base: MemoryView;
  readonly #operations: MemoryOperation[] = [];
  #overlay: MemoryOverlay | undefined;
  /** Number of snapshots that share `#overlay` (or the base, before there is one). */
  #sharing = 0;

  constructor(base: MemoryView) {
    this.#base = base;
  }

  /** What was committed, in order; folded into the key's memory when the run ends. */
  get operations(): readonly MemoryOperation[] {
    return this.#operations;
  }

  /** Must be given back by {@link release} or {@link commit}. */
  takeSnapshot(): MemorySnapshot {
    this.#sharing++;
    return { view: this.#overlay ?? this.#base, committedCount: this.#operations.length, isSharing: true };
  }

  /** What an invocation saw that started when `committedCount` operations were committed: for one that is begun again after a recovery. */
  takeSnapshotAt(committedCount: number): MemorySnapshot {
    if (committedCount === this.#operations.length) {
      return this.takeSnapshot();
    }
    const view = new MemoryOverlay(this.#base);
    for (const operation of this.#operations.slice(0, committedCount)) {
      applyMemoryOperation(view, operation);
    }
    return { view, committedCount, isSharing: false };
  }

  /** Commits operations that were recorded when they were committed the first time. */
  recommit(operations: readonly MemoryOperation[]): void {
    const snapshot = this.takeSnapshot();
    this.commit(operations, snapshot);
  }

  /** Gives a snapshot back whose invocation changed nothing. Doing it twice is harmless. */
  release(snapshot: MemorySnapshot): void {
    // One of an overlay that was replaced since shares nothing with anybody.
    if (snapshot.isSharing && snapshot.view === (this.#overlay ?? this.#base)) {
      this.#sharing--;
    }
    snapshot.isSharing = false;
  }

  /**
   * Commits what one invocation wrote and gives its snapshot back. All or nothing: when a change throws, nothing is committed.
   *
   * @returns how many of the paths were also written by an invocation that committed after this one started: the later commit won. Updates do not count, they build on what is there.
   */
  commit(pending: readonly PendingMemoryOperation[], snapshot: MemorySnapshot): number {
    const prepared = this.prepare(pending, snapshot);
    this.apply(prepared);
    return prepared.conflicts;
  }

  /**
   * The first half of {@link commit}: everything that can fail. Nothing may happen to this memory before {@link apply}.
   *
   * @param written what the invocation saw: the snapshot's view with its operations applied. Belongs to this memory from now on.
   */
  prepare(
    pending: readonly PendingMemoryOperation[],
    snapshot: MemorySnapshot,
    written?: MemoryOverlay,
  ): PreparedCommit {
    this.release(snapshot);
    if (pending.length === 0) {
      return { operations: noOperations, overlay: this.#overlay, conflicts: 0 };
    }
    if (written !== undefined && this.#overlay === undefined && pending.every(isOperation)) {
      // Nobody has committed anything before: what the invocation saw is what the run has now.
      return { operations: pending, overlay: written, conflicts: 0 };
    }
    const [overlay, operations] = this.#resolve(pending);
    return {
      operations,
      overlay,
      conflicts: this.#countConflicts(pending.filter(isOperation), snapshot.committedCount),
    };
  }

  /** The second half of {@link commit}, which cannot fail. */
  apply({ overlay, operations }: PreparedCommit): void {
    if (overlay !== this.#overlay) {
      this.#overlay = overlay;
      this.#sharing = 0;
    }
    for (const operation of operations) {
      this.#operations.push(operation);
    }
  }

  /** Applies `pending` to an overlay that nobody else looks at, turning changes into operations. */
  #resolve(pending: readonly PendingMemoryOperation[]): [MemoryOverlay, readonly MemoryOperation[]] {
    const plain = pending.every(isOperation);
    const inPlace = plain && this.#sharing === 0 && this.#overlay !== undefined;
    const overlay =
      inPlace && this.#overlay !== undefined ? this.#overlay : (this.#overlay?.copy() ?? new MemoryOverlay(this.#base));
    const operations = pending.map((operation) => {
      const resolved = isOperation(operation) ? operation : resolveChange(overlay, operation);
      applyMemoryOperation(overlay, resolved);
      return resolved;
    });
    return [overlay, operations];
  }

  #countConflicts(operations: readonly MemoryOperation[], since: number): number {
    if (since === this.#operations.length) {
      return 0;
    }
    const writtenMeanwhile = new Set(this.#operations.slice(since).map((operation) => operation.path));
    return new Set(
      operations.filter((operation) => writtenMeanwhile.has(operation.path)).map((operation) => operation.path),
    ).size;
  }
}

/** A view with nothing in it: where the sensory memory of a run starts. */
export const emptyMemory: MemoryView = Object.freeze({
  lookup: (path: string): MemoryItem => (path === '' ? nestedObject : undefined),
  names: (): readonly string[] => [],
});

function isOperation(operation: PendingMemoryOperation): operation is MemoryOperation {
  return operation.op !== 'update';
}

function resolveChange(tree: MemoryTree, { path, change }: MemoryChange): MemoryOperation {
  return { op: 'set', path, value: change(tree.lookup(path)) };
}
