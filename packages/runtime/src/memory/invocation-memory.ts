import type { MemoryOperation, MemoryType } from '@millrace/api';
import { MemoryOverlay } from './memory-overlay.js';
import { applyMemoryOperation, type MemoryView } from './memory-tree.js';
import type { MemoryChange, MemorySnapshot, PendingMemoryOperation, RunMemory } from './run-memory.js';

/**
 * One memory as one invocation sees and changes it: what was committed before the invocation started, and its own writes on top. Nobody else sees the writes before
 * {@link commit}.
 */
export class InvocationMemory {
  readonly type: MemoryType;
  /** Throws when the context must not be used at this moment. */
  readonly guard: () => void;
  readonly #run: RunMemory;
  readonly #snapshot: MemorySnapshot;
  readonly #operations: PendingMemoryOperation[] = [];
  #overlay: MemoryOverlay | undefined;
  readonly #readPaths: Set<string> | undefined;

  /** @param tracksReads whether reads are noted, because they refresh the time to live. */
  constructor(type: MemoryType, run: RunMemory, guard: () => void, tracksReads = false) {
    this.#readPaths = tracksReads ? new Set() : undefined;
    this.type = type;
    this.guard = guard;
    this.#run = run;
    this.#snapshot = run.takeSnapshot();
  }

  get view(): MemoryView {
    return this.#overlay ?? this.#snapshot.view;
  }

  /** Paths of the values that were read, if reads are tracked. */
  get readPaths(): Iterable<string> {
    return this.#readPaths ?? [];
  }

  noteRead(path: string): void {
    this.#readPaths?.add(path);
  }

  write(operation: MemoryOperation): void {
    this.#overlay ??= new MemoryOverlay(this.#snapshot.view);
    applyMemoryOperation(this.#overlay, operation);
    this.#operations.push(operation);
  }

  writeAtCommit(change: MemoryChange): void {
    this.#operations.push(change);
  }

  /** Makes the writes part of the run. Returns the number of paths on which this commit overruled a sibling's. */
  commit(): number {
    return this.#run.commit(this.#operations, this.#snapshot);
  }

  /** Forgets the writes. */
  discard(): void {
    this.#run.release(this.#snapshot);
  }
}
