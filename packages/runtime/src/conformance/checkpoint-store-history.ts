import { SeededRandom } from '../testing/seeded-random.js';

/** A checkpoint of a history: what it changes, and the state of every key after it. */
export interface HistoricCheckpoint {
  readonly checkpointId: number;
  readonly changes: readonly (readonly [key: Uint8Array, state: Uint8Array | undefined])[];
  readonly states: ReadonlyMap<string, string | undefined>;
}

/** Checkpoints 0, 1, 2 … that set and remove states of all kinds of lengths, as a function of the seed. */
export function randomHistory(options: {
  readonly seed: number;
  readonly checkpoints: number;
  readonly keys: number;
  readonly changesPerCheckpoint: number;
}): readonly HistoricCheckpoint[] {
  const random = new SeededRandom(options.seed);
  let states = new Map<string, string | undefined>();
  return Array.from({ length: options.checkpoints }, (_, checkpointId) => {
    const changes = Array.from({ length: options.changesPerCheckpoint }, () => {
      const key = `key ${random.below(options.keys)}`;
      const state = random.below(4) === 0 ? undefined : `${checkpointId}`.padEnd(lengthOf(random), 'x');
      return [key, state] as const;
    });
    states = new Map([...states, ...changes]);
    return {
      checkpointId,
      changes: changes.map(([key, state]) => [Buffer.from(key), state === undefined ? state : Buffer.from(state)]),
      states,
    };
  });
}

function lengthOf(random: SeededRandom): number {
  return random.below(10) === 0 ? random.below(20_000) : random.below(500);
}
