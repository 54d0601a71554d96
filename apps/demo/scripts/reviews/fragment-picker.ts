import type { SeededRandom } from './seeded-random.js';

const candidateCount = 6;

/**
 * Picks fragments so that none is heard too often: of a few random candidates the one used least wins, and no fragment comes twice in one review. Counts are
 * kept over the whole data set; call {@link FragmentPicker.startReview} between reviews.
 */
export class FragmentPicker {
  readonly #random: SeededRandom;
  readonly #uses = new Map<string, number>();
  #usedInReview = new Set<string>();

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  startReview(): void {
    this.#usedInReview = new Set();
  }

  pick(fragments: readonly string[]): string {
    const fresh = fragments.filter((fragment) => !this.#usedInReview.has(fragment));
    const pool = fresh.length === 0 ? fragments : fresh;
    let chosen = this.#random.pick(pool);
    for (let candidate = 1; candidate < candidateCount; candidate += 1) {
      const other = this.#random.pick(pool);
      if (this.#usesOf(other) < this.#usesOf(chosen)) chosen = other;
    }
    this.#uses.set(chosen, this.#usesOf(chosen) + 1);
    this.#usedInReview.add(chosen);
    return chosen;
  }

  /** Like {@link pick}, for fragments so memorable that hearing one more than `usesMax` times would show. */
  pickRare(fragments: readonly string[], usesMax: number): string | undefined {
    const rare = fragments.filter((fragment) => this.#usesOf(fragment) < usesMax);
    return rare.length === 0 ? undefined : this.pick(rare);
  }

  #usesOf(fragment: string): number {
    return this.#uses.get(fragment) ?? 0;
  }
}
