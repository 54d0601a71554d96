import type { TopicFragments } from '../product-spec.js';

/** Topics around the purchase rather than the thing: every category but books has all of them. */
export const service: Readonly<Record<string, TopicFragments>> = {
  shipping: {
    good: [
      'ordered {Sunday night|on Monday}, {on the doorstep|in my hands} {Tuesday|two days later}',
      'delivery was {quick|faster than announced}, {driver even smiled|left with the neighbour as asked}',
      'came {a day early|on the promised day}, {rare these days|hats off}',
      "shipping: {no complaints|couldn't be smoother}",
      'tracking {was accurate to the minute|worked}, {nothing to worry about|parcel intact}',
      'ordered for a {birthday|trip}, {it made it with a day to spare|arrived just in time, phew}',
      '{small parcel, fits the letterbox|no signature needed}, {clever|good for people who work}',
      'they {combined two orders into one box|changed the address after I had ordered}, {no fuss|very obliging}',
    ],
    bad: [
      'delivery took {three|four|five} weeks{, tracking stood still the whole time|, no word from anyone|}',
      '{courier|driver} {threw it over the gate|left it in the rain|claimed nobody was home. I was home}',
      'sent to the wrong {address|depot} {twice|first}, and {nobody felt responsible|I had to fetch it myself}',
      'arrived {late|eleven days late}, {the birthday was over|so the gift was a printed photo}',
      'paid for express, got {the snail|standard plus a weekend}',
    ],
  },
  packaging: {
    good: [
      '{cardboard only|no plastic}, {well padded|easy to open}, {please more of that|the way it should be}',
      'packed {carefully|with love}, {not a dent|nothing could move}',
      'the box {is so pretty I kept it|doubles as a stand|opens without scissors}',
      'even the {tape is paper|filling was shredded newspaper}, {like it|bravo}',
      'unpacking was {a small ceremony|like a birthday}, {each part in its place|kids wanted the box}',
    ],
    bad: [
      'box {squashed|open|wet} on arrival, {no padding|one sheet of paper as protection}',
      'so much {polystyrene|plastic} {for one item|, the bin is full}, {really|in this day and age}',
      '{obviously|clearly} {used|a return}: {seal broken|hair in the box}, {sold as new|full price}',
    ],
  },
  support: {
    good: [
      'had a question, {a human answered within the hour|got a sensible mail the same day}',
      '{one part was faulty|something broke after <soon>}, {replacement came without discussion|they sent a new one, no forms, no fuss}',
      'customer service {deserves a raise|was kind and quick}',
      'called the hotline, {nobody tried to sell me anything|two minutes, solved|a real person with a sense of humour}',
      'they {answered even on a Saturday|explained it with photos}, {so patient with me|lovely people}',
      'warranty claim {sorted in a week|without a single form}, {I was ready for a fight, none came|impressive}',
      'the {chat|mail} support {knows the product|took me seriously}, {rare|refreshing}',
    ],
    bad: [
      'support {answers with copied text|never answered}, {four mails|three weeks} {later I gave up|and counting}',
      'hotline: {fifty minutes of pan flute|press 1, press 4, call ended}',
      'warranty? {They want the original box|"Normal wear", they say}. {After nine weeks|Unbelievable|What a joke}',
      'chat robot {loops|understands nothing}, {no person in sight|I typed "human" nine times}',
    ],
  },
  returns: {
    good: [
      '{returned|sent back} {one in the wrong colour|the bigger one|a duplicate}: {money back in three days|label in the box, refund at once|no questions}',
      'exchange {was painless|took four days}, {they paid for both ways|picked up at the door}',
      'returning the {old|second} one was {easier than ordering|two clicks}, {fair shop|that builds trust}',
    ],
    bad: [
      'sent it back {a month ago|in <month>}, {still waiting for|no sign of} the refund',
      'return {label cost me 12 euros|must go to another continent at my expense}',
      '{refused|rejected} my return because {the box was opened|of a missing sticker}, {how else do I test it|absurd}',
    ],
  },
  price: {
    good: [
      "{for <price>|at this price} {you can't go wrong|a steal|there is nothing better}",
      "not cheap, {but worth every cent|and I don't regret it}",
      'fair price, {honest product|no tricks}',
      'got it {in the sale|for <price>}, {would pay full price|feels almost unfair}',
      '{twice as good|better} as {some that cost double|things at three times the price}',
      'I have {paid more for worse|wasted more on less}',
      'the price {hurt for a day|is a word}, {the quality stays|but you buy it once}',
      'cheaper than {a pizza evening|two tanks of petrol}, {lasts longer|and better for me}',
    ],
    bad: [
      'for <price> I expect {more|better}{ than this|, sorry|}',
      '{overpriced|far too expensive} for {what it is|a name and a logo}',
      'two weeks after I bought it {the price dropped by a third|it was half price}, {thanks|grr}',
      'cheap{,| and} and {it shows|you get what you pay for}',
    ],
  },
};
