/**
 * Words that change the weight or the sign of what follows.
 *
 * The rules and their constants are those of VADER (Hutto and Gilbert, "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text",
 * ICWSM 2014), which its authors measured with human raters.
 */

/** Turns the sign of words up to {@link negationReach} places later, and weakens them. */
export const negationFactor = -0.74;
export const negationReach = 3;

/** Added to (or taken from) the strength of a word by an intensifier directly before it; less with each word in between. */
export const intensifierStep = 0.293;
export const intensifierFading: readonly number[] = [1, 0.95, 0.9];

/** Added to the strength of a word in capitals among words that are not. */
export const capitalsStep = 0.733;

/** What an exclamation mark adds to the strength of its sentence, for up to four of them. */
export const exclamationStep = 0.292;

/** Weights of what stands before and after a "but". */
export const beforeContrast = 0.5;
export const afterContrast = 1.5;

/** Sums of valences become a score between -1 and 1 through `sum / sqrt(sum² + normalization)`. */
export const normalization = 15;

export const negations: ReadonlySet<string> = new Set([
  'not',
  'no',
  'never',
  'none',
  'nobody',
  'nothing',
  'nowhere',
  'neither',
  'nor',
  'without',
  'hardly',
  'barely',
  'scarcely',
  'rarely',
  'zero',
  'cannot',
  'cant',
  'dont',
  'doesnt',
  'didnt',
  'isnt',
  'wasnt',
  'wont',
  'wouldnt',
  'couldnt',
  'shouldnt',
  'hasnt',
  'havent',
  'w/o',
  'instead',
  'nicht',
  'kein',
  'keine',
]);

export const intensifiers: Readonly<Record<string, number>> = {
  absolutely: 1,
  amazingly: 1,
  badly: 1,
  completely: 1,
  deeply: 1,
  especially: 1,
  even: 0.5,
  extremely: 1,
  far: 1,
  highly: 1,
  hugely: 1,
  incredibly: 1,
  much: 1,
  purely: 1,
  quite: 0.5,
  really: 1,
  rly: 1,
  remarkably: 1,
  seriously: 1,
  so: 1,
  such: 1,
  super: 1,
  surprisingly: 0.5,
  that: 0.2,
  thoroughly: 1,
  totally: 1,
  truly: 1,
  unbelievably: 1,
  utterly: 1,
  very: 1,
  way: 1,
  wonderfully: 1,
  bitterly: 1,
  horribly: 1,
  almost: -1,
  barely: -1,
  bit: -1,
  fairly: -0.5,
  kinda: -1,
  less: -1,
  little: -1,
  marginally: -1,
  mostly: -0.5,
  nearly: -0.5,
  partly: -1,
  quasi: -1,
  rather: -0.5,
  scarcely: -1,
  slightly: -1,
  somewhat: -1,
  sort: -1,
  sorta: -1,
};

/** Words after which the rest of the sentence outweighs what came before. */
export const contrasts: ReadonlySet<string> = new Set([
  'but',
  'however',
  'although',
  'yet',
  'except',
  'unfortunately',
  'sadly',
  'alas',
  'aber',
  'mais',
  'pero',
]);

/** Openings after which a fault is named that does not spoil the whole. */
export const quibbleOpening: RegExp =
  /\b(?:(?:only|one|small|tiny|minor|little) (?:gripe|niggle|complaint|minus|caveat|warning|criticism|downside|drawback|thing|flaw)|nit(?:pick)?|find fault|deal ?breaker|not perfect|half a (?:star|point) off|room for improvement|wish list|bugs me a little|less nice|for completeness|if anything|fly in the ointment)\b/i;

/** Openings after which a merit is named that does not save the whole. */
export const concessionOpening: RegExp =
  /^\W*(?:to be fair|tbf|in (?:its )?(?:defen[cs]e|fairness)|on the plus side|i'?ll give it this|(?:the )?one good thing|credit where|positive|at least|granted|okay, one thing|what i do like|small consolation|one star for)\b/i;

/** Praise in a sentence like this is meant the other way round. */
export const mockery: RegExp =
  /\bif you (?:want|love|like|enjoy)\b|\bi (?:ever|love how|adore how)\b.*\b(?:threw|set fire|lasted|breaks)\b|\bslow clap\b|\b(?:triumph|masterpiece) of\b|\bwho (?:needs|wants)\b|\b(?:congratulations|compliments|thanks) to (?:the engineers|the design|quality control)|\bimpressive how\b|\bremarkable how\b/i;

/** A reviewer who names no fault is usually content. Added to the sum of every review. */
export const benefitOfDoubt = 0.6;
