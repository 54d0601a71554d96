import { appendMany, bytesOf, check, checkEqual, hexOf, type Law, live, takeAll, textsOf } from './action-state-law.js';
import type { ActionStateStoreFixture } from './action-state-store-harness.js';

/** What is found of what was appended. */
export const recordLaws: readonly Law[] = [
  ['a new place has no records', newPlaceIsEmpty],
  ['records are found by key, whatever bytes a key has', keepsHostileKeys],
  ['records are found as they were, whatever bytes and length they have', keepsAnyRecord],
  ['a record is what it was when it was appended, whatever happens to the bytes afterwards', takesCopies],
  ['records of a key are found in the order of the calls, also when nobody waited in between', keepsOrder],
  ['take forgets, and rebuiltKeys names the keys that were not taken', takeForgets],
  ['only records of owned keys are found and counted', filtersByOwner],
];

async function newPlaceIsEmpty(fixture: ActionStateStoreFixture): Promise<void> {
  await live(fixture, (store, report) => {
    check(report.records === 0 && report.tornTail === undefined, `a new place has ${JSON.stringify(report)}`);
    check([...store.rebuiltKeys()].length === 0, 'a new place has keys');
    check(store.take(bytesOf('key')).length === 0, 'a new place has records of a key');
  });
}

async function keepsHostileKeys(fixture: ActionStateStoreFixture): Promise<void> {
  const keys = [
    ...[
      '',
      '_',
      '/',
      '..',
      'a_b',
      'a',
      'a_',
      '\n',
      '"',
      'Zoë',
      'Zoe\u0308',
      '\u{1f600}',
      'key',
      'Key',
      '__proto__',
    ].map(bytesOf),
    ...[[0], [0, 0], [0xff], [0xff, 0xff, 0xff, 0xff], [0xc3, 0x28], [0x61, 0]].map((bytes) => Uint8Array.from(bytes)),
    new Uint8Array(100_000).fill(0x61),
    new Uint8Array(100_001).fill(0x61),
  ];
  await live(fixture, async (store) => {
    await Promise.all(keys.map((key, index) => store.append(key, bytesOf(`first of ${index}`))));
    await Promise.all(keys.map((key, index) => store.append(key, bytesOf(`second of ${index}`))));
  });
  await live(fixture, (store) => {
    checkEqual([...store.rebuiltKeys()].map(hexOf).sort(), keys.map(hexOf).sort(), 'the keys');
    for (const [index, key] of keys.entries()) {
      checkEqual(textsOf(store.take(key)), [`first of ${index}`, `second of ${index}`], `the records of key ${index}`);
    }
  });
}

async function keepsAnyRecord(fixture: ActionStateStoreFixture): Promise<void> {
  const allBytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  const lengths = [0, 1, 65_491, 65_492, 65_536, 1_000_003];
  const records = [allBytes, ...lengths.map((length) => new Uint8Array(length).map((_, index) => index % 251))];
  await live(fixture, async (store) => {
    await Promise.all(records.map((record) => store.append(bytesOf('key'), record)));
  });
  await live(fixture, (store) => {
    checkEqual(store.take(bytesOf('key')).map(hexOf), records.map(hexOf), 'the records');
  });
}

async function takesCopies(fixture: ActionStateStoreFixture): Promise<void> {
  await live(fixture, async (store) => {
    const [key, record] = [bytesOf('key'), bytesOf('record')];
    const appended = store.append(key, record);
    key.fill(0);
    record.fill(0);
    await appended;
  });
  await live(fixture, (store) => {
    checkEqual(textsOf(store.take(bytesOf('key'))), ['record'], 'the records');
  });
}

async function keepsOrder(fixture: ActionStateStoreFixture): Promise<void> {
  const appended = await live(fixture, async (store) => appendMany(store, 0, 3000));
  await live(fixture, (store, report) => {
    check(report.records === 3000, `${report.records} of 3000 records were found`);
    checkEqual(takeAll(store), appended, 'the records');
  });
}

async function takeForgets(fixture: ActionStateStoreFixture): Promise<void> {
  const [one, other] = [bytesOf('one'), bytesOf('other')];
  await live(fixture, async (store) => {
    await Promise.all([store.append(one, bytesOf('1')), store.append(other, bytesOf('2'))]);
    checkEqual([...store.rebuiltKeys()].length, 0, 'keys that are new');
  });
  await live(fixture, async (store) => {
    checkEqual(textsOf(store.take(one)), ['1'], 'the first time');
    checkEqual(textsOf(store.take(one)), [], 'the second time');
    checkEqual(textsOf([...store.rebuiltKeys()]), ['other'], 'the keys left');
    await store.append(one, bytesOf('3'));
    checkEqual(textsOf(store.take(one)), [], 'after an append');
  });
}

async function filtersByOwner(fixture: ActionStateStoreFixture): Promise<void> {
  await live(fixture, async (store) => appendMany(store, 0, 100));
  const ownsKey = (key: Uint8Array): boolean => Buffer.from(key).toString().endsWith('3');
  await live(
    fixture,
    (store, report) => {
      checkEqual(textsOf([...store.rebuiltKeys()]), ['key 3'], 'the keys');
      check(report.records === store.take(bytesOf('key 3')).length, `${report.records} records were reported`);
      checkEqual(store.take(bytesOf('key 4')).length, 0, 'records of another key');
    },
    { ownsKey },
  );
}
