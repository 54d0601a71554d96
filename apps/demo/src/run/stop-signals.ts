import { constants } from 'node:os';

const signals = ['SIGINT', 'SIGTERM'] as const;

/** SIGINT and SIGTERM until {@link release}: the first one aborts {@link signal}, a second one ends the process at once. From its making on no signal is lost. */
export class StopSignals {
  readonly #controller = new AbortController();
  readonly #listener: (received: NodeJS.Signals) => void;

  constructor(onFirst: () => void) {
    this.#listener = (received) => {
      // As a shell reports a process that a signal has ended.
      if (this.signal.aborted) process.exit(128 + constants.signals[received]);
      onFirst();
      this.#controller.abort();
    };
    for (const signal of signals) process.on(signal, this.#listener);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  release(): void {
    for (const signal of signals) process.off(signal, this.#listener);
  }
}
