/** How often each of several kinds of things happened. */
export class Counts {
  readonly #counts = new Map<string, number>();

  add(kind: string, count = 1): void {
    this.#counts.set(kind, this.of(kind) + count);
  }

  addAll(other: Counts): void {
    for (const [kind, count] of other.#counts) {
      this.add(kind, count);
    }
  }

  of(kind: string): number {
    return this.#counts.get(kind) ?? 0;
  }

  /** What happened at least once, sorted. */
  get kinds(): readonly string[] {
    return [...this.#counts.keys()].toSorted();
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Kinds that never happened. */
  missing(expected: readonly string[]): readonly string[] {
    return expected.filter((kind) => this.of(kind) === 0);
  }

  /** One line per kind, for people. */
  toString(): string {
    return this.kinds.map((kind) => `${String(this.of(kind)).padStart(6)}  ${kind}`).join('\n');
  }
}
