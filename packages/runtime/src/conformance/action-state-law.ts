import { errorMessage } from '@millrace/api';
import type { ActionStateStore, RebuildReport, RecoveryMarker } from '../action-state/action-state-store.js';
import type { ActionStateStoreFixture } from './action-state-store-harness.js';

/** A law of `ActionStateStore` and its check, which throws when the law is broken. */
export type Law = readonly [name: string, check: (fixture: ActionStateStoreFixture) => Promise<void>];

/** How a store lives. Default: no markers, all keys owned, closed at the end. */
export interface LifeOptions {
  readonly markers?: readonly RecoveryMarker[];
  readonly ownsKey?: (key: Uint8Array) => boolean;
  readonly end?: 'close' | 'crash';
}

/** One life of a store: opened, rebuilt, used, ended. */
export async function live<T>(
  fixture: ActionStateStoreFixture,
  use: (store: ActionStateStore, report: RebuildReport) => T | Promise<T>,
  { markers = [], ownsKey = () => true, end = 'close' }: LifeOptions = {},
): Promise<T> {
  const store = fixture.createStore();
  await store.open();
  const report = await store.rebuildState(markers, ownsKey);
  const result = await use(store, report);
  await (end === 'close' ? store.close() : fixture.crash?.());
  return result;
}

/** Appends the numbers from `from` to below `to` under ten keys without waiting in between; returns the texts by key when all are acknowledged. */
export async function appendMany(
  store: ActionStateStore,
  from: number,
  to: number,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const byKey = new Map<string, string[]>();
  const appended: Promise<void>[] = [];
  for (let number = from; number < to; number++) {
    const [key, text] = [`key ${number % 10}`, `record ${number}`];
    byKey.set(key, [...(byKey.get(key) ?? []), text]);
    appended.push(store.append(bytesOf(key), bytesOf(text)));
  }
  await Promise.all(appended);
  return byKey;
}

/** All texts that were found, by key. */
export function takeAll(store: ActionStateStore): ReadonlyMap<string, readonly string[]> {
  return new Map([...store.rebuiltKeys()].map((key) => [Buffer.from(key).toString(), textsOf(store.take(key))]));
}

/** @throws unless `action` rejects with an error that has a message. */
export async function expectFailure(what: string, action: () => Promise<unknown>): Promise<void> {
  const failed = await action().then(
    () => false,
    (error: unknown) => error instanceof Error && errorMessage(error) !== '',
  );
  check(failed, `${what} was expected to fail with an error and did not`);
}

/** @throws unless both are the same JSON; maps are compared by their entries. */
export function checkEqual(found: unknown, expected: unknown, what: string): void {
  const [foundText, expectedText] = [found, expected].map((value) =>
    JSON.stringify(
      value instanceof Map ? [...value].sort(([one], [other]) => (String(one) < String(other) ? -1 : 1)) : value,
    ),
  );
  check(
    foundText === expectedText,
    `${what}: found ${foundText?.slice(0, 300)} instead of ${expectedText?.slice(0, 300)}`,
  );
}

/** @throws unless `holds`. */
export function check(holds: boolean, otherwise: string): void {
  if (!holds) {
    throw new Error(otherwise);
  }
}

export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text);
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

export function textsOf(records: readonly Uint8Array[]): readonly string[] {
  return records.map((record) => Buffer.from(record).toString());
}
