import type { CategorySpec, TopicFragments } from '../product-spec.js';

const battery: TopicFragments = {
  good: [
    'one charge lasts {three weeks|a fortnight|my whole trip}',
    'still {strong|full power} after <time>, {no weakening|battery like new}',
    'the charge indicator {is honest|warns early}',
  ],
  bad: [
    'battery {down to two days|dies mid-use} after <time>',
    "doesn't {charge|hold a charge} any more{, light blinks red|, dead in the drawer|}",
    'you must leave it on the charger {all day|permanently}, or {it stops halfway|nothing}',
  ],
};

const noise: TopicFragments = {
  good: ['quiet, {nobody wakes up|even the cat stays in the room}', 'only a {low hum|purr}'],
  bad: [
    'as loud as {a hedge trimmer|an electric saw}',
    'started to {rattle|squeal|grind} after <soon>, {worrying|gets worse weekly}',
  ],
};

export const care: CategorySpec = {
  id: 'care',
  contexts: [
    'my {dentist|sister the hairdresser} {recommended it|rolled her eyes at my old one}',
    'used {morning and evening|every day} since <month>',
    'travel {a lot|every week} with it',
    'bought for <who>, {who is hard to please|who pretended not to want it}',
    'I {have sensitive skin|share a bathroom with four people|am always late in the morning}',
    'third {brand|one} I try this year',
  ],
  topics: {
    grip: {
      good: [
        '{rubber|textured} grip, {never slipped out of wet hands|nice to hold}',
        'the button sits {right under the thumb|where it should}, {no accidental switching|easy without looking}',
      ],
      bad: [
        'slips {out of wet hands|like soap}, {already dropped twice|the tiles won}',
        'the switch {sticks|needs a fingernail}, {annoying every single morning|who tested this}',
      ],
    },
    travel: {
      good: ['travel {case|lock} {included|works}, {no humming suitcase|fits the wash bag}'],
      bad: [
        '{no|not even a} travel case, and it {switches on in the bag|came home in pieces}',
        'charger only {fits one country|with a giant plug}, {useless on trips|left it at home}',
      ],
    },
  },
  products: [
    {
      id: 'pearl-sonic-toothbrush',
      name: 'Pearl Sonic toothbrush',
      noun: 'toothbrush',
      priceEur: 74,
      level: 0.87,
      popularity: 1.5,
      topics: {
        noise,
        battery,
        cleaning: {
          good: [
            'teeth feel {like after the dentist|smooth and squeaky}',
            'my {hygienist|dentist} {noticed|asked what I changed}, {no bleeding|gums are happy}',
            'the pressure light {taught me to be gentle|is clever}',
          ],
          bad: [
            'no cleaner than {a manual one|two euros of bristles}',
            'tickles {unbearably|}, {and sprays the mirror|toothpaste everywhere}',
          ],
        },
        heads: {
          good: ["heads are {affordable|sold everywhere} and {last three months|don't splay}"],
          bad: ['heads cost {a fortune|more than the toothpaste for a year}'],
        },
      },
      change: {
        cause: 'new-battery',
        day: '2025-07-21',
        topics: ['battery', 'water-damage'],
        level: 0.32,
        fragments: [
          "the {new|recent} ones {don't last|die}: {full in the evening, dead in the morning|two brushings per charge}",
          'my old Pearl did three weeks, the one from {August|this summer} does {two days|a day and a half}',
          'water {gets in|seeps in} under the button, {brown goo comes out|it switched itself on at 4 am}, then {silence|dead}',
          'stopped charging after {five|six|three} weeks. {Replacement: four weeks|The replacement did the same}',
          'they {quietly|secretly} {changed|downgraded} the battery, {the box says 600 mAh instead of 800|compare the small print}',
          'third {brush|unit} since July, {all three dead|each one died}. {Same fault|Charging light blinks, nothing happens}',
          'it {turns itself off|stops} {after thirty seconds|mid-brush}, freshly charged',
          'corrosion {on the charging pin|under the head} after {a month|weeks}, {in a thing that lives in a bathroom|who tests these}',
          'loved the {old|first} version, {five years without trouble|gave it to everyone}. This one is {garbage|a dud}',
        ],
      },
    },
    {
      id: 'bram-beard-trimmer',
      name: 'Bram beard trimmer',
      noun: 'trimmer',
      priceEur: 49,
      level: 0.71,
      popularity: 0.8,
      topics: {
        noise,
        battery,
        cutting: {
          good: [
            '{even|clean} trim {in one pass|without tugging}, {no nicks|no irritation}',
            'the length dial {clicks in half millimetres|stays where it is set}',
          ],
          bad: [
            'it {pulls|plucks} {more than it cuts|hair by hair}, {tears in my eyes|medieval}',
            'left {stripes|patches}, {hat season for me|colleagues asked}',
          ],
        },
        blades: {
          good: ['blades {stay sharp|self-oil}, {rinse and done|easy to pop off}'],
          bad: [
            'blade {dull|rusty} after <soon>',
            'the comb {snapped|broke} {when it fell in the sink|out of the blue}, {not sold separately|thanks}',
          ],
        },
      },
    },
    {
      id: 'zephyr-hair-dryer',
      name: 'Zephyr hair dryer',
      noun: 'dryer',
      priceEur: 89,
      level: 0.77,
      popularity: 0.8,
      topics: {
        noise,
        drying: {
          good: [
            '{long|thick} hair dry in {six|seven} minutes, {no frizz|shiny}',
            'the cool shot is {actually cool|really cold}, {curls hold|my waves survive}',
          ],
          bad: [
            'smells of {burnt hair|burning} {after a minute|on high}, {frightening|switched off at once}',
            'two settings: {arctic and dragon|cold and scorching}',
          ],
        },
        weight: {
          good: ["light, {my arm doesn't die|good balance}, {long cable|fits the gym bag}"],
          bad: [
            'cable is {a joke|too short}, I {dry my hair in the hallway|need an extension}',
            'cuts out {after three minutes|halfway}, {thermal protection apparently|then sulks for ten}',
          ],
        },
      },
    },
  ],
};
