/**
 * When an append is acknowledged.
 *
 * - `sync`: when it is on the disk. Survives a loss of power. The default.
 * - `interval`: when the system has it; the disk has it at most about `intervalMs` later. Survives the end of the process; a loss of power may take the last `intervalMs`.
 * - `os`: when the system has it. Survives the end of the process; a loss of power may take everything since the last segment began.
 */
export type JournalDurability = 'sync' | 'os' | { readonly intervalMs: number };
