import type { CategorySpec, TopicFragments } from '../product-spec.js';

const cleaning: TopicFragments = {
  good: [
    '{wipes|rinses} clean in {seconds|no time}',
    'the parts {survive the dishwasher|come apart easily}, {no corners where gunk hides|nothing to scrub}',
    'cleaning is {a rinse and done|no drama}',
  ],
  bad: [
    'cleaning it takes {longer than cooking|half an hour and a toothbrush}',
    'food {sticks in every gap|gets under the rim} and {stays there|starts to smell}',
    '"dishwasher safe" {lasted one cycle|was a lie}: {everything went dull|the coating is gone}',
  ],
};

export const kitchen: CategorySpec = {
  id: 'kitchen',
  contexts: [
    'we cook {every day|for six|a lot, and badly}',
    'I have a {tiny|rented} kitchen, so {everything has to earn its place|no room for gadgets}',
    'wedding present from <who>',
    'used {daily|twice a day} for <time> now',
    'my grandmother had one that {lasted forty years|is still going}, so the bar is high',
    'bought after {watching too many videos|reading all the tests}',
    'it replaced <rival>',
  ],
  topics: {
    build: {
      good: [
        'heavy in {the right way|the hand}, {nothing wobbles|no cheap plastic}',
        'everything {clicks|fits} together {precisely|as it should}',
        'has survived {my kids|two moves|a fall on tiles}',
      ],
      bad: [
        'the handle {came loose|wobbles} after <soon>',
        '{cheap|thin} plastic {everywhere|where it matters}, the {hinge|latch} {broke|snapped} {first|already}',
        'the {lettering|numbers} on the dial {rubbed off|vanished} within <soon>',
      ],
    },
  },
  products: [
    {
      id: 'brisk-17-kettle',
      name: 'Brisk 1.7 l kettle',
      noun: 'kettle',
      priceEur: 42,
      level: 0.87,
      popularity: 1.6,
      topics: {
        speed: {
          good: [
            'boils {a litre|two mugs} in {under two minutes|the time I find the tea}',
            '{fast|quick} and {switches off the moment it boils|keeps the temperature I set}',
          ],
          bad: ['takes {ages|an eternity}, I could {grow the tea|light a fire} meanwhile'],
        },
        noise: {
          good: ['so quiet I {checked whether it was on|can use it at five in the morning}'],
          bad: [
            'sounds like {a jet taking off|a lorry in the kitchen}',
            "the beep {wakes the house|could raise the dead} and {can't be disabled|there is no off}",
          ],
        },
        pouring: {
          good: ['pours {without a drip|in a clean thin stream}, {good for filter coffee|nice spout}'],
          bad: ['dribbles {down the front|all over the counter} every single time'],
        },
      },
      change: {
        cause: 'new-supplier',
        day: '2025-07-07',
        topics: ['smell', 'leak'],
        level: 0.26,
        fragments: [
          'the water {tastes|smells} of plastic{, even after twenty boils|, vinegar and lemon did nothing|}',
          'bought my second one in {July|summer}: {looks the same, stinks|same box, but this one reeks of plastic}',
          'it {leaks|drips} from {the base|under the water window} {since day one|after two weeks}, {puddle on the counter|my socket got wet}',
          'the old one said "made in {Austria|Portugal}", the new one {doesn\'t say anything|says nothing}, {and it shows|draw your own conclusions}',
          "a chemical {smell|stench} that {won't go away|ruins the tea}. {I poured it out|Back to a pot}",
          'rust {spots|specks} inside after {ten days|a fortnight}. In a "stainless" kettle',
          'they clearly changed {the supplier|the factory}: {thinner steel|lighter lid}, {plastic taste|a leak at the seam}',
          'the seam at the bottom {leaks|lets water through}, {hot water next to electronics, brilliant|a real hazard}',
          'we had one for {three|two} years and loved it; the replacement {leaked on the second day|makes every cup taste like a raincoat}',
        ],
      },
    },
    {
      id: 'whirl-pro-blender',
      name: 'Whirl Pro blender',
      noun: 'blender',
      priceEur: 119,
      level: 0.7,
      popularity: 1,
      topics: {
        cleaning,
        power: {
          good: [
            'turns {frozen berries|ice|raw carrots} into {silk|snow} {in half a minute|without stalling}',
            'nut butter! {No smoke, no smell|Took four minutes}, {amazing|I am converted}',
          ],
          bad: [
            'stalls on {two ice cubes|a banana}, and then it {smells of burning|goes into a sulk}',
            'there are always {chunks|bits of spinach} left{, however long I run it|}',
          ],
        },
        noise: {
          good: ['for a blender it is {bearable|not that loud}'],
          bad: [
            'so loud {the dog left home|I wear ear defenders}',
            "it {screams|howls}. {You can't talk in the next room|Neighbours knocked}",
          ],
        },
        leak: {
          good: ['the {lid|jug} seals {tight|properly}, {nothing has escaped so far|no soup on the ceiling}'],
          bad: ['leaks {at the blade|underneath} {if you fill it past half|with anything thinner than porridge}'],
        },
      },
    },
    {
      id: 'anvil-28-pan',
      name: 'Anvil 28 cm iron pan',
      noun: 'pan',
      priceEur: 59,
      level: 0.82,
      popularity: 0.9,
      topics: {
        cleaning,
        frying: {
          good: [
            'eggs {slide|skate} around {after a few rounds of seasoning|like on ice}',
            'the crust it puts on {a steak|potatoes} is {unreal|what I dreamed of}',
            'it {holds the heat|stays hot} when cold {meat|food} goes in',
          ],
          bad: [
            'everything {sticks|welds itself on}, {no matter how often I season it|eggs end up in the bin}',
            'it {warped|bowed} on induction, {oil runs to the edge|now it spins like a top}',
          ],
        },
        weight: {
          good: ['heavy, {yes, that is the point|but balanced}'],
          bad: ['far too heavy for {one hand|my wrists}, {nobody warned me|I stopped using it}'],
        },
        rust: {
          good: ['no rust at all, {even though I forgot it in the sink once|just dry it and oil it}'],
          bad: ['{orange|rust} spots {after the first wash|overnight}, {despite the oil|I did everything by the book}'],
        },
      },
    },
    {
      id: 'sable-chef-knife',
      name: "Sable 20 cm chef's knife",
      noun: 'knife',
      priceEur: 84,
      level: 0.88,
      popularity: 0.8,
      topics: {
        sharpness: {
          good: [
            "goes through {tomatoes|squash|onions} {like they aren't there|with no pressure}",
            'scary sharp {out of the box|}, and it {keeps its edge|is still sharp after <time>}',
            'I had forgotten what a {sharp|good} knife {feels like|does to chopping}',
          ],
          bad: [
            '{dull|blunt} after {a fortnight|two evenings}, {and I use a wooden board|my old knife does better}',
            'the tip {chipped|broke off} {on a pumpkin|while cutting bread}',
          ],
        },
        handle: {
          good: ['the handle {sits in the hand like a handshake|fits small hands too}'],
          bad: [
            'the handle gets {slippery|slimy} when wet, {I nearly lost a finger|dangerous}',
            'rivets {stand proud|are rough} and {give me blisters|scratch}',
          ],
        },
      },
    },
    {
      id: 'moka-nova-espresso',
      name: 'Moka Nova espresso machine',
      noun: 'machine',
      priceEur: 329,
      level: 0.73,
      popularity: 1.1,
      topics: {
        cleaning,
        coffee: {
          good: [
            'the {espresso|crema} is {thick and hazelnut brown|as good as my corner bar}, {che buono|no joke}',
            'milk foam {like velvet|with a sheen}, I {even manage a heart|pour wobbly tulips}',
            "I {haven't set foot in a café since|save a fortune on takeaway}",
          ],
          bad: [
            'coffee comes out {lukewarm|sour|watery} {whatever grind I use|with every bean}',
            'the steam wand {spits|dribbles} {water into the milk|for a minute}, foam is {dishwater|bubble bath}',
          ],
        },
        leak: {
          good: ["<time> of daily use, {not a drop where it shouldn't be|seals still tight}"],
          bad: [
            'water {pools|collects} under the machine {every morning|after each shot}',
            'the {seal|gasket} at the group {gave up|leaks} {right after the warranty|after <time>}',
          ],
        },
        heat: {
          good: ['ready in {forty seconds|under a minute}, {important before seven|good for the impatient}'],
          bad: ['needs {twenty|fifteen} minutes to warm up, the light {lies|says ready after two}'],
        },
      },
    },
    {
      id: 'crispa-4-fryer',
      name: 'Crispa 4 l air fryer',
      noun: 'fryer',
      priceEur: 99,
      level: 0.75,
      popularity: 1.1,
      topics: {
        cleaning,
        cooking: {
          good: [
            '{chips|potatoes|chickpeas} come out {golden|crunchy} with {one spoon of oil|hardly any fat}',
            'the oven has {been off since|gone cold}, {the electricity bill noticed|no preheating}',
            'leftover pizza {tastes like pizza again|is reborn}',
          ],
          bad: [
            'burnt {outside|on top}, {raw|frozen} inside. {Every time|Repeatedly}',
            'the basket feeds {one and a half people|a hamster}, "family size" {my foot|is bold}',
          ],
        },
        smell: {
          good: ['no {fryer smell|stink in the curtains}, {finally|hooray}'],
          bad: [
            'it {smelled|reeked} of {burnt plastic|chemicals} for {the first ten uses|weeks}',
            'my food {tastes of plastic|has a chemical aftertaste}',
          ],
        },
        coating: {
          good: ['the coating {still looks perfect|lets everything go}, we use {wooden tools|no metal}'],
          bad: ['the non-stick coating {peels|flakes} {into the food|after <time>}, {no thanks|is that healthy?}'],
        },
      },
    },
  ],
};
