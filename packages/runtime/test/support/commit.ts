import type { InvocationMemory } from '../../src/memory/invocation-memory.js';

/** Commits an invocation's memory as the operator does. Returns on how many paths it overruled a sibling's commit. */
export function commit(memory: InvocationMemory): number {
  const prepared = memory.prepare();
  memory.apply(prepared);
  return prepared.conflicts;
}
