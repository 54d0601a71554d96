import { type RatedGroup, ratedExpressions } from './rated-expressions.js';

/**
 * Expressions whose meaning is not the sum of their words, on AFINN's scale. They are matched on whole words and win over the words inside them; those at 0 only keep
 * their words from being weighed.
 */
const groups: readonly RatedGroup[] = [
  {
    valence: -4,
    expressions: `
      zero stars, dead on arrival
    `,
  },
  {
    valence: -3.5,
    expressions: `
      stopped working, waste of, never again, stay away, don't buy, do not buy, no stars, set fire,
      feel cheated, a disaster
    `,
  },
  {
    valence: -3,
    expressions: `
      stops working, stopped charging, does not work, doesn't work, didn't work, fell apart, falls apart,
      steer clear, ripped off, rip off, would not buy, wouldn't buy, not worth, not worthy, thanks for nothing,
      you have been warned, down the drain, fell off a cliff, not as described, not as advertised,
      lost a customer, never buy, nothing works, finger weg, muy malo, nie polecam, à fuir, mai più,
      threw away, look elsewhere, keeps disconnecting, dead in
    `,
  },
  {
    valence: -2.5,
    expressions: `
      came apart, sent it back, send it back, let down, in the bin, to the bin, the trash, don't bother,
      never answered, fed up, one star, 1 star, no thanks, a joke, a lie, even worse, impossible to,
      lost patience, not good, not happy, qué pena, que pena, quel dommage, paperweight, doorstop,
      burning smell, a mess, was 5 stars, was five stars, shame about
    `,
  },
  {
    valence: -2,
    expressions: `
      came off, came loose, fell off, fell out, gave up, gives up, wore out, cut out, cuts out, drops out,
      goes back, money back, no response, no answer, no reply, still waiting, so much for, one job, a lottery,
      been warned, no use, wrong size, last pair, not a fan, makes no sense, no difference, nothing happens,
      expected more, expected better, expect more, expect better, wanted to like, wanted to love, lo siento,
      falls off, fall off, gathered dust, gathering dust, do better, too late, no grip, burnt hair, dies in,
      eats batteries
    `,
  },
  {
    valence: -1.5,
    expressions: `
      comes off, wears off, sent back, too bad, not the same, bring back, what happened, should not be,
      shouldn't be, hit and miss, no sign of, not great, come off, fall out, throw away, lost a,
      no arch support, no padding, no spare, in pieces, wakes the, ten out of ten for
    `,
  },
  {
    valence: -1.2,
    expressions: `
      should have been, had to buy, could be better, could have been, lost the, straight in
    `,
  },
  {
    valence: -1,
    expressions: `
      give up, going back, used to be, in two, if only, hard to, no way, no match, not my thing, so so, so-so,
      one-star reviews, not convinced, no index, no trace, to return, who needs
    `,
  },
  {
    valence: -0.8,
    expressions: `
      after the update, since the update, not sure, na ja, wrong page
    `,
  },
  {
    valence: -0.5,
    expressions: `
      less than, no idea, wrong colour, wrong color, straight to
    `,
  },
  {
    valence: -0.4,
    expressions: `
      had to
    `,
  },
  {
    valence: -0.3,
    expressions: `
      of course, on arrival, since the, full of, passt schon, had to stay in, by noon, not cheap
    `,
  },
  {
    valence: 0,
    expressions: `
      out of the box, wake up, by accident, on top, dead wood, hard of hearing, bad reviews, no further,
      gave me, used to, not on, to be fair, in fairness
    `,
  },
  {
    valence: 0.2,
    expressions: `
      no longer
    `,
  },
  {
    valence: 0.3,
    expressions: `
      without a, five minutes, at once, no time, got me
    `,
  },
  {
    valence: 0.5,
    expressions: `
      not a single, not one, any time, so far, stay shut, no wonder, right away
    `,
  },
  {
    valence: 0.8,
    expressions: `
      never had, no frills
    `,
  },
  {
    valence: 1,
    expressions: `
      couldn't be, can't think of, nothing to add, credit where, at last, changed my mind, i was wrong,
      like nothing
    `,
  },
  {
    valence: 1.5,
    expressions: `
      can't imagine, not bad, better than, as advertised, does the job, does what, does its job, like a stone,
      no hiss, hands down, no questions, was wrong about, no noise, no creaking, no headache, look no further,
      well packed, well padded, in no time, keeps its, holds up, did not see coming, wins, rare these days,
      as it should, as they should
    `,
  },
  {
    valence: 1.8,
    expressions: `
      it works
    `,
  },
  {
    valence: 2,
    expressions: `
      no problem, no problems, no issue, no fuss, no nonsense, no drama, in a heartbeat, as described,
      still going, like butter, stays put, stay put, easy to, a must, buy it, bought another, bought a second,
      second one already, no smell, no rust, no pilling, a dream, rien à dire, stopped complaining, no harm,
      not a drop, not one drop, no drips, never snags, worth its
    `,
  },
  {
    valence: 2.5,
    expressions: `
      no issues, can't go wrong, nothing better, buy again, would order, well made, well thought, worth it,
      good value, as promised, just works, going strong, like new, thumbs up, stood the test, true to size,
      a pleasure, go for it, never looked back, don't regret, life is easier, bone dry, no blisters, no leaks,
      doesn't disappoint, all good, vale a pena, refund at once, money back in, stopped hurting,
      stopped aching, no harm done, not a mark, not a scratch, not a dent, easy to use, so clever,
      way it should be, how it should be
    `,
  },
  {
    valence: 3,
    expressions: `
      no complaints, no complaint, nothing to complain, not one complaint, no regrets, can't fault,
      cannot fault, couldn't be smoother, can't live without, would buy again, spot on, top notch, well done,
      well worth, worth every, great value, a steal, built to last, better than expected, still going strong,
      like a glove, 5 stars, two thumbs up, hats off, ten out of ten, won't regret, will not regret,
      make me smile, makes me smile, made my day, never disappoints, tip top, sehr gut, muy bueno, très bien,
      can recommend, not put it down, bardzo dobry
    `,
  },
  {
    valence: 3.5,
    expressions: `
      could not be happier, couldn't be happier, works like a charm, money well spent,
      exceeded my expectations, exceeded all expectations, five stars, six stars, highly recommended,
      works perfectly, could not put it down, couldn't put it down, can't put it down,
      could not be more pleased, couldn't be more pleased
    `,
  },
];

/** Valence by phrase. */
export const reviewPhrases: ReadonlyMap<string, number> = ratedExpressions(groups);
