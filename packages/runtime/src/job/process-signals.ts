const signals = ['SIGINT', 'SIGTERM'] as const;
const exitCodes: Readonly<Record<(typeof signals)[number], number>> = { SIGINT: 130, SIGTERM: 143 };

/** Listens for SIGINT and SIGTERM until it is {@link release}d: the first one stops gracefully, a second one ends the process at once. */
export class ProcessSignals {
  readonly #listener: (signal: NodeJS.Signals) => void;

  constructor(onFirst: () => void) {
    let received = false;
    this.#listener = (signal) => {
      if (received) {
        process.exit(signal === 'SIGINT' ? exitCodes.SIGINT : exitCodes.SIGTERM);
      }
      received = true;
      onFirst();
    };
    for (const signal of signals) {
      process.on(signal, this.#listener);
    }
  }

  release(): void {
    for (const signal of signals) {
      process.off(signal, this.#listener);
    }
  }
}
