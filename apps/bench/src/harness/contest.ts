/** A workload and its floor, run by turns in one process. */
export interface Contest<W, F> {
  readonly workload: () => Promise<W>;
  readonly floor: () => Promise<F>;
  /** How often each runs, without the lap that warms both up. */
  readonly rounds: number;
  /** Whether both run once before anything counts. Default `true`. */
  readonly warmsUp?: boolean;
}

/** What both did in one round. */
export interface Round<W, F> {
  readonly workload: W;
  readonly floor: F;
}

/**
 * Runs both by turns, so that whatever else the machine does falls on both, each beginning every other round, and each with the garbage of the other one collected.
 */
export async function interleave<W, F>(contest: Contest<W, F>): Promise<readonly Round<W, F>[]> {
  const { workload, floor, rounds, warmsUp = true } = contest;
  if (warmsUp) {
    await floor();
    await workload();
  }
  const results: Round<W, F>[] = [];
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) {
      const first = await afterCollection(workload);
      results.push({ workload: first, floor: await afterCollection(floor) });
    } else {
      const first = await afterCollection(floor);
      results.push({ floor: first, workload: await afterCollection(workload) });
    }
  }
  return results;
}

async function afterCollection<L>(lap: () => Promise<L>): Promise<L> {
  collectGarbage();
  return await lap();
}

/** Rows run in processes that are started with `--expose-gc`; anywhere else this does nothing. */
export function collectGarbage(): void {
  globalThis.gc?.();
}
