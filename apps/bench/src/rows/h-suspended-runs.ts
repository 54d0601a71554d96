import { plainFigure } from '../harness/figure.js';
import { runTask } from '../harness/task-process.js';
import type { SuspendedRuns } from '../workloads/suspended-runs.js';
import type { Row } from './row.js';

/** The young generation has its full size from the start: else its growth would count as memory of the runs. */
const nodeOptions = ['--min-semi-space-size=16'];

/** Many runs that wait for an answer. */
export const suspendedRuns: Row = {
  id: 'H',
  title: '10,000 runs suspended in async calls at once',
  floor: '',
  measure: async ({ isQuick }) => {
    const runs = isQuick ? 2000 : 10_000;
    const laps: SuspendedRuns[] = [];
    for (let lap = 0; lap < (isQuick ? 1 : 3); lap++) {
      laps.push(await runTask('suspend-runs', { runs }, { nodeOptions }));
    }
    return {
      figures: [
        plainFigure(
          { name: 'memory per run, live', unit: 'B', limit: { atMost: 4096 } },
          laps.map(({ liveBytesPerRun }) => liveBytesPerRun),
        ),
        plainFigure(
          { name: 'memory per run, resident', unit: 'B', limit: { atMost: 4096 } },
          laps.map(({ residentBytesPerRun }) => residentBytesPerRun),
        ),
        plainFigure(
          { name: 'processor while waiting', unit: '%', limit: { atMost: 1 } },
          laps.map(({ processorShare }) => processorShare * 100),
        ),
      ],
      notes: [],
    };
  },
};
