import { expect, test } from 'vitest';
import { Mailbox } from '../../src/mailbox/mailbox.js';
import { Inbox } from '../../src/thread/inbox.js';
import type { InboxEntry } from '../../src/thread/subtask-thread-protocol.js';
import { ThreadExit } from '../../src/thread/thread-exit.js';

const windowSize = 3;

/** An inbox whose turns are taken by hand. */
class Subject {
  readonly mailbox = new Mailbox({ wake: () => {} });
  readonly taken: string[] = [];
  readonly inbox = new Inbox(this, windowSize);
  hasRoom = true;

  take(entry: InboxEntry): void {
    this.taken.push(entry.kind);
  }

  receive(...kinds: readonly ('record' | 'watermark' | 'cut')[]): void {
    for (const kind of kinds) {
      this.inbox.receive(entryOf(kind));
    }
  }

  takeTurns(): void {
    while (this.mailbox.takeNext()) {
      // Until none waits.
    }
  }
}

function entryOf(kind: 'record' | 'watermark' | 'cut'): InboxEntry {
  switch (kind) {
    case 'record':
      return {
        kind,
        record: { key: 1, value: 1, timestamp: undefined, position: { sourceId: 'source', position: 0 } },
      };
    case 'watermark':
      return { kind, watermarkMs: 1 };
    case 'cut':
      return { kind, point: { timeMs: 0, sweeps: false } };
  }
}

test('one record is taken a turn, with what follows it', () => {
  const subject = new Subject();
  subject.receive('record', 'watermark', 'watermark', 'record');
  subject.mailbox.takeNext();
  expect(subject.taken).toEqual(['record', 'watermark', 'watermark']);
  subject.takeTurns();
  expect(subject.taken).toEqual(['record', 'watermark', 'watermark', 'record']);
  expect(subject.inbox.granted).toBe(windowSize + 2);
});

test('records wait for room, and go on when there is some', () => {
  const subject = new Subject();
  subject.hasRoom = false;
  subject.receive('record', 'record');
  subject.takeTurns();
  expect(subject.taken).toEqual([]);
  subject.hasRoom = true;
  subject.inbox.wake();
  subject.takeTurns();
  expect(subject.taken).toEqual(['record', 'record']);
});

test('a cut takes what was sent before it without room, grants nothing for it until there is room, and leaves what came later', () => {
  const subject = new Subject();
  subject.hasRoom = false;
  subject.receive('record', 'record', 'cut', 'record');
  subject.takeTurns();
  expect(subject.taken).toEqual(['record', 'record', 'cut']);
  expect(subject.inbox.granted).toBe(windowSize);
  subject.hasRoom = true;
  subject.inbox.wake();
  expect(subject.inbox.granted).toBe(windowSize + 2);
});

test('a closed inbox takes nothing any more', () => {
  const subject = new Subject();
  subject.receive('record');
  subject.inbox.close();
  subject.receive('record');
  subject.takeTurns();
  expect(subject.taken).toEqual([]);
});

test('what leaves a thread waits when as much is on its way as the window allows', async () => {
  const sent: unknown[] = [];
  const { sink } = new ThreadExit((departure) => sent.push(departure), windowSize);
  const output = { key: 1, value: 1, timestamp: undefined, outputId: 'one' };
  expect(sink.write(output)).toBeUndefined();
  expect(sink.writeWatermark?.(5)).toBeUndefined();
  expect(sink.write(output)).toBeInstanceOf(Promise);
  expect(sent).toEqual([
    { kind: 'output', output },
    { kind: 'watermark', watermarkMs: 5 },
    { kind: 'output', output },
  ]);
});

test('what waits to leave a thread goes on when something has left', async () => {
  const exit = new ThreadExit(() => {}, 1);
  const waiting = exit.sink.writeWatermark?.(1);
  exit.left(1);
  await expect(waiting).resolves.toBeUndefined();
});
