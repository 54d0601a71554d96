import { plainFigure } from '../harness/figure.js';
import { withScratchDirectory } from '../harness/scratch-directory.js';
import { runTask } from '../harness/task-process.js';
import type { IdleKeys, StartedJob } from '../workloads/idle-keys.js';
import type { Row } from './row.js';

const maxBytesPerKey = 300;
const maxStartSeconds = 2;

/** Many keys that have state and nothing to do. */
export const idleKeys: Row = {
  id: 'G',
  title: '1,000,000 idle keys with the disk backend',
  floor: '',
  measure: async ({ isQuick }) => {
    const keys = isQuick ? 20_000 : 1_000_000;
    return await withScratchDirectory('idle-keys', async (stateDir) => {
      const filled: IdleKeys = await runTask('fill-keys', { stateDir, keys });
      const starts: StartedJob[] = [];
      for (let start = 0; start < (isQuick ? 1 : 3); start++) {
        starts.push(await runTask('start-with-keys', { stateDir, keys }));
      }
      const inPrivate = starts.map(({ privateBytesPerKey }) => privateBytesPerKey);
      return {
        figures: [
          plainFigure({ name: 'resident memory per key, after work', unit: 'B', limit: { atMost: maxBytesPerKey } }, [
            filled.residentBytesPerKey,
          ]),
          plainFigure(
            { name: 'resident memory per key, after a start', unit: 'B', limit: { atMost: maxBytesPerKey } },
            starts.map(({ residentBytesPerKey }) => residentBytesPerKey),
          ),
          plainFigure(
            { name: 'start', unit: 's', limit: { atMost: maxStartSeconds } },
            starts.map(({ startSeconds }) => startSeconds),
          ),
        ],
        notes: [
          `Without mapped pages of the state file: ${filled.privateBytesPerKey.toFixed(0)} B per key after work, ${Math.max(...inPrivate).toFixed(0)} B after a start.`,
        ],
      };
    });
  },
};
