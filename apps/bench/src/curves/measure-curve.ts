import { interleave } from '../harness/contest.js';
import { inputsPerSecond, type Lap } from '../harness/lap.js';
import { spreadOf } from '../harness/spread.js';
import type { Scale } from '../rows/row.js';
import type { CurvePoint, CurveResult } from './curve.js';
import { type CurveStep, curves } from './curves.js';

/** Measures the curve of this id, one point after the other. */
export async function measureCurve({ id, ...scale }: Scale & { readonly id: string }): Promise<CurveResult> {
  const curve = curves.find((candidate) => candidate.id === id);
  if (curve === undefined) {
    throw new Error(`There is no curve ${id}.`);
  }
  const points: CurvePoint[] = [];
  for (const [index, step] of curve.steps(scale).entries()) {
    // What warms up for one size is warm for the next one.
    points.push(await measurePoint(step, { rounds: scale.isQuick ? 1 : 3, warmsUp: !scale.isQuick && index === 0 }));
  }
  return { id, title: curve.title, axis: curve.axis, points };
}

async function measurePoint(
  { label, contest }: CurveStep,
  laps: { readonly rounds: number; readonly warmsUp: boolean },
): Promise<CurvePoint> {
  const rounds = await interleave<Lap, Lap>({ ...(await contest()), ...laps });
  return {
    label,
    workload: spreadOf(rounds.map(({ workload }) => inputsPerSecond(workload))).median,
    floor: spreadOf(rounds.map(({ floor }) => inputsPerSecond(floor))).median,
    ratio: spreadOf(rounds.map(({ workload, floor }) => inputsPerSecond(workload) / inputsPerSecond(floor))).median,
  };
}
