import { describe, expect, it } from 'vitest';
import { eventLogFileName, eventLogStem, parseEventLogFileName } from '../src/file-name.js';

function fileNameOf(jobId: string, taskName: string, subtaskIndex = 0): string {
  return eventLogFileName(eventLogStem({ jobId, taskName, subtaskIndex }));
}

describe('the file name of an event log', () => {
  it('names job, task and subtask', () => {
    expect(fileNameOf('orders', 'ReviewAgent', 3)).toBe('events-orders-ReviewAgent-3.log');
  });

  it('keeps the dashes of a job id and escapes those of a task name, so that each part ends where it ends', () => {
    expect(fileNameOf('cfe18306-c65e', 'review-agent')).toBe('events-cfe18306-c65e-review%2Dagent-0.log');
    expect(fileNameOf('a-b', 'c')).not.toBe(fileNameOf('a', 'b-c'));
  });

  it('escapes what is not safe in the name of a file', () => {
    expect(fileNameOf('abc123', 'a/b:c*d e?"<>|\\z')).toBe('events-abc123-a%2Fb%3Ac%2Ad%20e%3F%22%3C%3E%7C%5Cz-0.log');
    expect(fileNameOf('..', 'ä\ud800%')).toBe('events-..-%u00E4%uD800%25-0.log');
  });

  it('fits into 255 bytes however long the names are, and stays distinct', () => {
    const long = 'ü'.repeat(1000);
    const names = [fileNameOf(long, long), fileNameOf(long, `${long}.`), fileNameOf(`${long}.`, long)];
    for (const name of names) {
      expect(Buffer.byteLength(eventLogFileName(name.slice(0, -4), 99_999_999))).toBeLessThanOrEqual(255);
    }
    expect(new Set(names).size).toBe(3);
  });

  it('has a number before its extension when the file was rotated', () => {
    const stem = eventLogStem({ jobId: 'orders', taskName: 'review', subtaskIndex: 0 });
    expect(eventLogFileName(stem, 7)).toBe('events-orders-review-0.00000007.log');
    expect(parseEventLogFileName(eventLogFileName(stem, 7))).toEqual({ stem, subtaskIndex: 0, rotation: 7 });
    expect(parseEventLogFileName(eventLogFileName(stem, 123_456_789))?.rotation).toBe(123_456_789);
    expect(parseEventLogFileName(eventLogFileName(stem))).toEqual({ stem, subtaskIndex: 0, rotation: undefined });
  });

  it.each([
    'notes.log',
    'events-.log',
    'events-a-b.log',
    'events-a-b-0.log.gz',
    'events-a-b-0.7.log',
    'x-events-a-b-0.log',
  ])('is not %s', (name) => {
    expect(parseEventLogFileName(name)).toBeUndefined();
  });
});
