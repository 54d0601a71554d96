import { mistype } from './mistype.js';
import type { SeededRandom } from './seeded-random.js';
import type { Flavour, Voice } from './voice.js';

export type Mood = 'good' | 'middling' | 'bad';

const american: readonly (readonly [british: RegExp, american: string])[] = [
  [/\bcolour/g, 'color'],
  [/\bColour/g, 'Color'],
  [/\bfavourite/g, 'favorite'],
  [/\bFavourite/g, 'Favorite'],
  [/\bneighbour/g, 'neighbor'],
  [/\bgrey\b/g, 'gray'],
  [/\bmetre/g, 'meter'],
  [/\bkilometre/g, 'kilometer'],
  [/\bsceptical\b/g, 'skeptical'],
  [/\bmum\b/g, 'mom'],
  [/\b(an old|the|small|our|one-room|shared|first) flat\b/g, '$1 apartment'],
  [/\blorry\b/g, 'truck'],
  [/\bRubbish\b/g, 'Garbage'],
  [/\brubbish\b/g, 'garbage'],
  [/\bholiday\b/g, 'vacation'],
  [/\bmould/g, 'mold'],
  [/\bjumper\b/g, 'sweater'],
  [/\bcosy\b/g, 'cozy'],
  [/\btyre/g, 'tire'],
  [/\bdefence\b/g, 'defense'],
];

const abbreviations: readonly (readonly [full: RegExp, short: string])[] = [
  [/\bbecause\b/g, 'bc'],
  [/\bwith\b/g, 'w/'],
  [/\bwithout\b/g, 'w/o'],
  [/\breally\b/g, 'rly'],
  [/\bthough\b/g, 'tho'],
  [/\byou\b/g, 'u'],
  [/\bI don't know\b/g, 'idk'],
  [/\bto be fair\b/gi, 'tbf'],
  [/\bhonestly\b/g, 'tbh'],
  [/\bgreat\b/g, 'gr8'],
];

const emoji: Readonly<Record<Mood, readonly string[]>> = {
  good: ['👍', '😍', '🔥', '🎉', '❤️', '😊', '🙌', '💯', '👌', '😁', '👍👍', '🥰', ':)', ':-)', '<3', '💪'],
  middling: ['🤷', '😐', '🙃', '🤔', ':/', '😕', '😬'],
  bad: ['😡', '👎', '😤', '🤦', '💩', '😭', '🙄', ':(', '😠', '👎👎', '😞', ':-('],
};

const interjections: Readonly<Record<Flavour, Readonly<Record<Mood, readonly string[]>>>> = {
  de: {
    good: ['Prima!', 'Ganz toll.', 'Genau so muss das.', 'Wunderbar!'],
    middling: ['Naja.', 'Geht so.', 'Jein.'],
    bad: ['Leider nein.', 'Ärgerlich!', 'So ein Mist.', 'Finger weg!'],
  },
  es: {
    good: ['¡Qué maravilla!', 'Me encanta.', '¡Olé!', 'Un acierto.', 'Contentísima.'],
    middling: ['Ni fu ni fa.', 'Regular.'],
    bad: ['Qué pena.', '¡Menudo desastre!', 'No lo compréis.'],
  },
  fr: {
    good: ['Franchement top.', "J'adore !", 'Rien à dire.'],
    middling: ['Bof.', 'Peut mieux faire.'],
    bad: ['Quel dommage.', 'À fuir !', 'Déçu.'],
  },
  it: {
    good: ['Che bello!', 'Ottimo.', 'Mamma mia che roba!', 'Promosso.'],
    middling: ['Insomma.', 'Così così.'],
    bad: ['Peccato.', 'Che delusione.', 'Mai più.'],
  },
  ja: {
    good: ['すごい！', '大満足です。', '買ってよかった。', 'おすすめ。'],
    middling: ['普通かな。', 'うーん。'],
    bad: ['残念。', '買わなければよかった…'],
  },
  nl: {
    good: ['Helemaal top.', 'Lekker hoor!', 'Dikke pluim.', 'Aanrader.'],
    middling: ['Tja.', 'Mwah.'],
    bad: ['Jammer.', 'Waardeloos.'],
  },
  pl: {
    good: ['Polecam!', 'Super sprawa.', 'Rewelacja.', 'Jestem na tak.'],
    middling: ['Może być.', 'No cóż.'],
    bad: ['Nie polecam.', 'Dramat.'],
  },
  pt: {
    good: ['Que maravilha!', 'Adorei.', 'Muito bom mesmo.', 'Vale a pena.'],
    middling: ['Mais ou menos.', 'Enfim.'],
    bad: ['Que pena.', 'Não comprem.'],
  },
};

/** Rewrites clean text the way the author would have typed it. */
export function applyMannerisms(text: string, mood: Mood, voice: Voice, random: SeededRandom): string {
  let spoken = withInterjection(text, mood, voice, random);
  if (voice.spelling === 'us') spoken = replaceAllOf(spoken, american);
  if (voice.abbreviates) spoken = replaceAllOf(spoken, abbreviations);
  spoken = spoken.replaceAll(/\.(?=\s|$)/g, (stop) =>
    random.chance(voice.exclaims) ? random.pick(['!', '!', '!', '!!', '!!!']) : stop,
  );
  spoken = spoken.replaceAll(/[\p{L}']+/gu, (word) => (random.chance(voice.typos) ? mistype(word, random) : word));
  if (!voice.apostrophes) spoken = spoken.replaceAll(/(?<=\p{L})'(?=\p{L})/gu, '');
  spoken = cased(spoken, voice, random);
  return random.chance(voice.emoji) ? withEmoji(spoken, mood, random) : spoken;
}

function withInterjection(text: string, mood: Mood, voice: Voice, random: SeededRandom): string {
  if (voice.flavour === undefined || !random.chance(0.35)) return text;
  const interjection = random.pick(interjections[voice.flavour][mood]);
  return random.chance(0.4) ? `${interjection} ${text}` : `${text} ${interjection}`;
}

function replaceAllOf(text: string, replacements: readonly (readonly [RegExp, string])[]): string {
  return replacements.reduce((changed, [pattern, replacement]) => changed.replaceAll(pattern, replacement), text);
}

function cased(text: string, voice: Voice, random: SeededRandom): string {
  if (voice.casing === 'lower') return text.toLowerCase();
  if (voice.casing === 'normal') return text;
  const words = text.match(/(?<![\p{L}'])\p{L}{4,}(?![\p{L}'])/gu) ?? [];
  if (words.length === 0) return text;
  const loud = random.pick(words);
  return text.replace(loud, loud.toUpperCase());
}

function withEmoji(text: string, mood: Mood, random: SeededRandom): string {
  const bare = random.chance(0.4) ? text.replace(/\.$/, '') : text;
  return `${bare} ${random.pick(emoji[mood])}`;
}
