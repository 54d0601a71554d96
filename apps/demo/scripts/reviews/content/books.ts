import type { CategorySpec, TopicFragments } from '../product-spec.js';

const writing: TopicFragments = {
  good: [
    'the prose is {clear as a mountain stream|sharp and funny}',
    'I {underlined half of it|read passages aloud to <who>}',
    'every chapter {earns its place|ends so that you need the next}',
    'could not {put it down|stop}, {missed my stop twice|dinner burned}',
  ],
  bad: [
    '<n:380-520> pages that should have been {150|two hundred}',
    'the style is {wooden|overwrought}, {adjectives in herds|as if paid by the adverb}',
    'I {fell asleep|gave up} {at page 60|in chapter four}, {three times|life is short}',
    'so {repetitive|padded} that I {skimmed the second half|lost the will}',
  ],
};

export const books: CategorySpec = {
  id: 'books',
  contexts: [
    'read it {in two evenings|on a beach|on night shifts|over a rainy weekend}',
    'our book club {picked|argued about} this one',
    'a {colleague|friend} {pressed it into my hands|would not stop talking about it}',
    'I {rarely|hardly ever} read this genre',
    'borrowed it first, {then bought my own copy|then wanted to own it}',
    'gave it to <who> for {a birthday|Christmas}',
  ],
  topics: {
    print: {
      good: [
        'beautifully {made|bound}: {thick paper|thread-sewn}, {a ribbon even|lies flat}',
        'the typography is {a pleasure|generous}, {good for tired eyes|no squinting}',
        'arrived {crisp and unbent|wrapped in paper, not plastic}',
      ],
      bad: [
        'pages {fell out|came loose} {on the first reading|from page 80 on}',
        'print so {tiny|faint} I {need a magnifier|gave up at night}',
        'there are {typos on every page|whole paragraphs printed twice}, {did anybody proofread|embarrassing}',
        'the cover was {creased|torn}, {as if it had been kicked here|corner crushed}',
      ],
    },
  },
  products: [
    {
      id: 'book-salt-harbour',
      name: 'The Salt Harbour (thriller)',
      noun: 'book',
      priceEur: 14,
      level: 0.38,
      popularity: 0.9,
      topics: {
        writing,
        plot: {
          good: [
            'the twist {at the lighthouse|in part three} {got me|I did not see coming}',
            'tense {from the first page|to the end}, the harbour is {practically a character|so well drawn}',
          ],
          bad: [
            'I {guessed|knew} the murderer {on page 30|before the first body}',
            'the ending {comes out of nowhere|makes no sense}: {suddenly a twin|it was all a letter}',
            'a detective who {forgets evidence|never asks the obvious question}, {plot holes you could moor a ferry in|infuriating}',
          ],
        },
        characters: {
          good: ['Inspector Maren is {prickly and wonderful|someone I would follow anywhere}'],
          bad: [
            'characters are {cardboard|names with coats}',
            'every woman in it {exists to be found dead|sighs}, {tiresome|in this century}',
          ],
        },
      },
    },
    {
      id: 'book-small-fires',
      name: 'Small Fires (cookbook)',
      noun: 'cookbook',
      priceEur: 29,
      level: 0.86,
      popularity: 0.9,
      topics: {
        recipes: {
          good: [
            'cooked {eleven|nine|fourteen} dishes so far, {all keepers|not a dud among them}',
            'the {lentils|braised leeks|plum tart} alone {are worth it|justify the price}',
            'ingredients you {can actually buy|already have}, {steps in the right order|times that are true}',
          ],
          bad: [
            'half of the recipes need {a smoker|seven obscure pastes}, {"everyday" it isn\'t|who has that}',
            'the baking times are {wrong|wildly off}, my {tart|loaf} was {soup|charcoal}',
          ],
        },
        photos: {
          good: ['photographs that {make you hungry|look like food, not perfume ads}'],
          bad: ['{no|hardly any} pictures of the dishes, but {twenty of the author|plenty of sunsets}'],
        },
      },
    },
    {
      id: 'book-orbit-of-glass',
      name: 'Orbit of Glass (science fiction)',
      noun: 'novel',
      priceEur: 16.5,
      level: 0.79,
      popularity: 0.9,
      topics: {
        writing,
        plot: {
          good: [
            'big ideas, {and people you care about|told through one stubborn engineer}',
            'the {station|glass moon} {stayed in my head for weeks|felt real}, {sense of wonder, finally|proper wonder}',
          ],
          bad: [
            '{ends|stops} on a cliffhanger {without warning|and book two is years away}',
            'physics {lectures|homework} {instead of a story|for fifty pages at a time}',
          ],
        },
        translation: {
          good: ['the translation {sings|reads like an original}'],
          bad: [
            'the translation is {clumsy|literal}, {jokes die|you can see the English underneath}',
            'names change {spelling between chapters|halfway}, {was it translated by three people|}',
          ],
        },
      },
    },
    {
      id: 'book-hello-portuguese',
      name: 'Hello Portuguese (language course)',
      noun: 'course',
      priceEur: 24,
      level: 0.71,
      popularity: 0.7,
      topics: {
        teaching: {
          good: [
            'after <n:6-12> weeks I {ordered a bica and was understood|chatted with my neighbour, muito obrigado|managed small talk, que alegria}',
            'grammar in {small bites|digestible portions}, dialogues that {people really say|are funny}',
          ],
          bad: [
            'lesson three {suddenly assumes|uses} {the subjunctive|words never introduced}',
            'who needs "the {duke|notary} has lost his umbrella" {on day one|before "where is the toilet"}',
          ],
        },
        recordings: {
          good: ['recordings are {clear|at natural speed}, {both accents|and free to download}'],
          bad: [
            'the audio {link is dead|needs an app that crashes}',
            'the key to the exercises {is missing|has mistakes}, {what a mess|so I learn errors}',
          ],
        },
      },
    },
    {
      id: 'book-rivers-and-kings',
      name: 'Rivers and Kings (history)',
      noun: 'book',
      priceEur: 32,
      level: 0.75,
      popularity: 0.6,
      topics: {
        writing,
        research: {
          good: [
            'carefully {sourced|researched}, {with footnotes that are fun|and humble about gaps}',
            'the maps {are gorgeous|explain more than ten pages}',
          ],
          bad: [
            'claims {without sources|that were refuted decades ago}, {a pity|I threw it across the room}',
            'no {index|maps}. In a history book. {About rivers|Seriously}',
          ],
        },
        length: {
          good: ['long, {but I wanted more|never dry}'],
          bad: ['a list of {kings|dates}, {dry as chalk|no people in it}'],
        },
      },
    },
    {
      id: 'book-kite-summer',
      name: 'Kite Summer (picture book)',
      noun: 'book',
      priceEur: 15,
      level: 0.9,
      popularity: 0.7,
      topics: {
        pictures: {
          good: [
            '<kid> {finds a new detail every night|wants it again, and again}',
            'watercolours you {want to frame|could hang on a wall}, {a hidden mouse on each page|wunderschön}',
            'we {both cried|laughed} at the {last page|kite scene}',
          ],
          bad: ['pictures are {murky|too dark} {in this edition|}, <kid> {lost interest|was scared}'],
        },
        sturdiness: {
          good: ['the pages {survive sticky fingers|are thick as biscuits}'],
          bad: [
            'the spine {split|cracked} {after the third bedtime|within <soon>}',
            'pages {tear|rip} {if a child breathes on them|easily}, {for toddlers!|not for small hands}',
          ],
        },
      },
    },
  ],
};
