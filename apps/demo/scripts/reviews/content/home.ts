import type { CategorySpec, TopicFragments } from '../product-spec.js';

const noise: TopicFragments = {
  good: [
    '{quiet|silent} enough to {sleep beside|forget it is there}',
    'you {hear|notice} {a soft whisper|nothing at all} on the low setting',
    'no humming, {no clicking|no rattling}, {bliss|thank you}',
  ],
  bad: [
    'it {hums|whines|buzzes} {all night|at a pitch that goes through walls}',
    "makes {a clicking sound|a rattle} {every few seconds|like a loose screw}, {I can't sleep|drives us up the wall}",
    'louder than {the fridge|the dishwasher|my ex}',
  ],
};

const assembly: TopicFragments = {
  good: [
    'assembled in {a quarter of an hour|half an hour} with {the included key|no swearing}',
    'all screws {were there|counted and labelled}, {two spare ones even|what a surprise}',
    'no tools, {no tears|no arguments}',
  ],
  bad: [
    "holes {don't line up|were drilled in the wrong place}",
    '<n:2-5> screws {missing|short}, {off to the hardware shop|and the wrong size of key}',
    'the assembly drawing {is a riddle|contradicts itself}; {three hours of my life|we nearly divorced}',
  ],
};

export const home: CategorySpec = {
  id: 'home',
  contexts: [
    'we live in {an old flat with crooked floors|a loft|<n:38-95> square metres} with {two cats|a toddler|a shedding dog}',
    'moved {in <month>|house} and needed {everything at once|something quickly}',
    'it stands in the {hallway|bedroom|study|living room}, {right by the window|next to the bookshelf}',
    'I {compared|read about} {nine|six} of them before {ordering|deciding}',
    '<who> {has allergies|is a light sleeper|hates clutter}, hence the purchase',
    'running {day and night|every evening} for <time>',
  ],
  topics: {
    looks: {
      good: [
        'looks {elegant|far better in real life} {next to our old furniture|in its corner}, {visitors ask about it|even <who> approves}',
        'plain, {well proportioned|no blinking lights}, {goes with anything|exactly my taste}',
        'the colour {matches the photos|is softer than on screen}, {lucky me|beautiful}',
      ],
      bad: [
        'it {looks|feels} {like a hospital corridor|cheap and shiny}, {not like the photos|hidden behind the plant now}',
        'a {huge|permanent} logo {across the front|in silver}, {ugly|who asked for that}',
        'turned {yellow|grey} {by the window|after <time>}, {stained for good|looks filthy}',
      ],
    },
    durability: {
      good: [
        '<time>, {no fault|everything as on day one}',
        "dropped, {bumped into|sat on by a cat}, {no harm done|doesn't care}",
      ],
      bad: [
        '{gave up|stopped working} {three days after the warranty|without warning}, {just dead|no sign of life}',
        'a {little foot|corner} {broke off|crumbled} when I {moved it|wiped it}',
        'second one in a year, {same defect|broken again}',
      ],
    },
  },
  products: [
    {
      id: 'rondo-s5-vacuum',
      name: 'Rondo S5 robot vacuum',
      noun: 'robot',
      priceEur: 299,
      level: 0.83,
      popularity: 1.6,
      topics: {
        noise,
        cleaning: {
          good: [
            'floors are {spotless|clean enough to eat from} {every day|when I come home}',
            'gets {dog hair|cat litter|crumbs} out of {corners I gave up on|the rug fringe}',
            'we call {him|it} {Alfred|Roberta}, {one of the family|the hardest worker in the house}',
          ],
          bad: [
            'pushes {crumbs|litter} around rather than {picking them up|vacuuming}',
            'misses {the same corner|half the kitchen} {each time|daily}',
          ],
        },
        navigation: {
          good: [
            "it {maps the flat in one go|finds its way home} and {doesn't bump into things|knows not to eat cables}",
          ],
          bad: [
            'gets stuck {under the sofa|on the threshold} {daily|and cries for help at noon}',
            'ate {a sock|a charging cable|the curtain}, {twice|of course}',
          ],
        },
      },
      change: {
        cause: 'app-update',
        day: '2025-09-01',
        topics: ['navigation', 'app'],
        level: 0.3,
        fragments: [
          'since the {September|new} app the {map is gone|no-go zones are ignored}, it {wanders around like a drunk|cleans the same metre for an hour}',
          "the app update {deleted|wiped} {all rooms|my saved map} and {mapping again fails at 80 percent|it can't finish a new one}",
          'it used to dock {perfectly|by itself}. Now it {drives past the station|circles the dock} until {it dies|the battery is empty}',
          'no login, no cleaning: the new app {wants an account|needs the cloud} and the {server is down|login fails} {half the time|every other day}',
          'after the update it {got lost in a one-room flat|climbed onto the rug and gave up}',
          'schedules {no longer run|vanished}, the button {does nothing|just beeps}, {my floor is filthy again|a 300 euro doorstop}',
          'what did they do to the navigation? {It bumps into everything|It eats cables again} since the {latest version|update}',
          'the old app was {fine|simple}. The new one {crashes|hangs} {at the start screen|when I open the map}',
          'worked like a charm for {a year|months}, then {version 7|the update}, now {it stops in the middle of the room|error 14 every day}',
        ],
      },
    },
    {
      id: 'arko-desk-lamp',
      name: 'Arko desk lamp',
      noun: 'lamp',
      priceEur: 69,
      level: 0.8,
      popularity: 0.8,
      topics: {
        assembly,
        noise,
        light: {
          good: [
            'the light is {warm|even}, {no flicker on camera|no harsh shadow on paper}',
            'dims {down to candle level|smoothly}, {perfect for late reading|my eyes are grateful}',
          ],
          bad: [
            'flickers {at the lowest setting|noticeably}, {headache guaranteed|my phone shows stripes}',
            'the "warm white" is {hospital blue|as cosy as a car park}',
          ],
        },
        stability: {
          good: ['the arm {stays exactly where I leave it|moves with one finger}'],
          bad: [
            'the arm {sinks|droops} {slowly|within minutes}, like {a tired flower|my mood}',
            'the base is {too light|a joke}: {it tips over|one nudge and it falls}',
          ],
        },
      },
    },
    {
      id: 'dunes-mattress-topper',
      name: 'Dunes mattress topper',
      noun: 'topper',
      priceEur: 179,
      level: 0.71,
      popularity: 0.9,
      topics: {
        comfort: {
          good: [
            'my {back|hip} {no longer hurts|stopped complaining} in the morning',
            'slept {like a stone|through} for the first time in {weeks|ages}',
            "soft, {but you don't drown in it|with enough support}",
          ],
          bad: [
            'it {sags|has a hollow} in the middle after <time>',
            'far too {hard|firm|soft} for {side sleepers|anyone under a hundred kilos}, {woke up with a sore shoulder|back pain since}',
          ],
        },
        smell: {
          good: ['aired it {one afternoon|overnight} and {no smell at all|it was odourless}'],
          bad: [
            'the {chemical|rubber} smell {is still there after <time>|gave me a headache}',
            'reeks. {Balcony, three weeks, still reeks|We sleep in the other room}',
          ],
        },
        heat: {
          good: ["doesn't {get hot|trap heat}, {even in July|and I am a furnace}"],
          bad: ['like sleeping on {a radiator|warm toast}, I {wake up soaked|gave up in June}'],
        },
      },
    },
    {
      id: 'klara-air-purifier',
      name: 'Klara air purifier',
      noun: 'purifier',
      priceEur: 159,
      level: 0.77,
      popularity: 0.8,
      topics: {
        noise,
        air: {
          good: [
            'hay fever season was {bearable|almost pleasant} {for the first time|this year}',
            'fish on Friday, {no smell on Saturday|gone by bedtime}',
            'less dust on {the shelves|black furniture}, {measurably|clearly}',
          ],
          bad: [
            'the sensor shows {green|"excellent"} while {I burn toast right next to it|the room is full of smoke}',
            'no difference {at all|to my allergy}, {a very expensive fan|still sneezing}',
          ],
        },
        filters: {
          good: ['filters are {easy to swap|fairly priced} and {last half a year|last}'],
          bad: [
            'replacement filters {cost half the machine|are never in stock}',
            'the filter light {nags|comes on} after {three|five} weeks, {money machine|planned, no doubt}',
          ],
        },
      },
    },
    {
      id: 'stave-wall-shelf',
      name: 'Stave oak wall shelf',
      noun: 'shelf',
      priceEur: 79,
      level: 0.76,
      popularity: 0.7,
      topics: {
        assembly,
        wood: {
          good: [
            'real oak, {you can smell it|beautiful grain}, {oiled, not plastic|no two boards alike}',
            "it carries {forty cookbooks|my record collection} {without bending|and doesn't sag}",
          ],
          bad: [
            '"oak" is {a printed foil|veneer thinner than paper}, {already chipped|peeling at the edge}',
            'bends {visibly|like a banana} under {ten paperbacks|a few plates}',
          ],
        },
        damage: {
          good: ['packed {like a museum piece|with corner guards}, {not a scratch|arrived perfect}'],
          bad: [
            'one corner was {crushed|dented} {on arrival|straight from the box}',
            'a {crack|split} along the grain {opened after <time>|on arrival}',
          ],
        },
      },
    },
    {
      id: 'cuckoo-dawn-clock',
      name: 'Dawn light alarm clock',
      noun: 'clock',
      priceEur: 45,
      level: 0.34,
      popularity: 0.8,
      topics: {
        noise,
        alarm: {
          good: [
            'waking up to light {instead of a siren is lovely|works even on a deep sleeper like me}',
            'the birdsong is {kind of sweet|gentle}, <kid> {asks for it|loves it}',
          ],
          bad: [
            "it {didn't go off|stayed silent} {on the day of my exam|twice this month}. {An alarm clock. Think about it|One job}",
            'gains {four|ten|seven} minutes a week, {in 2025|how}',
            'the "sunrise" goes from {black to floodlight in one step|nothing to interrogation}',
          ],
        },
        controls: {
          good: ['buttons {make sense even half asleep|are easy to feel in the dark}'],
          bad: [
            'setting the time needs {a degree|three hands}, {and it resets with every power cut|buttons have four meanings each}',
            'the display is {bright as a stadium|glaring} at night, {I hang a sock over it|even on minimum}',
          ],
        },
      },
    },
  ],
};
