/** Tells when something has happened a number of times. */
export class Countdown {
  /** Resolves when {@link tick} was called as often. */
  readonly done: Promise<void>;
  #left: number;
  #resolve: () => void = () => {};

  constructor(times: number) {
    this.#left = times;
    this.done = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  tick(): void {
    this.#left--;
    if (this.#left === 0) {
      this.#resolve();
    }
  }
}
