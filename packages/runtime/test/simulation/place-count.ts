/** Every kind of record, and every other step at which anything becomes durable or visible. */
export const durableSteps: readonly string[] = [
  'append call-pending',
  'append call-settled',
  'append calls-truncated',
  'append attempt-failed',
  'append completed',
  'append abandoned',
  'append runs-invalidated',
  'flush',
  'checkpoint write',
  'prune',
  'sink begin',
  'sink write',
  'sink prepare',
  'sink commit',
  'dead-letter sink begin',
  'dead-letter sink write',
  'dead-letter sink prepare',
  'dead-letter sink commit',
  'source read',
  'call',
  'reconcile',
];

/** Counts the places at which jobs were disturbed. */
export class PlaceCount {
  readonly #counts = new Map<string, number>();

  add(place: string): void {
    this.#counts.set(place, this.count(place) + 1);
  }

  count(place: string): number {
    return this.#counts.get(place) ?? 0;
  }

  /** Those of `places` at which nothing was disturbed. */
  missing(places: readonly string[]): readonly string[] {
    return places.filter((place) => this.count(place) === 0);
  }

  /** One line per place, for people. */
  describe(): string {
    return [...this.#counts]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([place, count]) => `${String(count).padStart(6)}  ${place}`)
      .join('\n');
  }
}
