import type { CategorySpec } from '../product-spec.js';

export const toys: CategorySpec = {
  id: 'toys',
  contexts: [
    '<kid> got it for {a birthday|Christmas|finishing first grade}',
    'we have {three children|twins}, so toys {live dangerously|get tested hard}',
    'played with {every day|all weekend} since {it arrived|<month>}',
    "bought for {the playgroup|grandma's house|rainy days}",
    'on the wish list {for months|since last year}',
    "I am {the aunt|the grandfather}, so I {don't know much about toys|judge by the noise level}",
  ],
  topics: {
    fun: {
      good: [
        'two hours of {silence|happy chatter} on a Sunday. {Priceless|I drank hot coffee!}',
        '{kids|they} {ask for it every day|forget the tablet exists}',
        'even {the teenager|<who>} {joined in|got hooked}',
        'still interesting after <time>, {which never happens|rare with us}',
      ],
      bad: [
        'fun for {ten minutes|an afternoon}, {then it gathered dust|since then under the bed}',
        'boring, {says the target audience|said <kid> and left}',
        'looked {so good on the picture|much better in the advert}, there were {tears|long faces}',
      ],
    },
    safety: {
      good: [
        'no {sharp edges|splinters|small parts}, {my inner worrier is calm|passes the mouth test}',
        "paint {doesn't come off|stays on}, even when {chewed|licked thoroughly}",
      ],
      bad: [
        'sharp {edge|burr} on {one piece|the wheel}, <kid> {cut a finger|was bleeding}',
        'the paint {comes off on hands|chips}, {and into mouths|not something I want near a baby}',
        'smells {of petrol|like a tyre shop}, {in a toy|straight to the bin}',
      ],
    },
  },
  products: [
    {
      id: 'lindgrove-wooden-train',
      name: 'Lindgrove wooden train set',
      noun: 'train set',
      priceEur: 54,
      level: 0.87,
      popularity: 0.9,
      topics: {
        build: {
          good: [
            'solid beech, {smooth as a pebble|no varnish smell}, {will be passed on|heirloom quality}',
            'tracks fit {with those from other makers|my own set from 1984}',
          ],
          bad: [
            'wheels {fell off|wobble} {the red engine|on day one}',
            "track pieces {don't connect|pop apart} {on carpet|at every curve}",
          ],
        },
        magnets: {
          good: ['magnets {hold a train of nine|are strong and safely covered}'],
          bad: ['magnets {so weak|too weak}: {two wagons and it breaks|the train loses itself on each bend}'],
        },
      },
    },
    {
      id: 'quorl-board-game',
      name: 'Quorl, the board game',
      noun: 'game',
      priceEur: 39,
      level: 0.56,
      popularity: 0.9,
      topics: {
        rules: {
          good: [
            'explained in {five minutes|two sentences}, {deep enough for grown-ups|different every time}',
            'no player is {thrown out early|ever out of it}, {peace at the table|exciting to the end}',
          ],
          bad: [
            'the rule book {contradicts itself|answers nothing}, we {made up our own|watched videos for an hour}',
            "whoever {leads after round two|starts} {always wins|can't be caught}, {pointless|frustrating}",
          ],
        },
        material: {
          good: ['the {wooden pieces|little bees} are {adorable|lovely to hold}'],
          bad: [
            'cards {bend|wear} {after one evening|like receipts}',
            "the insert {doesn't fit the pieces|is decorative}, {everything flies around|bag it yourself}",
          ],
        },
      },
      change: {
        cause: 'second-edition',
        day: '2025-06-30',
        topics: ['rules'],
        level: 0.85,
        fragments: [
          'the second edition {fixes the rules|has a rule book a human can read}, {finally|what a difference}',
          'bought the new edition {after hating the first|for the better cards}: {balanced|no runaway leader} now',
          'with the {revised|new} rules it is our {favourite|go-to} game',
        ],
      },
    },
    {
      id: 'zip-terra-rc-car',
      name: 'Zip Terra RC car',
      noun: 'car',
      priceEur: 59,
      level: 0.62,
      popularity: 0.9,
      topics: {
        driving: {
          good: [
            '{climbs over roots|jumps kerbs} and {lands on its wheels|keeps going}, {proper fast|even I had a go}',
            'range is {the length of the park|huge}, {steers precisely|no interference}',
          ],
          bad: [
            "pulls to the {left|right}, {straight lines are not in its repertoire|can't be trimmed}",
            'loses {signal|contact} after {eight|ten} metres and {drives into the pond|keeps going}',
          ],
        },
        battery: {
          good: ['<n:25-40> minutes per charge, {two packs in the box|longer than <kid> can run}'],
          bad: [
            '{eight|ten} minutes of driving, {three hours of charging|then tears}',
            'the charger {got hot|died} {the first week|and smelled}',
          ],
        },
        durability: {
          good: ['crashed into {walls, dogs, a pram|everything}, {still runs|only scratches}'],
          bad: [
            'the {axle|steering rod} {broke|snapped} {at the first kerb|on day three}, {no spare parts anywhere|that was that}',
          ],
        },
      },
    },
    {
      id: 'mumble-plush-bear',
      name: 'Mumble plush bear',
      noun: 'bear',
      priceEur: 24,
      level: 0.88,
      popularity: 0.7,
      topics: {
        softness: {
          good: [
            '{the softest|such a cuddly} bear, {I may have bought one for myself|goes everywhere with us}',
            'sleeps in {the crook of an arm|the cot} {every night|}, {washed six times, still fluffy|mon petit ours!}',
          ],
          bad: [
            'much smaller than {it looks|in the picture}, {a keyring almost|disappointing}',
            'sheds {white hair|fluff} {on everything|into mouths}',
          ],
        },
        seams: {
          good: ['eyes are stitched, {not glued|no buttons}, seams {hold against twins|are tight}'],
          bad: [
            'an arm {came off|hung by a thread} {within <soon>|on day two}, {operation at the kitchen table|drama}',
            'stuffing {comes out|pokes out} at the {neck|back}',
          ],
        },
      },
    },
    {
      id: 'stackit-500-blocks',
      name: 'Stackit 500 building blocks',
      noun: 'set of blocks',
      priceEur: 34,
      level: 0.86,
      popularity: 1.5,
      topics: {
        fit: {
          good: [
            'they {click|hold} like the famous ones, {at half the price|and mix with them}',
            '{even small hands get them apart|firm grip, easy release}, {towers of two metres|the dragon is still standing}',
          ],
          bad: ["some {don't grip|are loose}, {the tower sheds bricks|walls collapse}"],
        },
        colours: {
          good: ['colours are {bright and all match|cheerful}, {enough windows for once|lots of wheels}'],
          bad: ['colours {vary from brick to brick|look washed out}'],
        },
      },
      change: {
        cause: 'new-mould',
        day: '2025-08-18',
        topics: ['fit', 'missing-parts'],
        level: 0.27,
        fragments: [
          "our first box was {brilliant|great}; the one bought in {September|autumn} {doesn't stick together|falls apart when you look at it}",
          'counted {431|412|446} pieces in the box of 500. {Not one wheel|No base plate}',
          "the new ones are {a hair too big|slightly too small}: they {won't go on|don't hold on} the old bricks at all",
          "<kid> {cried|gave up} because {every wall fell over|nothing holds}, {and I couldn't fix it either|the bricks have no grip}",
          'bags {missing|short}: no {windows|roof pieces}, {two bags of nothing but yellow|double the grey}',
          'you need {pliers|teeth} to get them apart, while others {just drop off|have no grip}. {New mould, they say|Same box. Same name}',
          'quality of the recent {sets|boxes} is {terrible|a disgrace}: burrs, {warped plates|loose bricks}, {missing parts|bent studs}',
          "a whole step in the leaflet needs parts {we don't have|that aren't in the box}",
          'had to {glue|tape} {a building block|the roof}. {Let that sink in|Think about it}',
        ],
      },
    },
    {
      id: 'meadow-1000-puzzle',
      name: 'Meadow 1000 piece puzzle',
      noun: 'puzzle',
      priceEur: 17,
      level: 0.8,
      popularity: 0.7,
      topics: {
        fit: {
          good: [
            'pieces {snap|sink} into place with {a satisfying click|no doubt}',
            'thick board, {no dust|no peeling}, you can {lift the whole thing|roll it up}',
          ],
          bad: [
            "pieces fit {in several places|where they don't belong}, {madness with that much green|we redid half the sky}",
            'picture layer {lifts off|peels} at the {edges|corners}',
          ],
        },
        'missing-parts': {
          good: ['all thousand pieces {present|counted}, {they even replaced one the dog ate|hurrah}'],
          bad: [
            '<n:1-4> {pieces|of them} missing, {right in the middle of the cow|and we searched for days}',
            'one piece short. {After three weeks of work. One|You can imagine}',
          ],
        },
      },
    },
  ],
};
