import type { CategorySpec, TopicFragments } from '../product-spec.js';

const noise: TopicFragments = {
  good: [
    '{so quiet|so soft} that {the cat sleeps beside it|I checked the plug}',
    'just a {soft trickle|faint purr}, {soothing even|you forget it}',
  ],
  bad: [
    'the pump {drones|gurgles} {all night|through two doors}, {moved it to the cellar|we unplug it at bedtime}',
    'started to {rattle|squeal|grind} after <soon>, {gets worse weekly|the animals flee}',
  ],
};

export const pets: CategorySpec = {
  id: 'pets',
  contexts: [
    'we have {two cats|a rescue dog|an old tom and a kitten|a beagle with opinions}',
    'my vet {recommended|suggested} {something like this|it}',
    'bought after the {old one was chewed to bits|third flood in the kitchen|puppy grew out of everything}',
    '{she|he} is {fussy|nervous|easily bored}, so we {went slowly|had treats ready}',
    'in use {every day|day and night} since <month>',
    'third {brand|one} I try this year',
  ],
  topics: {
    sturdiness: {
      good: [
        'survived {teeth|claws|a very bored puppy}, {only a few marks|not a scratch}',
        'thick {material|rubber}, {stays where I put it|no sliding}',
      ],
      bad: [
        'chewed through in {an hour|one evening}, {thinner than it looks|paper would have lasted longer}',
        'plastic {cracked|splintered} {at the edge|after <soon>}, sharp bits, {not near my animals|dangerous}',
        'slides {all over the floor|away}, {no grip at all|useless on tiles}',
      ],
    },
    smell: {
      good: [
        'no {plastic smell|odour}, accepted {at once|without a sniff}',
        'smells of {nothing|clean rubber at most}, {even when wet|and I have a nose}',
        'after <time> {still fresh|no whiff of anything}, {rinse, done|surprising}',
      ],
      bad: [
        'smells {like a car tyre|of glue}, {the cat wrinkled her nose and left|aired it for two weeks, no change}',
        'starts to {smell|stink} after {three days|a week}, {however often I wash it|disgusting}',
      ],
    },
  },
  products: [
    {
      id: 'ripple-cat-fountain',
      name: 'Ripple cat fountain',
      noun: 'fountain',
      priceEur: 39,
      level: 0.73,
      popularity: 0.9,
      topics: {
        noise,
        pets: {
          good: [
            '{both cats|the old tom} {drink twice as much|adore it}, vet is {pleased|impressed}',
            'my cat {ignored it for a day, now guards it|finally leaves the tap alone}',
          ],
          bad: [
            "the cat {is terrified|won't go near it}, {drinks from my glass instead|looks at me with contempt}",
            'cats {splash|tip it over} {within minutes|nightly}: {too light|flooded kitchen}',
          ],
        },
        cleaning: {
          good: ['comes apart {in three pieces|without tools}, {dishwasher safe|clean in two minutes}'],
          bad: [
            'slime {in every corner|after three days}, {impossible to clean the pump|toothbrush needed}',
            'pump {clogs|dies} {every two weeks|with one hair}, filters {cost a bomb|are hard to get}',
          ],
        },
      },
    },
    {
      id: 'trail-dog-harness',
      name: 'Trail dog harness',
      noun: 'harness',
      priceEur: 44,
      level: 0.82,
      popularity: 0.8,
      topics: {
        fit: {
          good: [
            'fits {my odd-shaped greyhound|a barrel-chested bulldog}, {no rubbing|no chafing}',
            'adjusts at {four|five} points, {goes on in seconds|even on a wriggling puppy}',
          ],
          bad: [
            'dog {slipped out|backed out} of it {next to a road|twice}, {my heart stopped|dangerous}',
            'rubs {under the armpits|bald patches}, {despite the padding|sore after a week}',
          ],
        },
        buckles: {
          good: ['buckles {hold a 40 kilo puller|click shut with gloves}'],
          bad: [
            'a buckle {opened|cracked} {when he saw a squirrel|under load}',
            'front ring {bent|came off}, {she is a beagle, not a bear|eleven kilos of dog}',
          ],
        },
      },
    },
    {
      id: 'sift-litter-mat',
      name: 'Sift litter mat',
      noun: 'mat',
      priceEur: 27,
      level: 0.68,
      popularity: 0.6,
      topics: {
        litter: {
          good: [
            '{ninety percent|most} of the litter {stays on the mat|gets caught}, {bare feet are possible again|no more crunching}',
          ],
          bad: [
            'litter {bounces off|skates over it} {into the hall|}, {same mess as before|what is it for}',
            'the cat {jumps over it|treats it as a toilet}, {great|smart beast}',
          ],
        },
        cleaning: {
          good: ['shake, rinse, {done|dry in an hour}'],
          bad: [
            "the two layers {trap|hold} {wet litter|smell}, {can't get it out|after a week, phew}",
            'the edges {curl|roll} up {and I trip|since washing}',
          ],
        },
        rustle: {
          good: ['quiet, {unlike the crunchy hard ones|no scratching at night}'],
          bad: ['it {rustles|crackles} like {a crisp packet|a bag of chips} {at three in the morning|}'],
        },
      },
    },
  ],
};
