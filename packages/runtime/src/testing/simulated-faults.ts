/** Whatever a {@link SimulatedFileSystem} is asked to do. Opening a file that is made thereby is `create`. */
export type FileOperation =
  | 'create'
  | 'write'
  | 'dataSync'
  | 'truncate'
  | 'rename'
  | 'remove'
  | 'makeDirectory'
  | 'syncDirectory'
  | 'open'
  | 'read'
  | 'length'
  | 'list'
  | 'exists'
  | 'close';

/** The operations that change what is on the disk, or make it sure. */
export const durableOperations: ReadonlySet<FileOperation> = new Set<FileOperation>([
  'create',
  'write',
  'dataSync',
  'truncate',
  'rename',
  'remove',
  'makeDirectory',
  'syncDirectory',
]);

/** A failure to come. */
export interface Fault {
  /** What fails; `any`: whatever changes the disk or makes it sure. */
  readonly operation: FileOperation | 'any';
  readonly code: 'EIO' | 'ENOSPC';
  /** Which files and directories it hits, by path. Default: all. */
  readonly path?: RegExp;
  /** Which of these operations fails, counted from now. Default 1, the next. */
  readonly nth?: number;
  /** Whether all after it fail, too, until the fault is cleared. */
  readonly isLasting?: boolean;
  /** How much of a failing write is written. Default: by chance. */
  readonly writtenBytes?: number;
}

/** The faults of a {@link SimulatedFileSystem}. */
export class SimulatedFaults {
  readonly #pending = new Map<Fault, number>();

  /** @returns a function that clears the fault. */
  add(fault: Fault): () => void {
    this.#pending.set(fault, fault.nth ?? 1);
    return () => {
      this.#pending.delete(fault);
    };
  }

  /** The fault that hits an operation which happens now. */
  next(operation: FileOperation, path: string): Fault | undefined {
    let hit: Fault | undefined;
    for (const [fault, count] of this.#pending) {
      const isConcerned =
        fault.operation === operation || (fault.operation === 'any' && durableOperations.has(operation));
      if (isConcerned && (fault.path === undefined || path.search(fault.path) !== -1)) {
        this.#pending.set(fault, Math.max(count - 1, 1));
        hit ??= count === 1 ? fault : undefined;
      }
    }
    if (hit !== undefined && hit.isLasting !== true) {
      this.#pending.delete(hit);
    }
    return hit;
  }
}

/** An error as Node makes them of errors of the system. */
export function systemError(code: string, operation: FileOperation, path: string): Error {
  return Object.assign(new Error(`${code}: simulated, ${operation} '${path}'`), { code, path });
}
