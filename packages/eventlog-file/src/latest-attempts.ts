/** Which event a record is about, and the attempt of the job that logged it. */
export interface LoggedPosition {
  /** Equal for two records of the same event. */
  readonly identity: string;
  readonly attempt: number;
}

const minBits = 2 ** 16;
const maxBits = 2 ** 27;

/** The highest attempt that logged an event. */
interface HighestAttempt {
  readonly attempt: number;
  /** How many of its records were not asked about yet. */
  readonly recordsLeft: number;
}

/**
 * Knows which records were superseded: those whose event was logged again later, by a higher attempt of the job, or by another one of the same number: a job that is killed before its next
 * checkpoint begins the same attempt again.
 *
 * A log may hold more positions than memory does, and hardly any of them is there twice. The first pass therefore only marks hashes of positions, in a table of
 * fixed size, and those it meets again; the second one notes the attempts of positions with such a hash. Memory: two bits per 8 bytes of log, 32 MiB at most, and an entry
 * for each repeated position and for each position whose hash another one has.
 */
export class LatestAttempts {
  readonly #attempts: Map<string, HighestAttempt>;

  private constructor(attempts: Map<string, HighestAttempt>) {
    this.#attempts = attempts;
  }

  /**
   * @param readPositions reads the log from its beginning; called twice at most.
   * @param logBytes size of the log, about.
   */
  static async find(readPositions: () => AsyncIterable<LoggedPosition>, logBytes: number): Promise<LatestAttempts> {
    const seen = new BitTable(logBytes / 8);
    const repeated = new BitTable(logBytes / 8);
    let hasRepetition = false;
    for await (const { identity } of readPositions()) {
      if (seen.has(identity)) {
        repeated.add(identity);
        hasRepetition = true;
      }
      seen.add(identity);
    }
    const attempts = new Map<string, HighestAttempt>();
    for await (const { identity, attempt } of hasRepetition ? readPositions() : nothing()) {
      if (repeated.has(identity)) {
        const highest = attempts.get(identity);
        if (highest === undefined || attempt > highest.attempt) {
          attempts.set(identity, { attempt, recordsLeft: 1 });
        } else if (attempt === highest.attempt) {
          attempts.set(identity, { attempt, recordsLeft: highest.recordsLeft + 1 });
        }
      }
    }
    return new LatestAttempts(attempts);
  }

  /** Whether every event was logged once, so that nothing needs to be asked. */
  get isEmpty(): boolean {
    return this.#attempts.size === 0;
  }

  /** To be asked about every record once, in the order of the log. */
  isSuperseded({ identity, attempt }: LoggedPosition): boolean {
    const highest = this.#attempts.get(identity);
    if (highest === undefined || attempt !== highest.attempt) {
      return highest !== undefined && attempt < highest.attempt;
    }
    this.#attempts.set(identity, { attempt, recordsLeft: highest.recordsLeft - 1 });
    return highest.recordsLeft > 1;
  }
}

/** A set of hashes. */
class BitTable {
  readonly #words: Uint32Array;
  readonly #mask: number;

  constructor(expectedBits: number) {
    const bits = 2 ** Math.ceil(Math.log2(Math.min(maxBits, Math.max(minBits, expectedBits))));
    this.#words = new Uint32Array(bits / 32);
    this.#mask = bits - 1;
  }

  add(text: string): void {
    const bit = this.#bitOf(text);
    this.#words[bit >>> 5] = this.#word(bit) | (1 << (bit & 31));
  }

  has(text: string): boolean {
    const bit = this.#bitOf(text);
    return (this.#word(bit) & (1 << (bit & 31))) !== 0;
  }

  #bitOf(text: string): number {
    return fnv1a(text) & this.#mask;
  }

  #word(bit: number): number {
    return this.#words[bit >>> 5] ?? 0;
  }
}

/** FNV-1a over UTF-16 units, 32 bits (Fowler, Noll, Vo). */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

async function* nothing(): AsyncGenerator<never, void, void> {}
