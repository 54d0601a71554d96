import type { CategorySpec, TopicFragments } from '../product-spec.js';

const connection: TopicFragments = {
  good: [
    'pairing took {ten seconds|one button press|less time than reading the leaflet}',
    'it switches between {phone and laptop|two devices} {without fuss|like it should}',
    'not a single dropout {in <time>|so far|, even two rooms away}',
    'reconnects {before I notice|the moment I open the lid|instantly}',
  ],
  bad: [
    'Bluetooth {cuts out|drops} {every few minutes|whenever I put the phone in my pocket|at every crossing}',
    'pairing is {a lottery|a nightmare|something I do three times a day now}',
    'the connection {stutters|breaks up} as soon as {I leave the room|a microwave runs|someone walks past}',
    "it keeps {connecting to my neighbour's phone|forgetting my laptop|jumping to the tablet}",
  ],
};

export const audio: CategorySpec = {
  id: 'audio',
  contexts: [
    'I listen to {podcasts|audiobooks|old jazz records|far too much techno} for <n:2-6> hours a day',
    'bought {these|this} for {the commute|the gym|the home office|long train rides}',
    'my {tinnitus|hearing|neighbours} and I {have opinions about sound|are picky}',
    'came from {a pair of ten-year-old studio cans|the cheap stuff at the airport|a much pricier brand}',
    'mostly used in the {kitchen|workshop|shower|car}, {next to a running tap|with the window open|at low volume}',
    'I tested it with {the usual demo tracks|a string quartet|drum and bass|spoken word}',
    '<who> {wanted|insisted on|picked} the {blue|white|graphite} one',
  ],
  topics: {
    sound: {
      good: [
        '{voices|vocals|acoustic guitars} come through {clear as day|clean and natural|with real warmth}',
        'the {bass|low end} is {tight|deep but controlled|there without {booming|drowning everything}}',
        'I heard {a second guitar|background vocals|a breath before the chorus} I {had never noticed|did not know was there}',
        'sounds {far bigger than it looks|better than <rival>|like something twice the money}',
        'no hiss, {no boom|no harshness}, {just music|nothing to complain about}',
        "{turn it up|push it loud} and it {still doesn't distort|keeps its composure|stays clean}",
      ],
      bad: [
        'the {treble|top end} is {harsh|piercing|like cutlery on a plate}',
        'bass? {what bass|I am still looking for it|there is none}',
        'everything sounds {muffled|boxy|as if someone put a {blanket|sock} over it}',
        'distorts {horribly|badly} above {half|sixty percent} volume',
        'there is a {faint|constant} {hiss|crackle|buzz} in the {left|right} channel{ that never goes away|, drives me mad|}',
        'voices are {so thin|so hollow} that I {keep rewinding|gave up on podcasts}',
      ],
    },
  },
  products: [
    {
      id: 'pellar-drift-earbuds',
      name: 'Pellar Drift earbuds',
      noun: 'pair of earbuds',
      priceEur: 89,
      level: 0.86,
      popularity: 1.7,
      topics: {
        connection,
        battery: {
          good: [
            '{one charge|the battery} gets me through {a whole working day|two commutes and the gym}, {the case adds three more|and the case holds plenty}',
            'I charge the case {once a week|on Sundays} and {forget about it|that is it}',
            '<n:7-9> hours with noise cancelling on, {measured, not guessed|as promised on the box}',
          ],
          bad: [
            'the {left|right} bud is {flat|dead} after {barely two hours|one meeting} while the other {shows 70 percent|is fine}',
            "battery {drains|empties} {in the case|overnight} {even when I don't use them|for no reason}",
          ],
        },
        comfort: {
          good: [
            "they {stay put|don't budge} when I {run|shovel snow|nod off on the train}",
            'I {forget they are in|can wear them all day} and I have {tiny|awkward} ears',
            '<n:4-6> sizes of tips in the box, {one of them finally fits|finally something for narrow ear canals}',
          ],
          bad: [
            'they {slide|fall} out {when I chew|whenever I look down|after ten steps}',
            'after an hour my ears {hurt|ache|itch}',
          ],
        },
        'noise-cancelling': {
          good: [
            'the noise cancelling {kills|swallows} {the tram|aircraft drone|the office air con} {completely|without that pressure in the ears}',
            'I switch them on and {the open-plan office is gone|my upstairs neighbour stops existing}',
          ],
          bad: [
            'noise cancelling {makes a helicopter noise in wind|lets every voice through}',
            'with noise cancelling on I feel {seasick|pressure in my head}',
          ],
        },
      },
      change: {
        cause: 'firmware-update',
        day: '2025-06-09',
        topics: ['connection', 'battery'],
        level: 0.28,
        fragments: [
          'since {firmware 2.4|the June update|that forced update} the {left|right} bud {disconnects|drops off} {every couple of minutes|in the middle of calls}',
          'they were {perfect|great} until the app {pushed|forced} {version 2.4|an update} on me, now {the sound cuts out constantly|one side is always silent}',
          'after the update the battery went from {eight|seven} hours to {two|barely three}',
          'whoever signed off {firmware 2.4|the last firmware} should {be made to use it|commute with it for a week}',
          'updated {last week|on Friday}, {stuttering|dropouts} ever since. Downgrading is {not possible|"not supported"}',
          'used to recommend these to everybody. Then came the update and {now they lose the phone in my own pocket|the pairing broke}',
          'support {admits|says} the {new firmware|update} has a {connection|Bluetooth} problem but {has no date for a fix|there is still no fix}',
          'do NOT let the app install 2.4, it {ruins|breaks} the connection',
          'reset them {four|five|six} times as the forum suggests, the {right|left} earbud still {disconnects|vanishes from the list}',
          'the case now {drains itself|is empty} {overnight|by morning} since the update, {never happened before|what on earth}',
        ],
      },
    },
    {
      id: 'pellar-hush-headphones',
      name: 'Pellar Hush over-ear headphones',
      noun: 'pair of headphones',
      priceEur: 189,
      level: 0.84,
      popularity: 1.1,
      topics: {
        connection,
        comfort: {
          good: [
            'the cushions are {soft as a good pillow|plush without getting sweaty}',
            "I wear glasses and {they don't press|it is the first pair that doesn't hurt}",
            'clamping force is {just right|firm but never painful}, even on {a big head|a long flight}',
          ],
          bad: [
            'they {squeeze|pinch} like a vice{, headache after an hour|}',
            'ear pads get {sweaty|hot} {in no time|the moment the heating is on}',
          ],
        },
        'noise-cancelling': {
          good: [
            'flew {eleven|nine} hours next to a {crying baby|snorer} and {arrived relaxed|slept}',
            'the quiet is {almost spooky|addictive}',
          ],
          bad: [
            'noise cancelling {whistles|howls} when {I turn my head|it is windy}',
            'the hush in the name is {optimistic|a joke}: I {still hear every keyboard|can follow every conversation}',
          ],
        },
        build: {
          good: [
            "the hinges feel {like they'll outlive me|solid}, {no creaking at all|nothing wobbles}",
            'survived {two falls|a toddler|being sat on} {without a scratch|and still folds}',
          ],
          bad: [
            'the headband {cracked|snapped} {after <time>|right at the hinge}, {without being dropped|just from putting them on}',
            'the {fake leather|coating} on the pads {flakes|peels} off {in black crumbs|after one summer}',
          ],
        },
      },
    },
    {
      id: 'tamber-brick-speaker',
      name: 'Tamber Brick portable speaker',
      noun: 'speaker',
      priceEur: 64.9,
      level: 0.78,
      popularity: 1.2,
      topics: {
        connection,
        battery: {
          good: [
            'played {from breakfast until the last guest left|a whole beach day} and still had {a third|two bars} left',
            'I have charged it {twice since I bought it|maybe once a fortnight}',
          ],
          bad: [
            'the advertised twenty hours are {seven|six} {in real life|if you can actually hear it}',
            'takes {forever|all night} to charge and {then beeps at me by noon|is empty by the afternoon}',
          ],
        },
        waterproofing: {
          good: [
            'it {fell into the pool|spent a night in the rain|got hosed down} and {kept playing|just carried on}',
            'sand, sunscreen, beer: {wipe it and carry on|nothing has bothered it yet}',
          ],
          bad: [
            '"waterproof", they say. One {shower|drizzle} and {it crackles|the buttons stopped working}',
            'water got {behind the charging flap|into the port} and that was {the end of it|that}',
          ],
        },
        controls: {
          good: ['big {rubber buttons|chunky buttons} I can {find in the dark|use with wet hands}'],
          bad: [
            'the voice that shouts "POWER ON" at {midnight|six in the morning} cannot be {turned off|switched off}, who designs this',
            'volume buttons {need a hammer|respond when they feel like it}',
          ],
        },
      },
    },
    {
      id: 'tamber-loft-soundbar',
      name: 'Tamber Loft soundbar',
      noun: 'soundbar',
      priceEur: 229,
      level: 0.74,
      popularity: 0.8,
      topics: {
        dialogue: {
          good: [
            'finally I can {understand the detective|follow what people mumble} without {subtitles|turning the explosions up to eleven}',
            '<who>, who is a bit hard of hearing, {no longer asks "what did he say?"|is delighted}',
          ],
          bad: [
            'dialogue is {buried|lost} under {the music|every car chase}, {worse than the TV itself|still reaching for the remote}',
            'speech mode makes everyone sound {like a robot in a bucket|as if on the phone}',
          ],
        },
        setup: {
          good: [
            'one cable, {done|no app needed}, it {turns on with the TV|just follows the TV remote}',
            'wall bracket was {in the box|included} and even {the screws were decent|the template was right}',
          ],
          bad: [
            'the {HDMI link|remote} {fails|loses sync} {every other evening|after standby}, so I {pull the plug|crawl behind the cabinet}',
            'lip sync is off by {half a second|a mile} and {no setting fixes it|the menu to fix it is a maze}',
          ],
        },
      },
    },
    {
      id: 'orrin-spin-turntable',
      name: 'Orrin Spin turntable',
      noun: 'turntable',
      priceEur: 149,
      level: 0.76,
      popularity: 0.7,
      topics: {
        build: {
          good: [
            "the plinth is {heavy|dead still}, {footsteps don't make it skip|no feedback even beside the speakers}",
            'speed is {spot on|steady}, I checked with {a strobe disc|an app}',
          ],
          bad: [
            'it runs {too fast|slow}, you can {hear|measure} it: {everyone sings a half tone up|piano notes wobble}',
            'tonearm {skips|slides} across {any record with a hint of warp|the last track of every side}',
          ],
        },
        setup: {
          good: [
            'the {cartridge came mounted|counterweight was preset}, I was {listening|spinning records} in {a quarter of an hour|ten minutes}',
            'my first record player since {1989|school}, and {I managed|even I managed} {without videos|the alignment}',
          ],
          bad: [
            'the manual {skips|forgets} {the anti-skate|half the steps} and {the diagrams are the size of stamps|is plainly wrong about the belt}',
            'the dust cover arrived {cracked|scratched} and {the belt was missing|one foot was missing}',
          ],
        },
      },
    },
    {
      id: 'voss-pocket-radio',
      name: 'Voss pocket radio',
      noun: 'radio',
      priceEur: 34.5,
      level: 0.4,
      popularity: 0.7,
      topics: {
        reception: {
          good: [
            'picks up {stations my old set never found|the football from three valleys away}',
            'gets DAB {in the cellar|on the allotment}, {remarkable|I was surprised}',
          ],
          bad: [
            'reception is {dreadful|hopeless} unless you {hold the aerial yourself|stand on the balcony with one arm up}',
            'the aerial {came off in my hand|wobbled from day one and then snapped}',
            'every {second|other} station {gurgles|hisses|drowns in static}',
          ],
        },
        battery: {
          good: ['two ordinary AA cells and it {plays for weeks|still goes strong after <time>}'],
          bad: [
            'it {eats|devours} batteries: a fresh set {every four days|lasts a weekend}',
            "the battery door {won't stay shut|broke}, mine is {held on with tape|on with a rubber band}",
          ],
        },
        controls: {
          good: ['a real dial! With real {clicks|numbers}! {<who> loves it|my eyes thank you}'],
          bad: [
            'the tuning wheel {jumps|skips} {past the station I want|three stations at a time}',
            'it forgets {every preset|the clock} when you change the batteries',
          ],
        },
      },
    },
  ],
};
