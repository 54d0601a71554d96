import type { SlotFiller } from './expand-template.js';
import type { ProductSpec } from './product-spec.js';
import type { SeededRandom } from './seeded-random.js';
import type { Voice } from './voice.js';

const numberWords = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const people = [
  'my wife',
  'my husband',
  'my daughter',
  'my son',
  'my flatmate',
  'my neighbour',
  'my sister',
  'my dad',
  'my mum',
  'my brother-in-law',
  'my girlfriend',
  'my boyfriend',
  'the boss at home',
  'my aunt',
];
const children = [
  'my son',
  'my daughter',
  'our youngest',
  'the little one',
  'my niece',
  'my nephew',
  'our four-year-old',
  'my godchild',
  'the birthday girl',
  'our eldest',
];
const longTimes = [
  'three months',
  'half a year',
  'eight weeks',
  'a good year',
  'five months',
  'a whole summer',
  'roughly a year',
  'four months',
  'nine months',
  'ten weeks',
  'almost a year',
  'a season',
];
const shortTimes = [
  'two weeks',
  'a week',
  'three days',
  'a fortnight',
  'ten days',
  'four uses',
  'a month',
  'five days',
  'nine days',
  'three weeks',
  'a long weekend',
  'a handful of uses',
];
const rivals = [
  'my old one',
  'the one I had before',
  'the supermarket special',
  'the one from the discounter',
  'the previous one',
  'a big-name one',
  "last year's bargain find",
  'my trusty old one',
  'one at twice the price',
];

/** Fills the slots of fragments for one review: its product, its writer and its day. */
export function slotsFor(product: ProductSpec, voice: Voice, timestampMs: number, random: SeededRandom): SlotFiller {
  return (name, argument) => {
    switch (name) {
      case 'n':
        return drawNumber(argument, voice, random);
      case 'noun':
        return product.noun;
      case 'who':
        return random.pick(people);
      case 'kid':
        return random.pick(children);
      case 'time':
        return random.pick(longTimes);
      case 'soon':
        return random.pick(shortTimes);
      case 'rival':
        return random.pick(rivals);
      case 'price':
        return priceText(product.priceEur, voice, random);
      case 'month':
        return earlierMonth(timestampMs, random);
      default:
        throw new SyntaxError(`Unknown slot <${name}>`);
    }
  };
}

function drawNumber(range: string, voice: Voice, random: SeededRandom): string {
  const [min, max] = range.split('-').map(Number);
  if (min === undefined || max === undefined)
    throw new SyntaxError(`A number slot needs a range such as 2-5, not "${range}"`);
  const number = random.integer(min, max);
  return (voice.digits ? undefined : numberWords[number]) ?? String(number);
}

function priceText(priceEur: number, voice: Voice, random: SeededRandom): string {
  const amount = Math.round(priceEur);
  return random.pick([
    `${amount} euros`,
    `€${amount}`,
    voice.spelling === 'us' ? `${amount} bucks` : `${amount} quid`,
    `${amount} €`,
    'that money',
    'that kind of money',
  ]);
}

function earlierMonth(timestampMs: number, random: SeededRandom): string {
  const month = new Date(timestampMs).getUTCMonth();
  return months[(month + 12 - random.integer(1, 5)) % 12] ?? 'spring';
}
