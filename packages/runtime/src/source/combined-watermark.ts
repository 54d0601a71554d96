/**
 * The watermark of several inputs: the smallest of those that are not idle, and never smaller than before.
 */
export class CombinedWatermark {
  readonly #watermarks: number[];
  readonly #idle: boolean[];
  #emitted = Number.NEGATIVE_INFINITY;

  constructor(inputCount: number) {
    this.#watermarks = Array.from({ length: inputCount }, () => Number.NEGATIVE_INFINITY);
    this.#idle = Array.from({ length: inputCount }, () => false);
  }

  /** Input `input` promises `watermarkMs`. Returns the combined watermark if it advanced. */
  advance(input: number, watermarkMs: number): number | undefined {
    this.#idle[input] = false;
    this.#watermarks[input] = Math.max(this.#watermarks[input] ?? watermarkMs, watermarkMs);
    return this.#combine();
  }

  /** Input `input` has had no record for long. Returns the combined watermark if it advanced by that. When all inputs are idle it stays. */
  markIdle(input: number): number | undefined {
    this.#idle[input] = true;
    return this.#combine();
  }

  /** Input `input` has a record again and holds the others back from now on. */
  markActive(input: number): void {
    this.#idle[input] = false;
  }

  #combine(): number | undefined {
    const active = this.#watermarks.filter((_, input) => this.#idle[input] !== true);
    const combined = Math.min(...active);
    if (active.length === 0 || combined <= this.#emitted) {
      return undefined;
    }
    this.#emitted = combined;
    return combined;
  }
}
