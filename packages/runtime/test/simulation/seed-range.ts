/** The seeds that a run of the tests tries. */
export interface SeedRange {
  readonly first: number;
  readonly count: number;
}

/**
 * `MILLRACE_SEED=n` repeats one seed, with full stack traces; `MILLRACE_FIRST_SEED=n` and `MILLRACE_SEEDS=n` try others than the usual 2,000.
 *
 * @throws Error for what is no whole number.
 */
export function seedRange(environment: Readonly<Record<string, string | undefined>>): SeedRange {
  const read = (name: string, otherwise: number): number => {
    const value = Number(environment[name] ?? otherwise);
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new Error(`${name} is ${environment[name]}, not a whole number from 0.`);
    }
    return value;
  };
  return environment['MILLRACE_SEED'] === undefined
    ? { first: read('MILLRACE_FIRST_SEED', 0), count: read('MILLRACE_SEEDS', 2000) }
    : { first: read('MILLRACE_SEED', 0), count: 1 };
}
