/**
 * The generator's only source of chance. Integer arithmetic throughout (sfc32, seeded through FNV-1a), so that every engine on every machine draws the same
 * numbers; nothing here or above uses `Math.log`, `Math.pow` or a date of today.
 */
export class SeededRandom {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: string) {
    this.#a = hash(`a:${seed}`);
    this.#b = hash(`b:${seed}`);
    this.#c = hash(`c:${seed}`);
    for (let round = 0; round < 12; round += 1) this.#nextInteger();
  }

  /** A number from 0 (inclusive) to 1 (exclusive). */
  next(): number {
    return this.#nextInteger() / 0x1_0000_0000;
  }

  /** A whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  /** Whether something of the given probability happens. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.integer(0, choices.length - 1)];
    if (choice === undefined) throw new RangeError('There is nothing to pick from.');
    return choice;
  }

  /** Picks among `[choice, weight]` pairs. */
  weighted<T>(choices: readonly (readonly [choice: T, weight: number])[]): T {
    let left = this.next() * choices.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [choice, weight] of choices) {
      left -= weight;
      if (left < 0) return choice;
    }
    throw new RangeError('There is nothing to pick from.');
  }

  /** A value from -1 to 1, most often near 0. */
  centred(): number {
    return (this.next() + this.next() + this.next()) / 1.5 - 1;
  }

  #nextInteger(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value | 0;
}
