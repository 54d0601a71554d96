import type { SeededRandom } from './seeded-random.js';

/** Languages that some writers mix into their English. */
export type Flavour = 'de' | 'es' | 'fr' | 'it' | 'ja' | 'nl' | 'pl' | 'pt';

/** How one author writes. Every review of the author shares it. */
export interface Voice {
  readonly casing: 'normal' | 'lower' | 'emphatic';
  readonly spelling: 'uk' | 'us';
  readonly digits: boolean;
  readonly apostrophes: boolean;
  readonly abbreviates: boolean;
  readonly listsProsAndCons: boolean;
  readonly flavour: Flavour | undefined;
  /** 0 (terse) to 1 (chatty). */
  readonly verbosity: number;
  /** Chance that a sentence ends in an exclamation mark. */
  readonly exclaims: number;
  /** Chance of emoji at the end of a review. */
  readonly emoji: number;
  /** Chance that a word is mistyped. */
  readonly typos: number;
  /** Chance that a review has a title. */
  readonly titles: number;
}

export function drawVoice(random: SeededRandom): Voice {
  const careless = random.chance(0.22);
  return {
    casing: random.weighted([
      ['normal', 80],
      ['lower', careless ? 30 : 6],
      ['emphatic', 8],
    ]),
    spelling: random.chance(0.6) ? 'uk' : 'us',
    digits: random.chance(0.5),
    apostrophes: !(careless && random.chance(0.4)),
    abbreviates: careless && random.chance(0.45),
    listsProsAndCons: random.chance(0.05),
    flavour: random.chance(0.09) ? random.pick<Flavour>(['de', 'es', 'fr', 'it', 'ja', 'nl', 'pl', 'pt']) : undefined,
    verbosity: random.next(),
    exclaims: random.weighted([
      [0, 55],
      [0.08, 30],
      [0.35, 12],
      [0.8, 3],
    ]),
    emoji: random.weighted([
      [0, 72],
      [0.3, 18],
      [0.85, 10],
    ]),
    typos: careless
      ? 0.035
      : random.weighted([
          [0, 60],
          [0.006, 40],
        ]),
    titles: random.pick([0.2, 0.6, 0.6, 0.95]),
  };
}
