import type { SeededRandom } from './seeded-random.js';

/** Misspellings that people really make, before any slip of the finger. */
const misspellings: Readonly<Record<string, string>> = {
  definitely: 'definately',
  received: 'recieved',
  separate: 'seperate',
  because: 'becuase',
  quality: 'qualitiy',
  disappointed: 'dissapointed',
  disappointing: 'dissapointing',
  recommend: 'recomend',
  recommended: 'recomended',
  their: 'there',
  loose: 'lose',
  too: 'to',
  which: 'wich',
  believe: 'beleive',
  really: 'realy',
  comfortable: 'comfortible',
  until: 'untill',
  weird: 'wierd',
  piece: 'peice',
  battery: 'batery',
  delivery: 'delivry',
  perfect: 'perfekt',
  worth: 'worht',
  the: 'teh',
  noise: 'niose',
  expected: 'exspected',
  awful: 'aweful',
  immediately: 'immediatly',
  arrived: 'arived',
  finally: 'finaly',
  customer: 'costumer',
};

/** One word with a misspelling or a slip of the finger. Short words stay as they are. */
export function mistype(word: string, random: SeededRandom): string {
  const known = misspellings[word];
  if (known !== undefined) return known;
  if (word.length < 5 || !/^[a-z]+$/.test(word)) return word;
  const at = random.integer(1, word.length - 3);
  const before = word.slice(0, at);
  const first = word.charAt(at);
  const second = word.charAt(at + 1);
  const after = word.slice(at + 2);
  switch (random.integer(0, 2)) {
    case 0:
      return before + second + first + after;
    case 1:
      return before + second + after;
    default:
      return before + first + first + second + after;
  }
}
