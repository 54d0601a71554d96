import { beforeEach, describe, expect, it } from 'vitest';
import { BufferedLineWriter, type LineFile } from '../src/buffered-line-writer.js';
import { ManualTimer } from './support/manual-timer.js';

/** A file that can be told to fail. */
class FailingFile implements LineFile {
  readonly path = 'failing.log';
  readonly roomBytes = Number.POSITIVE_INFINITY;
  text = '';
  writes = 0;
  fails = false;
  isClosed = false;

  reopenIfReplaced(): boolean {
    return false;
  }

  makeRoom(): void {}

  append(bytes: Uint8Array): number {
    this.writes++;
    if (this.fails) {
      throw new Error('ENOSPC: no space left on device, write');
    }
    this.text += Buffer.from(bytes).toString();
    return bytes.length;
  }

  close(): void {
    this.isClosed = true;
  }
}

const line = 'ten bytes\n';
const limits = { writeBufferBytes: 30, maxBufferBytes: 60, flushIntervalMs: 1000 };
let file: FailingFile;
let timer: ManualTimer;
let writer: BufferedLineWriter;

beforeEach(() => {
  file = new FailingFile();
  timer = new ManualTimer();
  writer = new BufferedLineWriter(file, timer, limits);
});

function append(count: number): readonly string[] {
  const codes: string[] = [];
  for (let index = 0; index < count; index++) {
    try {
      writer.append(line);
      codes.push('ok');
    } catch (error) {
      codes.push(error instanceof Error && 'code' in error ? String(error.code) : 'strange');
    }
  }
  return codes;
}

describe('a writer', () => {
  it('writes many lines with one call', () => {
    append(29);
    expect(file.writes).toBe(9);
    writer.flush();
    expect(file.writes).toBe(10);
    expect(file.text).toBe(line.repeat(29));
  });

  it('arms its timer with the first line behind a write, once', () => {
    append(2);
    expect(timer.delaysMs).toEqual([1000]);
    append(1);
    expect(timer.delaysMs).toEqual([]);
    append(1);
    expect(timer.delaysMs).toEqual([1000]);
  });
});

describe('lines of any size and script', () => {
  const roomy = { writeBufferBytes: 1_000_000, maxBufferBytes: 2_000_000, flushIntervalMs: 1000 };
  const lines = [1, 70_000, 3, 300_000, 5].map((length) => `${'\u00e4\u{1f600}x'.repeat(length)}\n`);
  const text = lines.join('');

  it('are written whole and in order, and counted in bytes', () => {
    writer = new BufferedLineWriter(file, timer, {
      ...roomy,
      writeBufferBytes: 10_000_000,
      maxBufferBytes: 10_000_000,
    });
    for (const each of [...lines, ...lines]) {
      writer.append(each);
    }
    expect(writer.pendingBytes).toBe(2 * Buffer.byteLength(text));
    writer.flush();
    expect(writer.pendingBytes).toBe(0);
    writer.append(line);
    writer.flush();
    expect(file.text).toBe(text + text + line);
  });

  it('stay as they are while writes fail', () => {
    writer = new BufferedLineWriter(file, timer, roomy);
    file.fails = true;
    for (const each of lines.slice(0, 3)) {
      writer.append(each);
    }
    expect(() => writer.append(lines[3] ?? '')).toThrow(expect.objectContaining({ code: 'EVENT_LOG_RECORD_DROPPED' }));
    writer.append(lines[4] ?? '');
    file.fails = false;
    writer.flush();
    expect(file.text).toBe(`${lines[0]}${lines[1]}${lines[2]}${lines[4]}`);
  });
});

describe('a failed write', () => {
  it('comes out of the append that caused it, and the lines stay', () => {
    file.fails = true;
    expect(append(3)).toEqual(['ok', 'ok', 'EVENT_LOG_WRITE_FAILED']);
    expect(writer.pendingLines).toBe(3);
    file.fails = false;
    writer.flush();
    expect(file.text).toBe(line.repeat(3));
  });

  it('says which file, why, and how many lines wait', () => {
    file.fails = true;
    append(2);
    expect(() => writer.flush()).toThrow(
      expect.objectContaining({
        code: 'EVENT_LOG_WRITE_FAILED',
        file: 'failing.log',
        pendingRecords: 2,
        droppedRecords: 0,
        message: expect.stringContaining('ENOSPC'),
        hint: expect.any(String),
        cause: expect.any(Error),
      }),
    );
  });

  it('is not attempted again before as much came in as makes a write', () => {
    file.fails = true;
    expect(append(5)).toEqual(['ok', 'ok', 'EVENT_LOG_WRITE_FAILED', 'ok', 'ok']);
    expect(file.writes).toBe(1);
  });

  it('of the timer comes out of the next append, whose line is kept', () => {
    file.fails = true;
    append(1);
    timer.elapse();
    file.fails = false;
    expect(append(2)).toEqual(['EVENT_LOG_WRITE_FAILED', 'ok']);
    writer.flush();
    expect(file.text).toBe(line.repeat(3));
  });

  it('of the timer comes out of flush even when the flush then succeeds, so that none stays unheard', () => {
    file.fails = true;
    append(1);
    timer.elapse();
    file.fails = false;
    expect(() => writer.flush()).toThrow(expect.objectContaining({ code: 'EVENT_LOG_WRITE_FAILED' }));
    expect(file.text).toBe(line);
    expect(() => writer.flush()).not.toThrow();
  });
});

describe('a full buffer', () => {
  it('drops what comes, counts it and says so each time', () => {
    file.fails = true;
    const codes = append(9);
    expect(codes.slice(6)).toEqual(Array(3).fill('EVENT_LOG_RECORD_DROPPED'));
    expect(writer.droppedLines).toBe(3);
    expect(writer.pendingLines).toBe(6);
  });

  it('is written when that is possible again, and takes lines again', () => {
    file.fails = true;
    append(9);
    file.fails = false;
    timer.elapse();
    append(1);
    writer.flush();
    expect(file.text).toBe(line.repeat(7));
    expect(writer.droppedLines).toBe(3);
  });

  it('takes a single line that is larger than it, and nothing more', () => {
    file.fails = true;
    expect(() => writer.append(`${'x'.repeat(100)}\n`)).toThrow(
      expect.objectContaining({ code: 'EVENT_LOG_WRITE_FAILED', pendingRecords: 1 }),
    );
    expect(append(1)).toEqual(['EVENT_LOG_RECORD_DROPPED']);
  });
});

describe('closing', () => {
  it('closes the file although the last write failed, and says how many lines are lost', () => {
    file.fails = true;
    append(2);
    expect(() => writer.close()).toThrow(
      expect.objectContaining({ code: 'EVENT_LOG_RECORDS_LOST', droppedRecords: 2, pendingRecords: 0 }),
    );
    expect(file.isClosed).toBe(true);
    expect(writer.droppedLines).toBe(2);
  });
});
