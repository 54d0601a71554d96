import { interleave } from '../harness/contest.js';
import type { Figure } from '../harness/figure.js';
import { ratioFigure } from '../harness/figure.js';
import { recordsPerWatermark, runQueue, runQueueFloor, segments } from '../workloads/queue.js';
import type { Row } from './row.js';

const sizes: readonly number[] = [1000, 10_000, 100_000];

/** Watermarks behind unfinished inputs. */
export const watermarks: Row = {
  id: 'I',
  title: `a watermark every ${recordsPerWatermark} records, inputs in flight in ${segments} segments`,
  floor: 'a Map of the same size with the operations that finding, removing and adding a key takes',
  measure: async ({ isQuick }) => {
    const figures: Figure[] = [];
    for (const inFlight of sizes) {
      const load = { inFlight, inputs: isQuick ? 100_000 : 1_000_000 };
      const rounds = await interleave({
        workload: async () => runQueue(load),
        floor: async () => runQueueFloor(load),
        rounds: isQuick ? 5 : 9,
      });
      const name = `time per input, ${inFlight.toLocaleString('en')} in flight`;
      figures.push(
        ratioFigure(
          { name, unit: 'ns', limit: { atMost: 2 } },
          rounds,
          ({ seconds, inputs }) => (seconds / inputs) * 1e9,
        ),
      );
    }
    return { figures, notes: [] };
  },
};
