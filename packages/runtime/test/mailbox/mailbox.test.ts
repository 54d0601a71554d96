import { stat } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { Mailbox, type Turn } from '../../src/mailbox/mailbox.js';
import { SeededRandom } from '../../src/testing/seeded-random.js';

/** Resolves on a later pass of the event loop, after the microtasks of this one. */
const nextPass = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Resolves when no turn waits. */
async function drained(mailbox: Mailbox): Promise<void> {
  while (mailbox.length > 0) {
    await nextPass();
  }
}

const turn = (takeTurn: () => void): Turn => ({ takeTurn });

/** A mailbox that only moves by `takeNext`. */
function manualMailbox(order?: (waiting: number) => number): Mailbox {
  return new Mailbox({ wake: () => {}, ...(order === undefined ? {} : { order }) });
}

describe('order', () => {
  test('turns are taken in the order in which they were posted', async () => {
    const taken: number[] = [];
    const mailbox = new Mailbox();
    for (let number = 0; number < 1000; number++) {
      mailbox.post(turn(() => taken.push(number)));
    }
    await drained(mailbox);
    expect(taken).toEqual(Array.from({ length: 1000 }, (_, number) => number));
    expect(mailbox.length).toBe(0);
  });

  test('no turn is taken while the code that posts it runs', async () => {
    const taken: string[] = [];
    const mailbox = new Mailbox();
    mailbox.post(turn(() => taken.push('turn')));
    taken.push('poster');
    await drained(mailbox);
    expect(taken).toEqual(['poster', 'turn']);
  });

  test('a turn posted by a turn is taken after those that wait, never inside it', async () => {
    const taken: string[] = [];
    const mailbox = new Mailbox();
    mailbox.post(
      turn(() => {
        mailbox.post(turn(() => taken.push('posted by the first')));
        taken.push('end of the first');
      }),
    );
    mailbox.post(turn(() => taken.push('second')));
    await drained(mailbox);
    expect(taken).toEqual(['end of the first', 'second', 'posted by the first']);
  });

  test('a mailbox that ran empty goes on when something is posted again', async () => {
    const taken: string[] = [];
    const mailbox = new Mailbox();
    mailbox.post(turn(() => taken.push('first')));
    await drained(mailbox);
    mailbox.post(turn(() => taken.push('second')));
    await drained(mailbox);
    expect(taken).toEqual(['first', 'second']);
  });

  test('each turn is taken once, also when promises post while others are taken', async () => {
    const taken: number[] = [];
    const mailbox = new Mailbox();
    await Promise.all(
      Array.from({ length: 200 }, async (_, number) => {
        await Promise.resolve();
        mailbox.post(turn(() => taken.push(number)));
        await Promise.resolve();
        mailbox.post(turn(() => taken.push(number + 200)));
      }),
    );
    await drained(mailbox);
    expect(taken.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 400 }, (_, number) => number));
  });
});

describe('fairness', () => {
  /** So many turns take seconds. A mailbox that lets nobody else in would otherwise never end the test. */
  const turnsWithoutEnd = 20_000_000;

  const waysToGoOn: readonly (readonly [string, (post: () => void) => void])[] = [
    ['a turn posts the next one', (post) => post()],
    ['turns and promises post each other', (post) => void Promise.resolve().then(post)],
  ];

  test.each(waysToGoOn)('timers and I/O get their chance while %s without end', async (_, goOn) => {
    const mailbox = new Mailbox();
    let turns = 0;
    let stopped = false;
    const again = turn(() => {
      if (!stopped && ++turns < turnsWithoutEnd) {
        goOn(() => mailbox.post(again));
      }
    });
    mailbox.post(again);
    await new Promise((resolve) => setTimeout(resolve, 0));
    await stat('.');
    stopped = true;
    expect(turns).toBeLessThan(turnsWithoutEnd);
    await drained(mailbox);
  });
});

describe('by hand', () => {
  test('takeNext takes one turn and says whether there was one', () => {
    const taken: string[] = [];
    const mailbox = manualMailbox();
    mailbox.post(turn(() => taken.push('first')));
    mailbox.post(turn(() => taken.push('second')));
    expect(mailbox.length).toBe(2);
    expect(mailbox.takeNext()).toBe(true);
    expect(taken).toEqual(['first']);
    expect(mailbox.takeNext()).toBe(true);
    expect(mailbox.takeNext()).toBe(false);
    expect(taken).toEqual(['first', 'second']);
  });

  test('a mailbox driven by hand asks to be woken once per time it ran empty', () => {
    let woken = 0;
    const mailbox = new Mailbox({ wake: () => woken++ });
    mailbox.post(turn(() => {}));
    mailbox.post(turn(() => {}));
    expect(woken).toBe(1);
    while (mailbox.takeNext()) {}
    mailbox.post(turn(() => {}));
    expect(woken).toBe(2);
  });

  test('whoever is asked to wake a mailbox can drain it later, in one go', () => {
    const drains: (() => void)[] = [];
    const taken: number[] = [];
    const mailbox = new Mailbox({ wake: (drain) => drains.push(drain) });
    mailbox.post(turn(() => taken.push(1)));
    mailbox.post(turn(() => taken.push(2)));
    expect(taken).toEqual([]);
    drains[0]?.();
    expect(taken).toEqual([1, 2]);
  });

  test('a chosen order decides which of the waiting turns is next', () => {
    const taken: string[] = [];
    const mailbox = manualMailbox((waiting) => waiting - 1);
    for (const name of ['a', 'b', 'c']) {
      mailbox.post(turn(() => taken.push(name)));
    }
    while (mailbox.takeNext()) {}
    expect(taken).toEqual(['c', 'b', 'a']);
  });

  test('the same seed gives the same order, another seed another one, and no turn is lost', () => {
    const orderOf = (seed: number): readonly number[] => {
      const random = new SeededRandom(seed);
      const taken: number[] = [];
      const mailbox = manualMailbox((waiting) => random.below(waiting));
      for (let number = 0; number < 50; number++) {
        mailbox.post(turn(() => taken.push(number)));
      }
      while (mailbox.takeNext()) {}
      return taken;
    };
    expect(orderOf(7)).toEqual(orderOf(7));
    expect(orderOf(7)).not.toEqual(orderOf(8));
    expect(orderOf(7).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, number) => number));
  });
});

describe('failures', () => {
  test('what a turn throws is handed over, and the turns behind it are taken', async () => {
    const errors: unknown[] = [];
    const taken: string[] = [];
    const failure = new Error('broken turn');
    const mailbox = new Mailbox({ onError: (error) => errors.push(error) });
    mailbox.post(
      turn(() => {
        throw failure;
      }),
    );
    mailbox.post(turn(() => taken.push('behind')));
    await drained(mailbox);
    expect(errors).toEqual([failure]);
    expect(taken).toEqual(['behind']);
  });

  test('without somebody to hand it to, it is thrown at whoever takes the turn', () => {
    const taken: string[] = [];
    const failure = new Error('broken turn');
    const mailbox = manualMailbox();
    mailbox.post(
      turn(() => {
        throw failure;
      }),
    );
    mailbox.post(turn(() => taken.push('behind')));
    expect(() => mailbox.takeNext()).toThrow(failure);
    expect(mailbox.takeNext()).toBe(true);
    expect(taken).toEqual(['behind']);
  });

  test('a mailbox that threw while it was drained asks to be woken for the turns behind', () => {
    const drains: (() => void)[] = [];
    const taken: string[] = [];
    const mailbox = new Mailbox({ wake: (drain) => drains.push(drain) });
    mailbox.post(
      turn(() => {
        throw new Error('broken turn');
      }),
    );
    mailbox.post(turn(() => taken.push('behind')));
    expect(() => drains.shift()?.()).toThrow('broken turn');
    mailbox.post(turn(() => taken.push('later')));
    drains.shift()?.();
    expect(taken).toEqual(['behind', 'later']);
    expect(drains).toEqual([]);
  });
});
