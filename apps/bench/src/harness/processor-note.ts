import type { Round } from './contest.js';
import type { Lap } from './lap.js';
import { spreadOf } from './spread.js';

/** What both sides take of the processors: the figure that suffers least when the machine has other things to do. */
export function processorNote(rounds: readonly Round<Lap, Lap>[]): string {
  const workload = spreadOf(rounds.map((round) => microsecondsPerInput(round.workload))).median;
  const floor = spreadOf(rounds.map((round) => microsecondsPerInput(round.floor))).median;
  const ratio = spreadOf(
    rounds.map((round) => microsecondsPerInput(round.floor) / microsecondsPerInput(round.workload)),
  ).median;
  return `Time of the processors per input: ${workload.toFixed(1)} µs, floor ${floor.toFixed(1)} µs, ratio ${ratio.toFixed(2)}.`;
}

function microsecondsPerInput({ inputs, processorSeconds }: Lap): number {
  return (processorSeconds * 1e6) / inputs;
}
