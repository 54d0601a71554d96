/** One run of a workload or of a floor. */
export interface Lap {
  readonly inputs: number;
  /** From the first input that was asked for to the last output. */
  readonly seconds: number;
  /** Time of the processors meanwhile, of all threads of the process. */
  readonly processorSeconds: number;
}

/** A lap in which the time was taken of every output. */
export interface TimedLap extends Lap {
  /** 99th percentile of the time from one output of a key to its next: what the input at the head of its key waits. Milliseconds. */
  readonly p99Ms: number;
}

/** Takes the time of a lap, from when it is made. */
export class Stopwatch {
  readonly #startedAtMs = performance.now();
  readonly #processor = process.cpuUsage();

  stop(): Pick<Lap, 'seconds' | 'processorSeconds'> {
    const { user, system } = process.cpuUsage(this.#processor);
    return { seconds: (performance.now() - this.#startedAtMs) / 1000, processorSeconds: (user + system) / 1e6 };
  }
}

export function inputsPerSecond({ inputs, seconds }: Lap): number {
  return inputs / seconds;
}
