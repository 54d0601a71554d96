import { describe, expect, test } from 'vitest';
import type { CheckpointStore, CheckpointWrite, StoredCheckpoint } from '../../src/checkpoint/checkpoint-store.js';
import { InMemoryCheckpointStore } from '../../src/checkpoint/in-memory-checkpoint-store.js';
import { checkpointStoreConformance } from '../../src/conformance/index.js';

/** A store that keeps the laws, by asking another one; each test breaks one of them. */
class Forwarding implements CheckpointStore {
  protected readonly store: InMemoryCheckpointStore;

  constructor(store: InMemoryCheckpointStore) {
    this.store = store;
  }

  open(): Promise<StoredCheckpoint | undefined> {
    return this.store.open();
  }

  readKey(key: Uint8Array): Uint8Array | undefined {
    return this.store.readKey(key);
  }

  readSome(after: Uint8Array | undefined, count: number): readonly (readonly [Uint8Array, Uint8Array])[] {
    return this.store.readSome(after, count);
  }

  write(checkpoint: CheckpointWrite): Promise<void> {
    return this.store.write(checkpoint);
  }

  savepoint(directory: string): Promise<void> {
    return this.store.savepoint(directory);
  }

  close(): Promise<void> {
    return this.store.close();
  }
}

async function brokenLaws(wrap: (store: InMemoryCheckpointStore) => CheckpointStore): Promise<readonly string[]> {
  const cases = checkpointStoreConformance({
    create: async () => {
      const store = new InMemoryCheckpointStore();
      return {
        createStore: () => wrap(store),
        savepointDirectory: () => 'savepoint',
        createStoreOf: (directory) => wrap(store.savepoints.get(directory) ?? new InMemoryCheckpointStore()),
      };
    },
  });
  const broken: string[] = [];
  for (const { name, run } of cases) {
    await run().catch(() => broken.push(name));
  }
  return broken;
}

test('a store that keeps the laws passes', { timeout: 60_000 }, async () => {
  expect(await brokenLaws((store) => new Forwarding(store))).toEqual([]);
});

test('what a fixture has taken is given back after every case, also a failed one', async () => {
  let disposed = 0;
  const cases = checkpointStoreConformance({
    create: async () => ({
      createStore: () => {
        throw new Error('no store');
      },
      savepointDirectory: () => 'savepoint',
      createStoreOf: () => new InMemoryCheckpointStore(),
      dispose: async () => {
        disposed++;
      },
    }),
  });
  const results = await Promise.allSettled(cases.map(({ run }) => run()));
  expect(results.every(({ status }) => status === 'rejected')).toBe(true);
  expect(disposed).toBe(cases.length);
});

describe('the suite notices', { timeout: 60_000 }, () => {
  test('a store that forgets when it is closed', async () => {
    expect(await brokenLaws(() => new Forwarding(new InMemoryCheckpointStore()))).toContain(
      'a checkpoint is found again when the place is opened again, and so is the one after it',
    );
  });

  test('a store that keeps the state of keys that have none any more', async () => {
    class Keeping extends Forwarding {
      override write({ changedKeys, ...rest }: CheckpointWrite): Promise<void> {
        return super.write({ ...rest, changedKeys: [...changedKeys].filter(([, state]) => state !== undefined) });
      }
    }
    const broken = await brokenLaws((store) => new Keeping(store));
    expect(broken).toContain('a key keeps its state until a checkpoint changes or removes it, and can come back');
    expect(broken).toContain('over many checkpoints every key has the state it was given last');
  });

  test('a store that takes long keys for one another', async () => {
    class Shortening extends Forwarding {
      override readKey(key: Uint8Array): Uint8Array | undefined {
        return super.readKey(key.subarray(0, 1000));
      }

      override write({ changedKeys, ...rest }: CheckpointWrite): Promise<void> {
        const shortened = [...changedKeys].map(([key, state]) => [key.subarray(0, 1000), state] as const);
        return super.write({ ...rest, changedKeys: shortened });
      }
    }
    expect(await brokenLaws((store) => new Shortening(store))).toContain(
      'keys are told apart by all of their bytes, also empty ones, long ones, and beginnings of one another',
    );
  });

  test('a store that takes an empty state for none', async () => {
    class Emptying extends Forwarding {
      override readKey(key: Uint8Array): Uint8Array | undefined {
        const state = super.readKey(key);
        return state?.length === 0 ? undefined : state;
      }
    }
    expect(await brokenLaws((store) => new Emptying(store))).toEqual([
      'an empty state is a state, and an empty manifest is a manifest',
    ]);
  });

  test('a store that takes the bytes it is handed for its own', async () => {
    class Taking extends Forwarding {
      override async write(checkpoint: CheckpointWrite): Promise<void> {
        const changes = [...checkpoint.changedKeys];
        await super.write({ ...checkpoint, changedKeys: changes });
        changes.forEach(([, state]) => {
          state?.fill(0);
        });
      }
    }
    expect(await brokenLaws((store) => new Taking(store))).toContain(
      'what is read belongs to the reader, and what was handed in to whoever did: nobody shares bytes with the store',
    );
  });

  test('a store that writes a checkpoint part by part', async () => {
    class Partial extends Forwarding {
      override async write({ checkpointId, manifest, changedKeys }: CheckpointWrite): Promise<void> {
        let part: (readonly [Uint8Array, Uint8Array | undefined])[] = [];
        for (const change of changedKeys) {
          part.push(change);
          if (part.length === 1000) {
            await super.write({ checkpointId, manifest, changedKeys: part });
            part = [];
          }
        }
        await super.write({ checkpointId, manifest, changedKeys: part });
      }
    }
    expect(await brokenLaws((store) => new Partial(store))).toContain(
      'a write whose changes cannot be had fails, and the checkpoint before it is still the newest',
    );
  });

  test('a store that holds the event loop until it has all changes', async () => {
    class Greedy extends Forwarding {
      override write({ changedKeys, ...rest }: CheckpointWrite): Promise<void> {
        return super.write({ ...rest, changedKeys: [...changedKeys] });
      }
    }
    expect(await brokenLaws((store) => new Greedy(store))).toContain(
      'changes are taken once and to their end while the checkpoint is written, and other work gets its turn meanwhile',
    );
  });

  test('a store that takes changes twice', async () => {
    class Counting extends Forwarding {
      override write({ changedKeys, ...rest }: CheckpointWrite): Promise<void> {
        let count = 0;
        for (const change of changedKeys) {
          count += change.length;
        }
        return count < 0 ? Promise.resolve() : super.write({ ...rest, changedKeys });
      }
    }
    expect(await brokenLaws((store) => new Counting(store))).toContain(
      'changes are taken once and to their end while the checkpoint is written, and other work gets its turn meanwhile',
    );
  });

  test('a store that leaves keys out when it goes through them', async () => {
    class Skipping extends Forwarding {
      override readSome(after: Uint8Array | undefined, count: number): readonly (readonly [Uint8Array, Uint8Array])[] {
        return super.readSome(after, count).filter((_, index) => index !== 3);
      }
    }
    expect(await brokenLaws((store) => new Skipping(store))).toContain(
      'going through the keys, some at a time, finds every key that has a state once',
    );
  });

  test('a store that shows what is not complete yet', async () => {
    class Hasty extends Forwarding {
      #early: ReadonlyMap<string, Uint8Array | undefined> = new Map();

      override readKey(key: Uint8Array): Uint8Array | undefined {
        return this.#early.get(Buffer.from(key).toString()) ?? super.readKey(key);
      }

      override async write(checkpoint: CheckpointWrite): Promise<void> {
        const changes = [...checkpoint.changedKeys];
        this.#early = new Map(changes.map(([key, state]) => [Buffer.from(key).toString(), state]));
        await super.write({ ...checkpoint, changedKeys: changes });
      }
    }
    expect(await brokenLaws((store) => new Hasty(store))).toContain(
      'while a checkpoint is being written keys are read as they are in the one before, or in the new one once it is complete',
    );
  });

  test('a store whose savepoints follow what comes after them', async () => {
    class Following extends Forwarding {
      override async savepoint(directory: string): Promise<void> {
        await super.savepoint(directory);
        this.store.savepoints.set(directory, this.store);
      }
    }
    expect(await brokenLaws((store) => new Following(store))).toEqual([
      'a savepoint holds what the newest checkpoint held when it was taken, and goes its own way from there',
      'a savepoint is not written over another one',
    ]);
  });
});
