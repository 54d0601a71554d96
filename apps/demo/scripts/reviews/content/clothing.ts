import type { CategorySpec } from '../product-spec.js';

export const clothing: CategorySpec = {
  id: 'clothing',
  contexts: [
    'I am {178|165|191|172} cm, {usually M|usually L|between sizes}',
    'worn {every week|nearly daily} since <month>',
    'bought {two|three}, {one for <who>|in different colours}',
    'I {walk to work|cycle all year}, so clothes {get no mercy|have to work}',
    'hard to find {long sleeves|something for broad shoulders|anything without logos}',
    'ordered {the olive one|navy|rust red}, {in real life a shade darker|looks like the picture}',
  ],
  topics: {
    sizing: {
      good: [
        'fits {like a glove|exactly as the size chart says}',
        'true to size, {nothing pinches|no tugging anywhere}{, even after washing|}',
        'for once {M is an M|the chart tells the truth}',
        'sizing is {generous|spot on}, {no need to go up|order your usual size}',
      ],
      bad: [
        'runs {at least one size|two sizes} {small|too small}, I {look like a sausage|felt like a sausage|can barely move}',
        'cut for {gibbons|a shop window dummy}: {too long here, too tight there|nothing is where my body is}',
        "ordered {L|M} twice, got {two completely different fits|one that fits and one that doesn't}",
        'too {tight|narrow} {at one end|where it counts}, too {wide|loose} {everywhere else|at the other}',
      ],
    },
    washing: {
      good: [
        'washed it {a dozen|twenty} times, {colour still deep|no pilling}',
        'comes out of the machine {dry in an hour|needing no iron}',
        "keeps its shape{, even after the dryer I wasn't supposed to use|}",
      ],
      bad: [
        'shrank {two sizes|to doll format} {at thirty degrees|on the first wash}',
        'the dye {turned my whites pink|bleeds}, {three washes in|still}',
        'pilling {after a week|under the arms}, {looks ten years old|shabby already}',
      ],
    },
  },
  products: [
    {
      id: 'fjell-rain-jacket',
      name: 'Fjell rain jacket',
      noun: 'jacket',
      priceEur: 149,
      level: 0.8,
      popularity: 1,
      topics: {
        waterproofing: {
          good: [
            '{three hours|a full day} of {Scottish|sideways} rain and {bone dry inside|not a drop got in}',
            'water {pearls off|rolls off} {like on a duck|even after a year}',
          ],
          bad: [
            'soaked {through at the shoulders|to the skin} {after half an hour|in ordinary drizzle}',
            'rain {creeps in|leaks} through the {zip|seams}, {so why call it a rain jacket|I was drenched}',
          ],
        },
        zip: {
          good: ['the zip {runs smooth with gloves on|never snags}'],
          bad: [
            'the zip {jams|catches the lining} {every time|halfway}',
            'zip {came apart|split} {on a mountain, naturally|after <time>}',
          ],
        },
      },
    },
    {
      id: 'ranger-slim-jeans',
      name: 'Ranger slim jeans',
      noun: 'pair of jeans',
      priceEur: 79.9,
      level: 0.84,
      popularity: 1.5,
      topics: {
        fabric: {
          good: [
            'thick, {honest|proper} denim that {softens nicely|gets better each week}',
            "just enough stretch to {sit on the floor|ride a bike}, {doesn't bag at the knees|keeps its shape}",
          ],
          bad: ['thin as {paper|pyjamas}, {see-through at the knee|wore through in <time>}'],
        },
        seams: {
          good: ['stitching is {neat|double everywhere}, {pockets deep enough for a phone|rivets hold}'],
          bad: [
            'the {crotch|back seam} {ripped|split} {when I sat down|on the third wearing}',
            'belt loop {tore off|gave way} on {day two|the first day}',
          ],
        },
      },
      change: {
        cause: 'new-factory',
        day: '2025-05-12',
        topics: ['sizing', 'seams'],
        level: 0.29,
        fragments: [
          "same size as my {four|three} older pairs, {can't close the button|three centimetres tighter}. {What happened|They changed something}",
          'the new {batch|ones} {is|are} cut {completely differently|for another species}: {tight thighs|short legs}, {huge waist|gaping waist}',
          'label now says {another country|a different factory}, and the {seams|stitching} {come apart|unravels} {after two washes|while you watch}',
          'I have bought these for {six|five|eight} years. {Never again|Last pair}: the {crotch seam split|size is a lie} {within a week|now}',
          'measured them: {76|78} cm waist where the tag says {84|86}. {That is not vanity, that is wrong|Useless}',
          'threads {hanging everywhere|sticking out of each seam}, one leg {twisted|longer than the other}',
          'sent back {three|two} pairs since {May|summer}, each {a different size|sewn differently}, all labelled 32/32',
          'quality {fell off a cliff|has gone down the drain}: {seam open at the pocket|belt loop off} {on day one|straight out of the bag}',
          'whatever they {saved|cut} at the new factory, {they cut it too short, literally|it was the quality}',
        ],
      },
    },
    {
      id: 'alta-merino-socks',
      name: 'Alta merino hiking socks (3 pairs)',
      noun: 'pair of socks',
      priceEur: 36,
      level: 0.85,
      popularity: 0.9,
      topics: {
        comfort: {
          good: [
            '<n:18-30> kilometres, {no blisters|happy feet}',
            "warm {but never sweaty|in winter and fine in June}, {don't stink even on day three|my hiking mates are grateful}",
            'like {walking on moss|a hug for the feet}',
          ],
          bad: [
            'they {itch|scratch}, {so much for fine merino|even after washing}',
            'the toe seam {rubs|presses} {exactly on the nail|until it bleeds}',
          ],
        },
        durability: {
          good: ['second {winter|season}, {not one hole|heels intact}'],
          bad: [
            '{holes|a hole} in the heel after {five|four} {walks|wearings}',
            'cuffs {lost their grip|slide down} {within a month|all day}',
          ],
        },
      },
    },
    {
      id: 'nord-zip-hoodie',
      name: 'Nord zip hoodie',
      noun: 'hoodie',
      priceEur: 69,
      level: 0.74,
      popularity: 1,
      topics: {
        fabric: {
          good: [
            'the inside is {cloud soft|so fluffy}, {<kid> steals it|I live in it}',
            'heavy {cotton|fleece} that {keeps the wind out|hangs nicely}, {gemütlich is the word|pure hygge}',
          ],
          bad: [
            'fluff {everywhere|on every shirt I own}, {it sheds like a cat|black lint for weeks}',
            'feels {scratchy|like recycled bottles}, {static shocks included|sparks when I undress}',
          ],
        },
        zip: {
          good: ['a {metal|chunky} zip that {will outlast the hoodie|runs well}'],
          bad: [
            'the zipper {stuck|broke} after <soon>',
            "zip {waves|bulges} like {a snake|I had swallowed a ball}, {looks silly|can't be ironed out}",
          ],
        },
      },
    },
    {
      id: 'lido-linen-shirt',
      name: 'Lido linen shirt',
      noun: 'shirt',
      priceEur: 59,
      level: 0.73,
      popularity: 0.8,
      topics: {
        fabric: {
          good: [
            'airy, {the only thing I can wear above thirty degrees|like wearing a breeze}',
            'linen with {character|a nice hand}, {gets softer with every wash|not see-through}',
          ],
          bad: [
            '{see-through|transparent} {in daylight|enough to count my ribs}',
            'stiff as {cardboard|a sail}, {creases if you breathe|hopelessly wrinkled by nine}',
          ],
        },
        buttons: {
          good: ['real {mother-of-pearl|shell} buttons, {sewn on properly|spare one included}'],
          bad: [
            'lost {two|three} buttons {in the first week|in the wash}',
            'buttonholes {fray|are too small}, {needs a degree to close|threads everywhere}',
          ],
        },
      },
    },
    {
      id: 'corsa-3-running-shoe',
      name: 'Corsa 3 running shoe',
      noun: 'pair of shoes',
      priceEur: 129,
      level: 0.79,
      popularity: 1.1,
      topics: {
        comfort: {
          good: [
            'ran {a half marathon|ten kilometres} in them {straight from the box|on day one}, {no hot spots|knees fine}',
            'cushioned, {not mushy|but you still feel the road}',
            'my {plantar fasciitis|old knee} {approves|went quiet}',
          ],
          bad: [
            'the {heel|tongue} {rubs|cuts} {like sandpaper|until it bleeds}',
            'no {arch support|cushioning} {whatsoever|left after a month}, {shin pain|knees hurt}',
          ],
        },
        durability: {
          good: ['<n:600-900> km and the {tread|sole} {still grips|looks fine}'],
          bad: [
            'sole {came unglued|is peeling off} after {200|150} km',
            'the mesh {tore|has a hole} at the {little|big} toe {after <time>|already}',
          ],
        },
        grip: {
          good: ['grips on {wet leaves|cobbles} {like a gecko|without a thought}'],
          bad: ['slippery as {soap|ice} on wet {tiles|stone}, {I fell|nearly broke my wrist}'],
        },
      },
    },
  ],
};
