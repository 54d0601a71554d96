import { interleave } from '../harness/contest.js';
import { ratioFigure } from '../harness/figure.js';
import { inputsPerSecond } from '../harness/lap.js';
import { processorNote } from '../harness/processor-note.js';
import { withScratchDirectory } from '../harness/scratch-directory.js';
import { readJournalFloor, recoverJournal, writeJournal } from '../workloads/journal-recovery.js';
import type { Row } from './row.js';

/** A journal is read back. */
export const recovery: Row = {
  id: 'F',
  title: 'recovery: journal of 1,000,000 records',
  floor: 'sequential read and decode of the same bytes',
  measure: async ({ isQuick }) => {
    const records = isQuick ? 100_000 : 1_000_000;
    return await withScratchDirectory('journal', async (directory) => {
      const files = await writeJournal(directory, records);
      const rounds = await interleave({
        workload: () => recoverJournal(directory),
        floor: () => readJournalFloor(files),
        rounds: isQuick ? 3 : 5,
      });
      for (const { workload, floor } of rounds) {
        if (workload.inputs !== records || floor.inputs !== records || workload.bytes !== floor.bytes) {
          throw new Error(`${workload.inputs} records were recovered, ${floor.inputs} read, of ${records}.`);
        }
      }
      const megabytes = Math.round((rounds[0]?.floor.bytes ?? 0) / 1e6);
      return {
        figures: [ratioFigure({ name: 'records', unit: '/s', limit: { atLeast: 0.5 } }, rounds, inputsPerSecond)],
        notes: [processorNote(rounds), `${records} records, ${megabytes} MB, 10,000 keys.`],
      };
    });
  },
};
