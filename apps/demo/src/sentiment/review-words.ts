import { type RatedGroup, ratedExpressions } from './rated-expressions.js';

/**
 * What words mean in a product review, on AFINN's scale from -5 to 5. A general lexicon does not know that a thing which leaks is bad and one that fits is good, or
 * rates a word by another sense (`killer`, `loose`): those it must not weigh at all stand at 0. These entries win over the general lexicon; inflected forms are found by
 * their stem. Words of other languages are those that travel.
 */
const groups: readonly RatedGroup[] = [
  {
    valence: -4,
    expressions: `
      catastrophe, scam, worst
    `,
  },
  {
    valence: -3.5,
    expressions: `
      unusable, awful, disaster, disgrace, disgusting, horrible, ruined, terrible, useless, worthless, horreur,
      pessimo, porquería, schrott, waardeloos, ужас
    `,
  },
  {
    valence: -3,
    expressions: `
      broken, dead, defective, faulty, reek, stench, angry, avoid, cheated, dangerous, disappointed,
      disappointing, dreadful, dud, failure, garbage, hopeless, infuriating, junk, letdown, nightmare,
      pathetic, rubbish, ruin, shameful, unacceptable, waste, wasted, hideous, beware, miserable, déçu,
      delusione, dramat, enttäuscht, frechheit, kaputt, nul, vergüenza, 残念
    `,
  },
  {
    valence: -2.5,
    expressions: `
      broke, corrosion, cracked, defect, die, flimsy, hazard, leak, leaky, mouldy, moldy, overheat, overpriced,
      ripped, snapped, stink, uncomfortable, annoying, embarrassing, fail, frustrating, irritating, pointless,
      poor, regret, shame, trash, worse, bad, hate, smashed, stupid, downgraded, ugly, squashed, flooded,
      peccato, schade, ärgerlich
    `,
  },
  {
    valence: -2.2,
    expressions: `
      missing
    `,
  },
  {
    valence: -2,
    expressions: `
      blurry, blunt, blister, break, brittle, bruise, buggy, burnt, burst, chipped, clog, clunky, crack,
      crooked, crushed, crumble, damage, damaged, dented, disconnect, distort, dropout, dull, error, fault,
      flaky, flicker, freeze, froze, grainy, hurt, itch, jam, muffled, noisy, peel, rattle, rip, rot, rust,
      rusty, sag, shrank, sluggish, smelly, soaked, splinter, stall, stuck, stutter, tinny, tore, torn,
      unreachable, unreadable, warp, wobbly, absurd, boring, joke, lemon, lie, mess, mistake, nope,
      overwrought, pity, refund, reject, ridiculous, sad, tedious, tiresome, wrong, problem, crash, dump,
      crushes, rejected, sulk, sulks, vanished, vanishes, deleted, headache, pain, revolt, trouble, nonsense,
      mad, unbearably, fool, idiot, grr, puncture, flood, slime, jammer, mist
    `,
  },
  {
    valence: -1.8,
    expressions: `
      stopped
    `,
  },
  {
    valence: -1.5,
    expressions: `
      bent, bleed, chip, creak, creaky, crackle, dent, drain, dribble, drip, droop, flake, fray, glaring,
      harsh, hiss, howl, kink, lag, lukewarm, pilling, pinch, puddle, reboot, rub, scratch, scratchy, shrink,
      slippery, slow, snag, soak, sour, spit, split, squeak, squeal, stain, sweaty, tear, uneven, wobble,
      watery, whine, awkward, bin, clumsy, cry, fiddly, mediocre, meh, predictable, repetitive, returned, weak,
      loose, lost, loses, empty, fell, forced, burned, refused, smash, vanish, ache, sore, swearing, loud,
      louder, shock, complain, complaint, complaints, harm, melt, devour, drowns, leider
    `,
  },
  {
    valence: -1.2,
    expressions: `
      smell, lose, ignored, hole, holes
    `,
  },
  {
    valence: -1,
    expressions: `
      faint, hollow, hum, mushy, rough, smear, snap, static, stiff, sticky, thin, worn, sadly, silly,
      unbelievable, unfortunately, hell, miss, dirty, tired, ill, fall, hunt, burn, pray, expensive, late,
      threw, swear, crazy, fear, feared, afraid, warning, loop, gunk, bof, uff
    `,
  },
  {
    valence: -0.8,
    expressions: `
      cheap, noise, stop, alas, sorry, ha, trap, drown, pricey, heavier, naja
    `,
  },
  {
    valence: -0.6,
    expressions: `
      flat
    `,
  },
  {
    valence: -0.5,
    expressions: `
      average, gripe, drop, hard, fight, strange, cheapest, scary, replacement, smaller, hmm, fuss, mwah, tja
    `,
  },
  {
    valence: -0.3,
    expressions: `
      heavy, cold, pressure, wish, dust, dirt, forgot, gone, wet, tiny
    `,
  },
  {
    valence: 0,
    expressions: `
      padded, wooden, clearly, like, tight, alone, big, black, block, blocks, cut, cutting, dark, fire, game,
      gun, kill, low, matter, no, novel, question, straight, stone, want, god, please, cancel, cancelling,
      alarm, battle, thriller, murderer, murder, evidence, forget, charge, charges, charged, warn, warns,
      admit, share, escape, escaped, gain, gains, stormy, cuts, doubt, worry, defence, fairness, pay, promised,
      chance, growing, increase, reach, save, demand, priced, spare, haha, shut, bubble, important, huge, mind,
      hand, worries, careful, tip, wiped, dear, tinnitus, allergy, allergies, old, young, new, magnetic,
      spooky, small, padding, stolen, steal, proof, awake, nothing, mould, mud
    `,
  },
  {
    valence: 0.3,
    expressions: `
      enough, light, pretty, free, promise, sleep, real, care, dry, ok, okay
    `,
  },
  {
    valence: 0.5,
    expressions: `
      firm, warm, waterproof, kills, interest, trust, saved, solution, slept, help, lighter, alright, acceptable
    `,
  },
  {
    valence: 0.8,
    expressions: `
      easily, properly, work, cool, true, helps
    `,
  },
  {
    valence: 1,
    expressions: `
      bright, clear, compact, decent, fast, fine, natural, quickly, silent, simple, surprised, yes, charm,
      hypoallergenic, patient, quality, ease, resolve, safe, luck, grand, carefully, quieter
    `,
  },
  {
    valence: 1.2,
    expressions: `
      clean, fit, proper, quick, sharp, tough, strong, solve, fair
    `,
  },
  {
    valence: 1.5,
    expressions: `
      airy, crisp, easy, fluffy, funny, generous, honest, intact, precisely, relaxed, silk, silky, soft,
      spacious, stable, steady, thank, thanks, tidy, velvet, cheerful, dream, affordable, lucky, better, fresh,
      golden, crunchy, addictive, hooked, idiot-proof, gracias, kiitos
    `,
  },
  {
    valence: 2,
    expressions: `
      clever, convinced, cosy, cozy, cuddly, effortless, elegant, handy, intuitive, loved, neat, nice,
      odourless, precise, quiet, robust, smile, smiling, smooth, smoothly, solid, survive, top, useful, worth,
      classy, converted, heirloom, painless, refreshing, watertight, solved, nicely, unreal, toasty, lekker,
      merci
    `,
  },
  {
    valence: 2.5,
    expressions: `
      bargain, beautifully, comfortable, comfy, dependable, durable, favourite, favorite, happily, impressive,
      magical, pleasant, pleased, pleasure, praise, recommend, recommended, reliable, satisfied, satisfying,
      sturdy, super, wow, yay, bombproof, gripping, tasty, well-made, yummy, best, good, aanrader, contento,
      polecam, prima, promosso, zufrieden
    `,
  },
  {
    valence: 3,
    expressions: `
      adorable, beautiful, delight, delighted, delicious, gem, gorgeous, great, happy, impressed,
      indestructible, joy, keeper, love, lovely, marvellous, perfectly, spotless, thrilled, hooray, adore,
      bravo, priceless, adorei, adoro, chapeau, contentísima, encanta, genial, génial, klasse, toll,
      topaankoop, すごい
    `,
  },
  {
    valence: 3.5,
    expressions: `
      amazing, brilliant, excellent, flawless, perfect, wonderful, terrific, begeistert, bellissimo,
      bravissimo, excelente, harika, magnifique, maravilha, maravilla, ottimo, parfait, perfekt, perfetto,
      rewelacja, wunderbar, отлично, 最高
    `,
  },
  {
    valence: 4,
    expressions: `
      fantastic, superb
    `,
  },
];

/** Valence by word. */
export const reviewWords: ReadonlyMap<string, number> = ratedExpressions(groups);
