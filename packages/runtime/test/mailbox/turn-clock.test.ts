import { expect, test } from 'vitest';
import { Mailbox } from '../../src/mailbox/mailbox.js';
import { TurnClock } from '../../src/mailbox/turn-clock.js';
import { ManualClock } from '../../src/testing/manual-clock.js';

/** What a turn clock shows before and after its own clock has moved. */
function showings(): {
  readonly shown: number[];
  readonly clock: TurnClock;
  readonly mailbox: Mailbox;
  look(): void;
} {
  const manual = new ManualClock();
  const mailbox = new Mailbox({ wake: () => {} });
  const clock = new TurnClock(manual, mailbox);
  const shown: number[] = [];
  return {
    shown,
    clock,
    mailbox,
    look: () => {
      shown.push(clock.now());
      manual.advance(1000);
      shown.push(clock.now());
    },
  };
}

test('the time stands still during a turn and goes on with the next', () => {
  const { shown, mailbox, look } = showings();
  mailbox.post({ takeTurn: look });
  mailbox.post({ takeTurn: look });
  while (mailbox.takeNext()) {}
  expect(shown).toEqual([0, 0, 1000, 1000]);
});

test('outside of turns it is the time of the clock', () => {
  const { shown, mailbox, look } = showings();
  mailbox.post({ takeTurn: look });
  mailbox.takeNext();
  look();
  expect(shown).toEqual([0, 0, 1000, 2000]);
});

test('a turn that fails is over', () => {
  const { shown, mailbox, look } = showings();
  mailbox.post({
    takeTurn: () => {
      look();
      throw new Error('broken turn');
    },
  });
  expect(() => mailbox.takeNext()).toThrow('broken turn');
  look();
  expect(shown).toEqual([0, 0, 1000, 2000]);
});

test('timers are those of the clock', () => {
  const manual = new ManualClock();
  const fired: string[] = [];
  new TurnClock(manual, new Mailbox({ wake: () => {} })).setTimer(10, () => fired.push('timer'));
  manual.advance(10);
  expect(fired).toEqual(['timer']);
});
