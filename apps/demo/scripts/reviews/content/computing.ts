import type { CategorySpec } from '../product-spec.js';

export const computing: CategorySpec = {
  id: 'computing',
  contexts: [
    'I work from home {four days a week|full time} and {spend my life in calls|live in spreadsheets}',
    "running {Linux|an older Mac|a company laptop I can't install anything on}",
    'replaced <rival> {that finally died|after a coffee accident}',
    'used daily for {coding|translation work|CAD|homework} since {spring|<month>}',
    'set up <n:2-5> of these for {our small office|my parents|the school library}',
    'not a gamer, just {someone who types a lot|a person with a cluttered desk}',
    'my IT department {shrugged|laughed}, so I bought my own',
  ],
  topics: {
    setup: {
      good: [
        "plug it in and {it works, no drivers|that's it}",
        'up and running in {five minutes|one cup of tea}, {even on Linux|no account required}',
        'the {quick guide|instructions} actually {makes sense|match the product}',
        'my {mother|flatmate} set it up {without calling me|alone}, which says it all',
      ],
      bad: [
        'needs an {account|app|e-mail address} just to {turn on the light|change one setting}. Why',
        'the {driver|setup program} {crashed|froze} {three times|at 99 percent}',
        'setup took {a whole evening|two hours} and {some swearing|a call to a friend}',
        'instructions are {one drawing and a QR code that leads nowhere|useless}',
      ],
    },
    build: {
      good: [
        "{solid|sturdy} {piece of kit|construction}, {doesn't flex|no rattles}, {proper screws|rubber feet that grip}",
        'feels {well made|more expensive than it was}',
        'still looks {new|like day one} after <time>',
      ],
      bad: [
        'the plastic is {thin and creaky|flimsy}, it {flexes when I look at it|feels like a yoghurt pot}',
        'one of the {rubber feet|ports} {came off|came loose} {within a week|after <soon>}',
        'arrived with {a crack|scratches} and {a strange rattle inside|a bent plug}',
      ],
    },
  },
  products: [
    {
      id: 'halden-mesh-router',
      name: 'Halden Mesh router (3 pack)',
      noun: 'router',
      priceEur: 249,
      level: 0.84,
      popularity: 1.6,
      topics: {
        coverage: {
          good: [
            'full signal {in the attic|at the end of the garden|behind two stone walls} {for the first time|where nothing ever worked}',
            'the {dead spot|black hole} in the {bedroom|study} is {gone|history}',
            'we are {five people with too many gadgets|three teenagers strong} and {nobody has complained|it does not break a sweat}',
          ],
          bad: [
            'the third unit {never stays connected|shows red most days}',
            'upstairs I get {a tenth|maybe a fifth} of the speed{, my old single box did better|}',
          ],
        },
        speed: {
          good: [
            '{speed|throughput} is {what my provider promises|the same on the sofa as at the desk}',
            "video calls {don't freeze any more|are finally smooth}",
          ],
          bad: [
            'pages {hang|crawl} {in the evening|for seconds}, then {load all at once|time out}',
            'it {throttles|slows down} {after a few days|until I reboot it}',
          ],
        },
      },
      change: {
        cause: 'firmware-update',
        day: '2025-08-04',
        topics: ['connection', 'speed'],
        level: 0.32,
        fragments: [
          'since {the August firmware|firmware 5.1|the automatic update} the Wi-Fi {drops|goes down} {every night at two|several times a day}',
          'it updated itself {overnight|without asking} and now {reboots|restarts} {in the middle of meetings|whenever it likes}',
          'was rock solid for {months|half a year}. After 5.1: {dropouts|disconnects}, {slow pages|red lights}, {swearing|a family in revolt}',
          'I can {watch|see} all three units {lose each other|go red one after another} since the update',
          'the old firmware is {gone from the site|not available}, support {tells me to reset it|sends canned answers}. Reset it {five|six} times. No',
          'a router that has to be {rebooted|unplugged} {daily|twice a day} is {a paperweight|not a router}',
          "half of our {lamps|smart plugs} {can't find the network|have lost the network} since {version 5.1|the update}",
          'the release notes said "stability improvements". {Ha|Hilarious|You could have fooled me}',
          'my work VPN {breaks|disconnects} {every twenty minutes|hourly} now, it {never did|was fine} before the update',
        ],
      },
    },
    {
      id: 'klick-75-keyboard',
      name: 'Klick 75 mechanical keyboard',
      noun: 'keyboard',
      priceEur: 119,
      level: 0.83,
      popularity: 1.1,
      topics: {
        typing: {
          good: [
            'typing on it is {pure joy|a small pleasure I look forward to}, {crisp|springy} without being {loud|tiring}',
            'my wrists {stopped aching|are happier} and I {make fewer typos|type faster}',
            'the {sound|thock} is {lovely|deep and soft}, even my colleague {asked what it is|likes it}',
          ],
          bad: [
            'the {space bar|enter key} {rattles|squeaks} like {an old bicycle|a loose tooth}',
            'the {e|n|a} key {ddoubles|types twice} {now and then|several times per page}, {unusable for work|you can probably see it here}',
          ],
        },
        noise: {
          good: ['quiet enough for {calls|a shared office|a sleeping baby next door}'],
          bad: [
            '"silent switches"? {My whole floor knows when I write mail|<who> moved to another room}',
            'so loud that {people mute me|I was asked to stop typing} {in meetings|}',
          ],
        },
        layout: {
          good: ['the layout keeps {the arrow keys|a real delete key} where {they belong|my fingers expect it}'],
          bad: [
            'who puts {the delete key|home} {there|behind a function layer}',
            'legends {wear off|are fading} {on the vowels|after <time>} already',
          ],
        },
      },
    },
    {
      id: 'klick-glide-mouse',
      name: 'Klick Glide vertical mouse',
      noun: 'mouse',
      priceEur: 54,
      level: 0.72,
      popularity: 0.9,
      topics: {
        comfort: {
          good: [
            'the {tennis elbow|pain in my forearm} {is gone|went away} {within two weeks|after a month}',
            '{odd|strange} for a day, then {I never wanted anything else|a normal mouse felt wrong}',
            'fits {my small hand|large hands} {as if moulded|nicely}',
          ],
          bad: [
            "made for {giants|someone with longer fingers}: I can't reach {the side buttons|the wheel}",
            'the {edge|ridge} {digs|cuts} into my {thumb|palm}{, sore by lunch|}',
          ],
        },
        tracking: {
          good: ['tracks {on glass|on the sofa arm|on anything}, {no jitter|no lag}'],
          bad: [
            'the pointer {jumps|freezes} {for a second|every few minutes}, {infuriating in drawings|so I went back to the cable}',
            'scroll wheel {scrolls up when I scroll down|skips} after <time>',
          ],
        },
        battery: {
          good: ['charged it in {<month>|spring}, {still going|not since}'],
          bad: [
            'has to be {charged|plugged in} every {second day|evening}, and the port is {underneath, of course|badly placed}',
          ],
        },
      },
    },
    {
      id: 'lumo-view-webcam',
      name: 'Lumo View webcam',
      noun: 'webcam',
      priceEur: 79,
      level: 0.36,
      popularity: 1.1,
      topics: {
        picture: {
          good: [
            'I {look human|no longer look like a hostage video}, even {at dusk|with the window behind me}',
            "colours are {natural|true}, skin isn't {orange|grey} for once",
          ],
          bad: [
            'the picture is {grainy|blurry|green}{ as soon as the sun goes down|, even at noon|}',
            'autofocus {hunts|pumps} {all the time|back and forth}, viewers {get seasick|asked me to switch it off}',
            'it {freezes|goes black} {ten minutes into every call|when I unmute}',
          ],
        },
        microphone: {
          good: ['the microphone is {surprisingly good|better than my headset}'],
          bad: [
            'microphone sounds {like a tin can|underwater}',
            'nobody can {hear|understand} me, I {use a headset anyway|had to buy a separate mic}',
          ],
        },
      },
      change: {
        cause: 'driver-fix',
        day: '2025-07-14',
        topics: ['picture'],
        level: 0.82,
        fragments: [
          'with {driver 1.6|the July driver} the focus is {rock steady|finally fixed}, {credit where due|they listened}',
          'had it in the drawer for months, installed {the new driver|1.6} and {it is a different camera|now it is my favourite}',
          'ignore the old reviews: {since the update|with the new driver} it {just works|no longer freezes}',
          'picture used to freeze {every call|constantly}, {not once|never} since {the driver update|version 1.6}',
        ],
      },
    },
    {
      id: 'portside-11-dock',
      name: 'Portside 11-in-1 dock',
      noun: 'dock',
      priceEur: 139,
      level: 0.66,
      popularity: 0.8,
      topics: {
        ports: {
          good: [
            'one cable and {two monitors, network and power|the whole desk} {come alive|is there}',
            'every port does {what the label says|its full speed}, {I tested|rare enough}',
          ],
          bad: [
            'second monitor {flickers|goes dark} {whenever I plug in a stick|at random}',
            'the network port {dies|vanishes} {after sleep|once a day}, {only a replug helps|unplug, replug, pray}',
          ],
        },
        heat: {
          good: ['gets {lukewarm|warm} at most, {even under full load|no fan, no noise}'],
          bad: [
            "gets {so hot I could fry an egg|alarmingly hot}, {even idle|I don't dare leave it on}",
            'smells of {hot plastic|burnt dust} after an hour',
          ],
        },
      },
    },
    {
      id: 'folio-ink-reader',
      name: 'Folio Ink e-reader',
      noun: 'reader',
      priceEur: 129,
      level: 0.85,
      popularity: 1,
      topics: {
        screen: {
          good: [
            'the screen is {like paper|sharp and easy on the eyes}, {in full sun|in bed without waking anyone}',
            'the warm light {is lovely at night|helps me fall asleep}',
          ],
          bad: [
            "there is a {dark band|yellowish shadow} at the {bottom|edge} of the display that {I can't unsee|distracts me on each page}",
            'page turns are {sluggish|slow}, {ghosts of the last page stay|and it skips two at a time}',
          ],
        },
        library: {
          good: [
            'borrowing from {the public library|my library} works {without a cable|in three taps}',
            'takes {every format I own|plain files over USB}, {no lock-in|no nonsense}',
          ],
          bad: [
            "the shop {pushes itself|shoves romance novels} onto the home screen, {no way to hide it|can't be disabled}",
            'it lost {my place|all my notes} {after the sync|twice}',
          ],
        },
        battery: {
          good: [
            'read {four|three} novels on one charge',
            'the battery lasts {a month of bedtime reading|longer than my holidays}',
          ],
          bad: [
            'battery {barely|hardly} survives {a weekend|five days}, {so much for "weeks"|my old one did six weeks}',
          ],
        },
      },
    },
  ],
};
