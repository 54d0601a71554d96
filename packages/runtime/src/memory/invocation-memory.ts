import type { MemoryOperation, MemoryType } from '@millrace/api';
import { MemoryOverlay } from './memory-overlay.js';
import { applyMemoryOperation, type MemoryView } from './memory-tree.js';
import type { MemoryChange, MemorySnapshot, PendingMemoryOperation, PreparedCommit, RunMemory } from './run-memory.js';

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

  /**
   * @param options.tracksReads whether reads are noted, because they refresh the time to live.
   * @param options.startedAt how many operations the run had committed when the invocation first started; default: as many as now.
   */
  constructor(
    type: MemoryType,
    run: RunMemory,
    guard: () => void,
    {
      tracksReads = false,
      startedAt,
    }: { readonly tracksReads?: boolean; readonly startedAt?: number | undefined } = {},
  ) {
    this.#readPaths = tracksReads ? new Set() : undefined;
    this.type = type;
    this.guard = guard;
    this.#run = run;
    this.#snapshot = startedAt === undefined ? run.takeSnapshot() : run.takeSnapshotAt(startedAt);
  }

  /** How many operations the run had committed when the invocation started. */
  get startedAt(): number {
    return this.#snapshot.committedCount;
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

  /** What was written, ready to become part of the run. Throws what a change threw. */
  prepare(): PreparedCommit {
    return this.#run.prepare(this.#operations, this.#snapshot, this.#overlay);
  }

  /** Makes what was written part of the run. */
  apply(prepared: PreparedCommit): void {
    this.#run.apply(prepared);
  }

  /** Forgets the writes. */
  discard(): void {
    this.#run.release(this.#snapshot);
  }
}
