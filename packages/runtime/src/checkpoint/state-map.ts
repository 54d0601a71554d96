import { setImmediate as nextTurn } from 'node:timers/promises';
import { keyBytes, keyText } from '../identity/key-text.js';
import type { CheckpointWrite } from './checkpoint-store.js';

/** States of keys, for stores that hold all of them in memory: by canonical key bytes as Latin-1 text. */
export type StateMap = ReadonlyMap<string, Uint8Array>;

/** How many changes are taken before other work gets its turn. */
const changesPerTurn = 256;

/** The states after a checkpoint. Copies, so that nobody shares bytes with the store. */
export async function changedStates(
  before: StateMap | undefined,
  changedKeys: CheckpointWrite['changedKeys'],
): Promise<StateMap> {
  const states = new Map(before);
  let taken = 0;
  for (const [key, state] of changedKeys) {
    if (state === undefined) {
      states.delete(keyText(key));
    } else {
      states.set(keyText(key), Uint8Array.from(state));
    }
    if (++taken % changesPerTurn === 0) {
      await nextTurn();
    }
  }
  return states;
}

/** The next keys in the order of their bytes, with their states. */
export function statesAfter(
  states: StateMap | undefined,
  after: Uint8Array | undefined,
  count: number,
): readonly (readonly [key: Uint8Array, state: Uint8Array])[] {
  const first = after && keyText(after);
  return [...(states ?? [])]
    .filter(([key]) => first === undefined || key > first)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .slice(0, count)
    .map(([key, state]) => [keyBytes(key), Uint8Array.from(state)]);
}
