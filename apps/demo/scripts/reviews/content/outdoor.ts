import type { CategorySpec } from '../product-spec.js';

export const outdoor: CategorySpec = {
  id: 'outdoor',
  contexts: [
    'took it {along the coast path|to Norway|up to 2,400 metres|round the lake} for {nine days|a week|five nights}',
    'we camp {every summer|with kids|in all weathers}',
    'my kit gets {rained on, sat on and forgotten in cars|no care whatsoever}',
    'first real test: {a stormy night by the sea|minus six degrees|forty kilometres with a full load}',
    'used it on <n:8-30> {trips|overnighters} so far',
    'had {the previous version|a heavier one} for {a decade|years}',
  ],
  topics: {
    weight: {
      good: [
        "{so light|light enough} that I {forget it's in the pack|checked twice whether I packed it}",
        '<n:180-950> grams on my scale, {as promised|even less than stated}',
      ],
      bad: [
        'heavier than {stated|advertised} by {300|200} grams, {my back noticed|weighed it twice}',
        'weighs {a ton|more than my lunch and my regrets}',
      ],
    },
    durability: {
      good: [
        'took {rocks, thorns and a puppy|a fall down a scree slope} {in its stride|without damage}',
        '{three|four} seasons on, {still tight|no sign of wear}',
        'feels {bombproof|built for people who break things}, like me',
      ],
      bad: [
        'a {buckle|clip|strap} {snapped|broke} on {the second day|our first trip}, {in the middle of nowhere|forty km from any shop}',
        'the {fabric|coating} {tore|is peeling} {at the first branch|after one season}',
        'seams {came undone|opened} {under normal load|for no reason}',
      ],
    },
  },
  products: [
    {
      id: 'kestrel-2-tent',
      name: 'Kestrel 2 tent',
      noun: 'tent',
      priceEur: 219,
      level: 0.81,
      popularity: 0.9,
      topics: {
        waterproofing: {
          good: [
            '{a night of|twelve hours of} {hammering|solid} rain, {dry as a biscuit|not one drop inside}',
            'the floor {held|stayed dry} {in a puddle|on soaked grass}',
          ],
          bad: [
            'woke up in {a lake|a puddle}, {the floor leaks|seams not taped}',
            'condensation {drips|rains} from the roof {every morning|onto the sleeping bags}',
          ],
        },
        pitching: {
          good: [
            'up in {four|six} minutes, {alone, in wind|with a headlamp in my mouth}',
            'colour-coded poles, {idiot-proof, I am the proof|bravo}',
          ],
          bad: [
            'a pole {splintered|broke} {in the first breeze|while pitching}',
            'pegs {bend|fold} like {hairpins|butter}, {bring your own|throw them away}',
          ],
        },
      },
    },
    {
      id: 'dormouse-0-sleeping-bag',
      name: 'Dormouse 0° sleeping bag',
      noun: 'sleeping bag',
      priceEur: 139,
      level: 0.72,
      popularity: 0.8,
      topics: {
        warmth: {
          good: [
            '{toasty|warm} at {minus two|three degrees}, {in a T-shirt|and I am always cold}',
            'the hood {keeps the draught out|is a little cave}, slept {like its namesake|wonderfully}',
          ],
          bad: [
            'zero degrees? I {froze|shivered} at {nine|eight}',
            'cold spots {along the zip|at the feet}, {wore everything I had|worst night of the trip}',
          ],
        },
        zip: {
          good: ["zip {doesn't snag|runs free}, {a small miracle|even in the dark}"],
          bad: [
            'zip {eats|grabs} the lining {every time|whenever you need the loo}',
            'the zip {jammed|burst} {at 3 am|on night one}',
          ],
        },
        packing: {
          good: ['packs down to {a melon|a loaf of bread}'],
          bad: ['getting it back in the sack is {a wrestling match|a two-person job}'],
        },
      },
    },
    {
      id: 'lynx-400-headlamp',
      name: 'Lynx 400 headlamp',
      noun: 'headlamp',
      priceEur: 44,
      level: 0.78,
      popularity: 0.8,
      topics: {
        brightness: {
          good: [
            'lights up {the whole trail|a football pitch}, {red mode spares the others|and dims to reading level}',
            'running at night is {safe again|fun now}',
          ],
          bad: [
            '400 lumens for {thirty seconds|one minute}, {then a candle|then it dims itself}',
            'beam has {a dark hole in the middle|rings}, {tiring on the trail|I stumble}',
          ],
        },
        battery: {
          good: [
            '{five|six} nights on one charge',
            'charges by USB-C, {plus takes AAAs|clever}, {never in the dark|thank you}',
          ],
          bad: [
            'switched itself on in the pack and {was flat|dead} {at dusk|when I needed it}',
            'battery indicator {goes from full to dark|lies}, {on a ridge|lovely surprise}',
          ],
        },
        comfort: {
          good: ['no bounce, {no pressure mark|strap is washable}'],
          bad: ['slides {down my forehead|over my eyes} at {each step|a jog}'],
        },
      },
    },
    {
      id: 'cairn-45-backpack',
      name: 'Cairn 45 backpack',
      noun: 'backpack',
      priceEur: 169,
      level: 0.83,
      popularity: 0.9,
      topics: {
        carrying: {
          good: [
            '<n:14-19> kilos {ride on the hips|feel like ten}, {no sore shoulders|my back stays dry}',
            'adjusts to {my short back|my very long back} {in a minute|without tools}',
          ],
          bad: [
            'shoulder straps {cut in|slip}, {bruises after a day|retighten every hour}',
            'the hip belt {digs|presses} {into the bone|where it hurts}, no padding to speak of',
          ],
        },
        pockets: {
          good: ['pockets {exactly where I reach|for everything}, {bottle out without taking it off|big side access}'],
          bad: [
            'bottle pocket is {unreachable|useless} {with the pack full|unless you are an octopus}',
            'no rain cover {included|}, {at this price|cheeky}',
          ],
        },
      },
    },
    {
      id: 'ember-gas-stove',
      name: 'Ember gas stove',
      noun: 'stove',
      priceEur: 49,
      level: 0.75,
      popularity: 0.7,
      topics: {
        heat: {
          good: [
            'boils {half a litre|coffee water} in {two and a half|three} minutes, {in wind|at altitude}',
            'simmers! {You can fry an egg without welding it|Real flame control}',
          ],
          bad: [
            'blows out {in a light breeze|if somebody sneezes}',
            'the flame is {either off or inferno|uneven}, {burnt porridge three mornings|sooty pots}',
          ],
        },
        ignition: {
          good: ['the igniter {sparks first time|even works damp}'],
          bad: [
            'piezo igniter {died|quit} {on trip two|within <soon>}, {bring matches|of course in the rain}',
            'it {hisses|smells of gas} at the {valve|thread}, {not using that again|scary}',
          ],
        },
      },
    },
    {
      id: 'brook-steel-bottle',
      name: 'Brook 0.7 l steel bottle',
      noun: 'bottle',
      priceEur: 29,
      level: 0.88,
      popularity: 1.6,
      topics: {
        insulation: {
          good: [
            'ice {still rattling|left} after {a day in the car|twenty hours}',
            'tea {burns my tongue at four in the afternoon|is hot until evening}',
            'no condensation {on the outside|on my papers}',
          ],
          bad: ['coffee is {lukewarm|cold} by {ten|eleven}'],
        },
        paint: {
          good: ['the powder coat {shrugs off keys|has no chips after <time>}'],
          bad: ['paint {chips|flakes} {at the bottom|already}'],
        },
      },
      change: {
        cause: 'new-lid',
        day: '2025-06-23',
        topics: ['leak', 'smell'],
        level: 0.25,
        fragments: [
          'the new lid {leaks|drips}: {laptop bag soaked|my papers are tea-coloured}',
          "they {replaced|swapped} the old screw cap for {a flip lid|this flip thing} that {doesn't seal|leaks from day one}",
          "carry it upright or {get wet|bathe}. The {gasket|seal} {falls out|doesn't sit}",
          'bought a second because the first was {perfect|so good}; {the lid is different now|new lid} and it {leaks like a sieve|drips constantly}',
          "the rubber {seal|ring} in the new lid {goes mouldy|smells} {within weeks|and can't be removed}",
          "a bottle that leaks. {It has one job|That's the review}",
          'hinge of the flip lid {broke|snapped} {after nine days|on the first drop}, {old lid lasted years|bring back the old lid}',
          'tightened it {with both hands|until my knuckles went white}, {still leaks|wet backpack again}',
          'asked support for the old lid: {discontinued|"no longer available"}. {So is my patience|Thanks for nothing}',
          'ruined {a library book|a phone|my passport} thanks to {the redesigned cap|that new lid}',
        ],
      },
    },
  ],
};
