import type { SeededRandom } from './seeded-random.js';
import { drawVoice, type Voice } from './voice.js';

export interface Author {
  readonly handle: string;
  readonly voice: Voice;
}

const firstWords = [
  'teal',
  'rusty',
  'quiet',
  'late',
  'salty',
  'amber',
  'mossy',
  'windy',
  'paper',
  'copper',
  'lazy',
  'sunday',
  'midnight',
  'plain',
  'northern',
  'tiny',
  'crooked',
  'velvet',
  'gravel',
  'foggy',
  'second',
  'half',
  'honest',
  'grumpy',
  'happy',
  'spare',
  'cloudy',
  'pocket',
  'garden',
  'harbour',
];
const secondWords = [
  'otter',
  'kettle',
  'badger',
  'lighthouse',
  'bicycle',
  'teapot',
  'magpie',
  'walker',
  'baker',
  'reader',
  'fox',
  'ladder',
  'pigeon',
  'lantern',
  'button',
  'heron',
  'hedgehog',
  'shopper',
  'tram',
  'moth',
  'spoon',
  'window',
  'marmot',
  'tinkerer',
  'comet',
  'acorn',
  'puffin',
  'wrench',
  'biscuit',
  'parcel',
];

/** Draws `count` authors with handles that name nobody and are all different. */
export function drawAuthors(count: number, random: SeededRandom): readonly Author[] {
  const handles = new Set<string>();
  while (handles.size < count) handles.add(drawHandle(random));
  return [...handles].map((handle) => ({ handle, voice: drawVoice(random) }));
}

function drawHandle(random: SeededRandom): string {
  const first = random.pick(firstWords);
  const second = random.pick(secondWords);
  switch (random.integer(0, 6)) {
    case 0:
      return `user_${random.integer(10_000, 99_999)}`;
    case 1:
      return `${first}.${second}`;
    case 2:
      return `${second}${random.integer(1, 999)}`;
    case 3:
      return `${capitalised(first)}${capitalised(second)}`;
    case 4:
      return `the_${first}_${second}`;
    case 5:
      return `${first}${second}_${random.integer(2, 99)}`;
    default:
      return `${first}-${second}`;
  }
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
