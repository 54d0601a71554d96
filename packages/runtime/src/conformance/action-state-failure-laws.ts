import {
  appendMany,
  bytesOf,
  check,
  checkEqual,
  expectFailure,
  type Law,
  live,
  takeAll,
  textsOf,
} from './action-state-law.js';
import type { ActionStateStoreFixture } from './action-state-store-harness.js';

/** The order of calls. */
export const lifecycleLaws: readonly Law[] = [
  ['closing more than once is allowed', closesTwice],
  ['nothing is appended before rebuildState or after close', refusesOutOfOrder],
];

/** For stores that can be made to fail. */
export const failureLaws: readonly Law[] = [
  ['after one append has failed all others fail, and a new store finds what was acknowledged', failureIsSticky],
  ['a store whose append has failed can be closed, more than once', closesAfterFailure],
];

/** For stores whose end can be torn. */
export const tornEndLaws: readonly Law[] = [
  ['a torn end is cut off and reported, once, and appending goes on', cutsTornEnd],
];

/** For stores whose flushes can be counted. */
export const flushLaws: readonly Law[] = [['appends made while a flush runs share the next', sharesFlushes]];

async function closesTwice(fixture: ActionStateStoreFixture): Promise<void> {
  const store = fixture.createStore();
  await store.open();
  await store.rebuildState([], () => true);
  const appended = store.append(bytesOf('key'), bytesOf('last words'));
  await Promise.all([store.close(), store.close()]);
  await store.close();
  await appended;
  await live(fixture, (next) => checkEqual(textsOf(next.take(bytesOf('key'))), ['last words'], 'after close'));
}

async function refusesOutOfOrder(fixture: ActionStateStoreFixture): Promise<void> {
  const store = fixture.createStore();
  const append = (): Promise<void> => store.append(bytesOf('key'), bytesOf('record'));
  await expectFailure('an append before open', append);
  await store.open();
  await expectFailure('an append before rebuildState', append);
  await store.rebuildState([], () => true);
  await store.close();
  await expectFailure('an append after close', append);
  await live(fixture, (_next, { records }) => check(records === 0, `${records} records were found`));
}

async function failureIsSticky(fixture: ActionStateStoreFixture): Promise<void> {
  const appended = await live(fixture, async (store) => {
    const acknowledged = await appendMany(store, 0, 20);
    fixture.failNextFlush?.();
    const first = store.append(bytesOf('key 0'), bytesOf('fails'));
    const second = store.append(bytesOf('key 0'), bytesOf('fails, too'));
    await Promise.all([expectFailure('the append', () => first), expectFailure('the append behind it', () => second)]);
    await expectFailure('an append of another key', () => store.append(bytesOf('key 1'), bytesOf('later')));
    return acknowledged;
  });
  await live(fixture, async (store) => {
    const found = takeAll(store);
    for (const [key, records] of appended) {
      const expected =
        key === 'key 0'
          ? [...records, ...['fails', 'fails, too'].slice(0, (found.get(key)?.length ?? 0) - records.length)]
          : records;
      checkEqual(found.get(key), expected, `the records of ${key}`);
    }
    await store.append(bytesOf('key 0'), bytesOf('works again'));
  });
}

async function closesAfterFailure(fixture: ActionStateStoreFixture): Promise<void> {
  const store = fixture.createStore();
  await store.open();
  await store.rebuildState([], () => true);
  fixture.failNextFlush?.();
  await expectFailure('the append', () => store.append(bytesOf('key'), bytesOf('fails')));
  await store.close();
  await store.close();
}

async function cutsTornEnd(fixture: ActionStateStoreFixture): Promise<void> {
  const key = bytesOf('key');
  await live(fixture, async (store) => {
    await store.append(key, bytesOf('0'));
    await store.append(key, bytesOf('1'));
    await store.append(key, bytesOf('2'));
  });
  await fixture.tearEnd?.();
  await live(fixture, async (store, report) => {
    checkEqual(textsOf(store.take(key)), ['0', '1'], 'after the end was torn');
    check(report.tornTail !== undefined, 'the torn end was not reported');
    await store.append(key, bytesOf('3'));
  });
  await live(fixture, (store, report) => {
    checkEqual(textsOf(store.take(key)), ['0', '1', '3'], 'a life later');
    check(report.tornTail === undefined, `the torn end was reported again: ${report.tornTail}`);
  });
}

async function sharesFlushes(fixture: ActionStateStoreFixture): Promise<void> {
  await live(fixture, async (store) => {
    const before = fixture.flushes?.() ?? 0;
    const writer = async (_: unknown, number: number): Promise<void> => {
      for (let round = 0; round < 10; round++) {
        await store.append(bytesOf(`key ${number}`), bytesOf(`${round}`));
      }
    };
    await Promise.all(Array.from({ length: 100 }, writer));
    const flushes = (fixture.flushes?.() ?? 0) - before;
    check(flushes <= 40, `100 appenders of 10 records each needed ${flushes} flushes`);
  });
}
