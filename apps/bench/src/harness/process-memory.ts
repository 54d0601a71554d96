import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { collectGarbage } from './contest.js';

/** What the process holds, in bytes. */
export interface ProcessMemory {
  /** Resident, with pages of files that are mapped. */
  readonly resident: number;
  /** Objects of the program: the heap in use, and what it holds outside. */
  readonly live: number;
}

/** Collects garbage until nothing more comes of it, and looks. */
export async function settledMemory(): Promise<ProcessMemory> {
  for (let round = 0; round < 4; round++) {
    collectGarbage();
    await nextTurn();
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  return { resident: rss, live: heapUsed + external };
}

/** How much of the resident memory belongs to the process alone, in bytes; pages of mapped files belong to the system. `undefined` where it does not tell. */
export function privateResidentMemory(): number | undefined {
  try {
    const kibibytes = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  } catch {
    return undefined;
  }
}
