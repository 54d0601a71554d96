import { type AttributeValue, decodeAttributeValue, encodeAttributeValue, type JsonValue } from '@millrace/api';
import type { RecoveryMarker } from '../action-state/action-state-store.js';
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

/** What a life finds of the lives before it. */
export const recoveryLaws: readonly Law[] = [
  ['acknowledged records are found after a crash, in order and once', survivesCrash],
  ['of appends in flight at a crash a beginning is found', crashInFlight],
  ['each life appends behind the ones before', livesFollowOneAnother],
  ['from a marker exactly what was appended behind it is found, also when nothing was flushed then', startsAtMarker],
  ['a marker survives being stored as JSON', markerIsAValue],
  ['a marker of another place is refused', refusesForeignMarker],
  ['pruning keeps what lies behind the marker', prunes],
  ['after pruning, a rebuild from before is refused', refusesPruned],
];

async function survivesCrash(fixture: ActionStateStoreFixture): Promise<void> {
  const appended = await live(fixture, async (store) => appendMany(store, 0, 100), { end: 'crash' });
  await live(fixture, (store) => checkEqual(takeAll(store), appended, 'after a crash'), { end: 'crash' });
  await live(fixture, (store) => checkEqual(takeAll(store), appended, 'after another one'));
}

async function crashInFlight(fixture: ActionStateStoreFixture): Promise<void> {
  if (fixture.crash === undefined) {
    return;
  }
  const key = bytesOf('key');
  await live(
    fixture,
    async (store) => {
      await store.append(key, bytesOf('0'));
      for (let number = 1; number < 10; number++) {
        store.append(key, bytesOf(`${number}`)).catch(() => {});
      }
    },
    { end: 'crash' },
  );
  await live(fixture, (store) => {
    const found = textsOf(store.take(key));
    checkEqual(
      found,
      Array.from({ length: Math.max(1, found.length) }, (_, number) => `${number}`),
      'after a crash',
    );
  });
}

async function livesFollowOneAnother(fixture: ActionStateStoreFixture): Promise<void> {
  const key = bytesOf('key');
  const lives = [0, 1, 2, 3, 4];
  for (const life of lives) {
    await live(
      fixture,
      async (store) => {
        checkEqual(textsOf(store.take(key)), lives.slice(0, life).map(String), `life ${life}`);
        await store.append(key, bytesOf(String(life)));
      },
      { end: life % 2 === 0 ? 'close' : 'crash' },
    );
  }
}

async function startsAtMarker(fixture: ActionStateStoreFixture): Promise<void> {
  const markers = await live(
    fixture,
    async (store) => {
      const atStart = store.recoveryMarker();
      const before = Array.from({ length: 5 }, (_, number) =>
        store.append(bytesOf('key'), bytesOf(`before ${number}`)),
      );
      const between = store.recoveryMarker();
      const behind = Array.from({ length: 5 }, (_, number) =>
        store.append(bytesOf('key'), bytesOf(`behind ${number}`)),
      );
      await Promise.all([...before, ...behind]);
      return [atStart, between, store.recoveryMarker()];
    },
    { end: 'crash' },
  );
  for (const [index, expected] of [10, 5, 0].entries()) {
    await live(
      fixture,
      (store, report) => {
        const found = textsOf(store.take(bytesOf('key')));
        check(report.records === expected && found.length === expected, `from marker ${index}: ${found.join()}`);
        check(
          expected !== 5 || found.every((text) => text.startsWith('behind')),
          `from marker ${index}: ${found.join()}`,
        );
      },
      { markers: markers.slice(index, index + 1) },
    );
  }
}

async function markerIsAValue(fixture: ActionStateStoreFixture): Promise<void> {
  const marker = await live(fixture, async (store) => {
    await store.append(bytesOf('key'), bytesOf('before'));
    const cut = store.recoveryMarker();
    await store.append(bytesOf('key'), bytesOf('behind'));
    return cut;
  });
  const stored: AttributeValue = decodeAttributeValue(
    JSON.parse(JSON.stringify(encodeAttributeValue(marker))) as JsonValue,
  );
  await live(fixture, (store) => checkEqual(textsOf(store.take(bytesOf('key'))), ['behind'], 'the records'), {
    markers: [stored],
  });
}

async function refusesForeignMarker(fixture: ActionStateStoreFixture): Promise<void> {
  await live(fixture, async (store) => appendMany(store, 0, 3));
  const store = fixture.createStore();
  await store.open();
  await expectFailure('a rebuild from a marker of another place', () =>
    store.rebuildState([{ journal: 'another', record: 0 }], () => true),
  );
  await store.close();
}

async function prunes(fixture: ActionStateStoreFixture): Promise<void> {
  let marker: RecoveryMarker | undefined;
  for (let round = 0; round < 5; round++) {
    const behind = await live(
      fixture,
      async (store) => {
        await appendMany(store, 0, 200);
        marker = store.recoveryMarker();
        const appended = await appendMany(store, 200, 230);
        await store.pruneState(marker);
        await store.pruneState(marker);
        return appended;
      },
      { markers: marker === undefined ? [] : [marker], end: round % 2 === 0 ? 'close' : 'crash' },
    );
    await live(fixture, (store) => checkEqual(takeAll(store), behind, `after pruning in round ${round}`), {
      markers: [marker ?? null],
    });
  }
}

async function refusesPruned(fixture: ActionStateStoreFixture): Promise<void> {
  const [old, kept] = await live(fixture, async (store) => {
    const start = store.recoveryMarker();
    await appendMany(store, 0, 500);
    const cut = store.recoveryMarker();
    await appendMany(store, 500, 501);
    await store.pruneState(cut);
    return [start, cut];
  });
  const store = fixture.createStore();
  await store.open();
  // A store may keep more than it must, so it may also find everything.
  const found = await store
    .rebuildState([old ?? null], () => true)
    .then(
      ({ records }) => records,
      () => 501,
    );
  check(found === 501, `of 501 records behind the marker ${found} were found`);
  await store.close();
  await live(fixture, (_store, { records }) => check(records === 1, `${records} records behind the other marker`), {
    markers: [kept ?? null],
  });
}
