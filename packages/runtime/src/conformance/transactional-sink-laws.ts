import { prepare, type TransactionalSinkPlace } from './transactional-sink-place.js';

/** A law of `TransactionalSink` and its check, which throws when the law is broken. */
type Law = readonly [name: string, check: (place: TransactionalSinkPlace) => Promise<void>];

/** The laws of `TransactionalSink`, one by one. */
export const transactionalSinkLaws: readonly Law[] = [
  [
    'nothing is visible that was written, flushed or prepared and not committed',
    async (place) => {
      const sink = await place.begin();
      await place.write(sink, 0, 500);
      await place.expectOutputs(0, 'After writing');
      await sink.flush?.();
      await place.expectOutputs(0, 'After flush');
      await prepare(sink, 0);
      await place.expectOutputs(0, 'After prepare');
    },
  ],
  [
    'commit makes visible what was written before the checkpoint, in order, and nothing that was written after it',
    async (place) => {
      const sink = await place.begin();
      await place.write(sink, 0, 500);
      const handle = await prepare(sink, 0);
      await place.write(sink, 500, 600);
      await sink.flush?.();
      await sink.commit(handle);
      await place.expectOutputs(500, 'After commit');
    },
  ],
  [
    'a handle stands for everything prepared and not committed, also by checkpoints that were given up',
    async (place) => {
      const sink = await place.begin();
      await place.write(sink, 0, 3);
      await sink.commit(await prepare(sink, 0));
      await place.write(sink, 3, 5);
      await prepare(sink, 1);
      await place.write(sink, 5, 6);
      await prepare(sink, 4);
      await place.write(sink, 6, 8);
      await sink.commit(await prepare(sink, 5));
      await place.expectOutputs(8, 'After commit of the last of three checkpoints');
    },
  ],
  [
    'a checkpoint before which nothing was written can be committed',
    async (place) => {
      const sink = await place.begin();
      await sink.commit(await prepare(sink, 0));
      await place.write(sink, 0, 2);
      await sink.commit(await prepare(sink, 1));
      await sink.commit(await prepare(sink, 2));
      await place.expectOutputs(2, 'After three commits');
    },
  ],
  [
    'the same handle again changes nothing, nor does an older one',
    async (place) => {
      const sink = await place.begin();
      await place.write(sink, 0, 2);
      const first = await prepare(sink, 0);
      await place.write(sink, 2, 4);
      const second = await prepare(sink, 1);
      await sink.commit(first);
      await sink.commit(first);
      await place.expectOutputs(2, 'After the same commit twice');
      await sink.commit(second);
      await sink.commit(first);
      await place.expectOutputs(4, 'After an older commit');
      await sink.commit(second);
      await place.expectOutputs(4, 'After the newer commit again');
      await place.write(sink, 4, 5);
      await sink.commit(await prepare(sink, 2));
      await place.expectOutputs(5, 'After one more commit');
    },
  ],
  [
    'a commit may take place while outputs are written and the next checkpoint is prepared',
    async (place) => {
      const sink = await place.begin();
      await place.write(sink, 0, 200);
      let handle = await prepare(sink, 0);
      for (let id = 1; id <= 5; id++) {
        const committing = sink.commit(handle);
        await place.write(sink, 200 * id, 200 * (id + 1));
        handle = await prepare(sink, id);
        await committing;
        await place.expectOutputs(200 * id, 'After a commit beside which there were writes');
      }
      await sink.commit(handle);
      await place.expectOutputs(1200, 'After the last commit');
    },
  ],
  ...(['is closed', 'ends without closing anything'] as const).map(
    (end): Law => [
      `when the job ${end}, begin commits what the newest complete checkpoint holds and discards what came after`,
      async (place) => {
        const first = await place.begin();
        await place.write(first, 0, 3);
        await first.commit(await prepare(first, 0));
        await place.write(first, 3, 5);
        await prepare(first, 1);
        await place.write(first, 5, 6);
        const handle = await prepare(first, 2);
        await place.write(first, 100, 103);
        await prepare(first, 3);
        await place.write(first, 200, 203);
        if (end === 'is closed') {
          await first.close?.();
        }
        await place.expectOutputs(3, 'After the first life');
        const second = await place.begin(handle);
        await place.expectOutputs(6, 'After begin');
        await place.write(second, 6, 8);
        await second.commit(await prepare(second, 3));
        await place.expectOutputs(8, 'After a commit in the second life');
      },
    ],
  ),
  [
    'begin after the checkpoint was committed changes nothing, however often',
    async (place) => {
      const first = await place.begin();
      await place.write(first, 0, 3);
      const older = await prepare(first, 0);
      await place.write(first, 3, 5);
      const handle = await prepare(first, 1);
      await first.commit(handle);
      await first.close?.();
      for (let life = 0; life < 3; life++) {
        const sink = await place.begin(handle);
        await sink.commit(handle);
        await sink.commit(older);
        await place.expectOutputs(5, 'After begin');
        await sink.close?.();
      }
    },
  ],
  [
    'begin without a handle discards what was prepared and not committed',
    async (place) => {
      const first = await place.begin();
      await place.write(first, 100, 105);
      await prepare(first, 0);
      await first.close?.();
      const second = await place.begin();
      await place.write(second, 0, 2);
      await second.commit(await prepare(second, 0));
      await place.expectOutputs(2, 'After a commit in the second life');
    },
  ],
  [
    'begin may be called again on the open sink, when the job goes on after a failure',
    async (place) => {
      const sink = await place.begin();
      await place.write(sink, 0, 2);
      await sink.commit(await prepare(sink, 0));
      await place.write(sink, 2, 4);
      const handle = await prepare(sink, 1);
      await place.write(sink, 100, 105);
      await prepare(sink, 2);
      await place.write(sink, 200, 205);
      await sink.begin(handle);
      await place.expectOutputs(4, 'After the second begin');
      await place.write(sink, 4, 5);
      await sink.commit(await prepare(sink, 2));
      await place.expectOutputs(5, 'After a commit in the second attempt');
    },
  ],
  [
    'close makes nothing visible, and may be called again',
    async (place) => {
      const sink = await place.begin();
      await place.write(sink, 0, 3);
      await prepare(sink, 0);
      await place.write(sink, 3, 6);
      await sink.close?.();
      await sink.close?.();
      await place.expectOutputs(0, 'After close');
    },
  ],
  [
    'watermarks do not show among the outputs',
    async (place) => {
      const sink = await place.begin();
      await place.write(sink, 0, 1);
      await sink.writeWatermark?.(0);
      await place.write(sink, 1, 2);
      await sink.commit(await prepare(sink, 0));
      await place.expectOutputs(2, 'After commit');
    },
  ],
];
