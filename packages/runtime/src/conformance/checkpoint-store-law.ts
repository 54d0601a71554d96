import type { CheckpointStore, StoredCheckpoint } from '../checkpoint/checkpoint-store.js';

/** A place for checkpoints. */
export interface CheckpointStoreFixture {
  /** A store over the place, not open; called again after the one before was closed. */
  createStore(): CheckpointStore;
  /** Names a place for a savepoint that nobody has used. */
  savepointDirectory(): string;
  /** A store over a savepoint, not open. */
  createStoreOf(savepointDirectory: string): CheckpointStore;
  dispose?(): Promise<void>;
}

/** A law of `CheckpointStore` and its check, which throws when the law is broken. */
export type Law = readonly [name: string, check: (fixture: CheckpointStoreFixture) => Promise<void>];

/** Opens, uses and closes a store. */
export async function withStore<T>(store: CheckpointStore, use: (store: CheckpointStore) => Promise<T>): Promise<T> {
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** Opens a store over the place and expects this checkpoint. */
export function reopen(
  fixture: CheckpointStoreFixture,
  expected: readonly [checkpointId: number, manifest: string] | undefined,
  use: (store: CheckpointStore) => Promise<void> = async () => {},
): Promise<void> {
  return withStore(fixture.createStore(), async (store) => {
    checkCheckpoint(await store.open(), expected);
    await use(store);
  });
}

/** Writes a checkpoint whose manifest says which it is. `undefined`: the key loses its state. */
export function writeStates(
  store: CheckpointStore,
  checkpointId: number,
  states: { readonly [key: string]: string | undefined },
): Promise<void> {
  return store.write({
    checkpointId,
    manifest: numbered(checkpointId),
    changedKeys: Object.entries(states).map(([key, state]) => [
      bytesOf(key),
      state === undefined ? undefined : bytesOf(state),
    ]),
  });
}

/** @throws unless the key has this state. */
export function checkState(store: CheckpointStore, key: string, expected: string | undefined): void {
  const bytes = store.readKey(bytesOf(key));
  const found = bytes === undefined ? undefined : Buffer.from(bytes).toString();
  check(found === expected, `the state of ${excerpt(key)} is ${excerpt(found)} instead of ${excerpt(expected)}`);
}

/** @throws unless this checkpoint was found. */
export function checkCheckpoint(
  found: StoredCheckpoint | undefined,
  expected: readonly [checkpointId: number, manifest: string] | undefined,
): void {
  const manifest = found === undefined ? undefined : Buffer.from(found.manifest).toString();
  check(
    found?.checkpointId === expected?.[0] && manifest === expected?.[1],
    `found is checkpoint ${found?.checkpointId} with ${excerpt(manifest)} instead of ${expected?.[0]} with ${excerpt(expected?.[1])}`,
  );
}

/** @throws unless `action` rejects with an error. */
export async function expectFailure(what: string, action: () => Promise<unknown>): Promise<void> {
  const failed = await action().then(
    () => false,
    (error: unknown) => error instanceof Error,
  );
  check(failed, `${what} was expected to fail with an error and did not`);
}

export function check(holds: boolean, otherwise: string): void {
  if (!holds) {
    throw new Error(otherwise);
  }
}

export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text);
}

/** The manifest of a checkpoint. */
export function numbered(checkpointId: number): Uint8Array {
  return bytesOf(`manifest ${checkpointId}`);
}

/** So many letters, not all the same. */
export function stateOfLength(length: number): Uint8Array {
  return Buffer.alloc(length, 'abcdefghijklmnopqrstuvwxyz');
}

function excerpt(text: string | undefined): string {
  return text === undefined ? 'nothing' : `${JSON.stringify(text.slice(0, 60))} (${text.length} characters)`;
}
