import type { CategorySpec, TopicFragments } from '../product-spec.js';

const handling: TopicFragments = {
  good: [
    'easy to {use|handle} {even with arthritis|with gloves}',
    "<who> {took over|won't give it back}",
    'does in {twenty minutes|an hour} what used to take {a weekend|all afternoon}',
  ],
  bad: [
    'awkward {grip|balance}, {arm like lead after ten minutes|blisters}',
    'needs {three hands|constant fiddling}, {I gave up|life is too short}',
  ],
};

export const garden: CategorySpec = {
  id: 'garden',
  contexts: [
    'our garden is {a jungle on a slope|forty square metres of clay}',
    'I {inherited an allotment|moved from a balcony to a garden} {this year|in <month>}',
    'used {all season|most weekends} by {two clumsy people|<who> and me}',
    'the {hedge|terrace|shed} {had been waiting for years|needed attention}',
    'not a professional, {just stubborn|but I read manuals}',
    'left outside {all winter|by mistake} once',
  ],
  topics: {
    build: {
      good: [
        '{metal|brass} where others use plastic, {you feel it|reassuring}',
        'proper {workmanship|engineering}, {nothing loose|spare parts available}',
        'rain, frost, sun: {no cracks|no fading} {after <time>|}',
      ],
      bad: [
        'plastic {connectors|clips} that {crack in the sun|broke at first use}',
        'rusty {after the first rain|within <soon>}, {"stainless", ha|so much for galvanised}',
        'wobbly, {crooked|badly welded}, {screws came loose by themselves|sharp edges all over}',
      ],
    },
  },
  products: [
    {
      id: 'coil-20-hose',
      name: 'Coil 20 m garden hose',
      noun: 'hose',
      priceEur: 49,
      level: 0.58,
      popularity: 0.9,
      topics: {
        handling,
        leak: {
          good: ['{not one drip|tight at every joint}, {two summers now|even at full pressure}'],
          bad: [
            'leaks at {the tap|the connector} {from the first minute|despite three new washers}',
            'it {burst|split} {in the first heat|while I was on holiday}, {cellar under water|thanks}',
          ],
        },
        kinks: {
          good: [
            "doesn't kink, {even round the apple tree|I tried}",
            'lies {flat|where I put it}, rolls up {without a fight|like a tame snake}',
          ],
          bad: [
            'kinks {every two metres|if you say the word corner}',
            'has {a will of its own|memory like an elephant}, {springs back into coils|tripping hazard}',
          ],
        },
      },
    },
    {
      id: 'torq-18-drill',
      name: 'Torq 18 V cordless drill',
      noun: 'drill',
      priceEur: 129,
      level: 0.84,
      popularity: 1.1,
      topics: {
        handling,
        power: {
          good: [
            '{goes through|eats} {concrete|oak|brick} {like cake|without complaint}',
            'put up {a whole kitchen|twelve shelves} on {one battery|two charges}',
          ],
          bad: [
            '{stalls|gives up} in {anything harder than pine|brick}',
            'chuck {slips|wobbles}, {bits fall out|hole is oval}',
          ],
        },
        battery: {
          good: [
            'two batteries, {one always full|charge in half an hour}',
            'held its charge {over the winter|for <time>}',
          ],
          bad: [
            "one battery {died|won't charge} after <time>, a new one {costs as much as the drill|is sold out}",
            'battery {empty|flat} after {fifteen|twenty} screws',
          ],
        },
      },
    },
    {
      id: 'swallow-pruning-shears',
      name: 'Swallow pruning shears',
      noun: 'pair of shears',
      priceEur: 32,
      level: 0.83,
      popularity: 0.7,
      topics: {
        handling,
        sharpness: {
          good: [
            'cuts {thumb-thick|finger-thick} branches {like butter|clean, no crushing}',
            "roses, vines, {even dead wood|the neighbour's hedge}: {snip|one squeeze and done}",
          ],
          bad: [
            'crushes {stems|twigs} {instead of cutting|rather than cuts}, {blunt from the start|gap between the blades}',
            'blade {notched|bent} on {a hazel twig|nothing special}',
          ],
        },
        spring: {
          good: ['the spring {has never popped out|is captive, at last}'],
          bad: [
            'the spring {flew into the compost|jumps out} {on day one|and is never seen again}',
            'safety catch {closes itself|engages} at each cut, {maddening|grrr}',
          ],
        },
      },
    },
    {
      id: 'finch-bird-feeder',
      name: 'Finch window bird feeder',
      noun: 'feeder',
      priceEur: 22,
      level: 0.3,
      popularity: 0.8,
      topics: {
        mounting: {
          good: ['suction cups {have held since <month>|hold through storms}'],
          bad: [
            'fell {off the window|down} {every night|in the first frost}, {smashed on day four|three floors}',
            'suction cups {let go|give up} {when the sun comes out|after an hour}',
            "I {glued|screwed} it in the end, because {the cups are useless|it won't stick}",
          ],
        },
        birds: {
          good: [
            "{blue tits|goldfinches|a robin} at {arm's length|breakfast}, {better than television|<kid> keeps a list}",
          ],
          bad: [
            'the only visitor is {a pigeon|the squirrel}, {who ate the tray|and it wins}',
            'seed {goes mouldy|clumps} because {rain runs straight in|the drain holes are tiny}',
          ],
        },
      },
    },
    {
      id: 'jetto-130-washer',
      name: 'Jetto 130 pressure washer',
      noun: 'washer',
      priceEur: 179,
      level: 0.69,
      popularity: 0.8,
      topics: {
        handling,
        power: {
          good: [
            'the terrace is {a different colour|like new}, {deeply satisfying|ten years of moss gone}',
            'strips {moss|old paint} {in one pass|like nothing}',
          ],
          bad: [
            'pressure {drops|pulses} {after five minutes|as soon as it is warm}',
            'my garden hose has {more|about the same} power, {waste of a socket|honestly}',
          ],
        },
        leak: {
          good: ["fittings {stay tight|don't drip}"],
          bad: [
            'sprays {me|my shoes} from {the gun handle|every joint}',
            'the pump {leaks oil|drips} {after one winter in the shed|since <soon>}',
          ],
        },
        noise: {
          good: ['loud, {but less than the last one|fine with ear plugs}'],
          bad: ['noise level: {airport|chainsaw convention}, {the street came out to look|neighbour complained}'],
        },
      },
    },
    {
      id: 'terra-cotta-planter',
      name: 'Terra self-watering planter',
      noun: 'planter',
      priceEur: 38,
      level: 0.74,
      popularity: 0.7,
      topics: {
        watering: {
          good: [
            '{tomatoes|basil|ferns} {survived two weeks without us|have never looked happier}',
            "the float {tells the truth|shows when to refill}, even I {can't kill plants any more|manage}",
          ],
          bad: [
            'the reservoir {leaks|runs out} {onto the parquet|overnight}',
            'roots {rotted|drowned}, because {the overflow is too high|the wick never stops}',
          ],
        },
        looks: {
          good: ['looks {like real clay|expensive}, {weighs nothing|guests knock on it}'],
          bad: [
            'looks {like a bucket|cheap} {up close|}, {colour is salmon, not terracotta|shiny plastic}',
            'cracked {in the first frost|along the rim}, "frost-proof" {it said|on the label}',
          ],
        },
      },
    },
  ],
};
