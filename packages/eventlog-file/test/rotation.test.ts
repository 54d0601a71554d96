import { mkdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FileEventLogger, type FileEventLoggerOptions } from '../src/index.js';
import { ManualTimer } from './support/manual-timer.js';
import { filesIn, readIds } from './support/reading.js';
import { appendSample, openParams } from './support/sample.js';
import { temporaryDirectory } from './support/temporary-directory.js';

const current = 'events-job-task-0.log';

function rotated(number: number): string {
  return `events-job-task-0.${String(number).padStart(8, '0')}.log`;
}

/** Each sample is a line of a bit less than 300 bytes, so that three of them fit into a file. */
const threePerFile = { maxFileSizeBytes: 900, flushIntervalMs: 0 };

function openLogger(options: FileEventLoggerOptions): FileEventLogger {
  const logger = new FileEventLogger({ timer: new ManualTimer(), ...threePerFile, ...options });
  logger.open(openParams());
  return logger;
}

function appendRange(logger: FileEventLogger, from: number, to: number): void {
  for (let id = from; id <= to; id++) {
    appendSample(logger, `e${id}`, { filler: 'x'.repeat(30) });
  }
}

function ids(from: number, to: number): readonly string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `e${from + index}`);
}

function sizesIn(directory: string): readonly number[] {
  return Object.values(filesIn(directory)).map((text) => text.length);
}

describe('rotation', () => {
  it('begins a file before the current one would become too large, and numbers the old ones by age', async () => {
    const baseLogDir = temporaryDirectory();
    const logger = openLogger({ baseLogDir });
    appendRange(logger, 1, 8);
    logger.close();
    expect(Object.keys(filesIn(baseLogDir))).toEqual([rotated(1), rotated(2), current]);
    expect(Math.max(...sizesIn(baseLogDir))).toBeLessThanOrEqual(900);
    expect(await readIds(join(baseLogDir, rotated(1)))).toEqual(ids(1, 3));
    expect(await readIds(baseLogDir)).toEqual(ids(1, 8));
  });

  it('divides one large write over as many files as it needs', async () => {
    const baseLogDir = temporaryDirectory();
    const logger = openLogger({ baseLogDir, flushIntervalMs: 1000, maxFiles: 100 });
    appendRange(logger, 1, 100);
    logger.close();
    expect(Object.keys(filesIn(baseLogDir))).toHaveLength(34);
    expect(Math.max(...sizesIn(baseLogDir))).toBeLessThanOrEqual(900);
    expect(await readIds(baseLogDir)).toEqual(ids(1, 100));
  });

  it('gives a record that is larger than a file one of its own', async () => {
    const baseLogDir = temporaryDirectory();
    const logger = openLogger({ baseLogDir, level: 'VERBOSE', maxTotalBytes: 10_000 });
    appendRange(logger, 1, 1);
    appendSample(logger, 'large', { text: 'x'.repeat(2000) });
    appendRange(logger, 2, 2);
    logger.close();
    expect(Object.keys(filesIn(baseLogDir))).toHaveLength(3);
    expect(await readIds(baseLogDir)).toEqual(['e1', 'large', 'e2']);
  });

  it('goes on with the numbers and the current file after a restart', async () => {
    const baseLogDir = temporaryDirectory();
    for (const [from, to] of [
      [1, 4],
      [5, 8],
      [9, 10],
    ] as const) {
      const logger = openLogger({ baseLogDir });
      appendRange(logger, from, to);
      logger.close();
    }
    expect(Object.keys(filesIn(baseLogDir))).toEqual([rotated(1), rotated(2), rotated(3), current]);
    expect(await readIds(baseLogDir)).toEqual(ids(1, 10));
  });

  it('rotates a file that is too large already before anything is written to it', async () => {
    const baseLogDir = temporaryDirectory();
    const before = openLogger({ baseLogDir, maxFileSizeBytes: 10_000 });
    appendRange(before, 1, 5);
    before.close();
    const after = openLogger({ baseLogDir });
    appendRange(after, 6, 6);
    after.close();
    expect(await readIds(join(baseLogDir, rotated(1)))).toEqual(ids(1, 5));
    expect(await readIds(baseLogDir)).toEqual(ids(1, 6));
  });

  it('leaves the files of other subtasks and strangers alone', async () => {
    const baseLogDir = temporaryDirectory();
    writeFileSync(join(baseLogDir, 'notes.txt'), 'mine');
    writeFileSync(join(baseLogDir, 'events-job-task-1.00000001.log'), '');
    const logger = openLogger({ baseLogDir, maxFiles: 1 });
    appendRange(logger, 1, 9);
    logger.close();
    expect(Object.keys(filesIn(baseLogDir))).toEqual([current, 'events-job-task-1.00000001.log', 'notes.txt']);
  });
});

describe('retention', () => {
  it('keeps the given number of files and deletes the oldest', async () => {
    const baseLogDir = temporaryDirectory();
    const logger = openLogger({ baseLogDir, maxFiles: 3 });
    appendRange(logger, 1, 14);
    expect(logger.deletedFiles).toBe(2);
    logger.close();
    expect(Object.keys(filesIn(baseLogDir))).toEqual([rotated(3), rotated(4), current]);
    expect(await readIds(baseLogDir)).toEqual(ids(7, 14));
  });

  it('keeps nothing but the current file when one file is allowed', async () => {
    const baseLogDir = temporaryDirectory();
    const logger = openLogger({ baseLogDir, maxFiles: 1 });
    appendRange(logger, 1, 7);
    logger.close();
    expect(Object.keys(filesIn(baseLogDir))).toEqual([current]);
    expect(await readIds(baseLogDir)).toEqual(['e7']);
  });

  it('never lets all files together exceed their limit', () => {
    const baseLogDir = temporaryDirectory();
    const logger = openLogger({ baseLogDir, maxTotalBytes: 2500 });
    let most = 0;
    for (let id = 1; id <= 30; id++) {
      appendRange(logger, id, id);
      most = Math.max(
        most,
        sizesIn(baseLogDir).reduce((sum, size) => sum + size, 0),
      );
    }
    logger.close();
    expect(most).toBeGreaterThan(1600);
    expect(most).toBeLessThanOrEqual(2500);
  });

  it('applies limits that were lowered when the log is opened', async () => {
    const baseLogDir = temporaryDirectory();
    const before = openLogger({ baseLogDir });
    appendRange(before, 1, 14);
    before.close();
    openLogger({ baseLogDir, maxFiles: 2 }).close();
    expect(await readIds(baseLogDir)).toEqual(ids(10, 14));
  });

  it('writes no more rather than exceed its limits where old files cannot be deleted', async () => {
    const baseLogDir = temporaryDirectory();
    const logger = openLogger({ baseLogDir, maxFiles: 2 });
    appendRange(logger, 1, 3);
    // Deleting a directory as if it were a file fails for everybody.
    mkdirSync(join(baseLogDir, rotated(1)));
    expect(() => appendRange(logger, 4, 4)).toThrow(expect.objectContaining({ code: 'EVENT_LOG_WRITE_FAILED' }));
    rmSync(join(baseLogDir, rotated(1)), { recursive: true });
    logger.close();
    expect(await readIds(baseLogDir)).toEqual(ids(1, 4));
  });
});

describe('a current file that somebody else touches', () => {
  it('is made anew when it was deleted, with its directory', async () => {
    const baseLogDir = join(temporaryDirectory(), 'logs');
    const logger = openLogger({ baseLogDir });
    appendRange(logger, 1, 1);
    rmSync(baseLogDir, { recursive: true });
    appendRange(logger, 2, 2);
    logger.close();
    expect(await readIds(baseLogDir)).toEqual(['e2']);
  });

  it('is made anew when it was moved away, as log rotation of the system does', async () => {
    const baseLogDir = temporaryDirectory();
    const logger = openLogger({ baseLogDir });
    appendRange(logger, 1, 1);
    renameSync(join(baseLogDir, current), join(baseLogDir, 'moved.log'));
    appendRange(logger, 2, 2);
    logger.close();
    expect(await readIds(join(baseLogDir, 'moved.log'))).toEqual(['e1']);
    expect(await readIds(baseLogDir)).toEqual(['e2']);
  });

  it('is left to whoever put another file in its place, and that one is continued', async () => {
    const baseLogDir = temporaryDirectory();
    const logger = openLogger({ baseLogDir });
    appendRange(logger, 1, 1);
    const line = filesIn(baseLogDir)[current] ?? '';
    renameSync(join(baseLogDir, current), join(baseLogDir, 'moved.log'));
    writeFileSync(join(baseLogDir, current), `${line.replace('"e1"', '"other"')}\n`);
    appendRange(logger, 2, 2);
    logger.close();
    expect(await readIds(join(baseLogDir, 'moved.log'))).toEqual(['e1']);
    expect(await readIds(baseLogDir)).toEqual(['other', 'e2']);
  });

  it('is filled from its beginning when it was emptied', async () => {
    const baseLogDir = temporaryDirectory();
    const logger = openLogger({ baseLogDir });
    appendRange(logger, 1, 3);
    truncateSync(join(baseLogDir, current));
    appendRange(logger, 4, 6);
    logger.close();
    expect(Object.keys(filesIn(baseLogDir))).toEqual([current]);
    expect(await readIds(baseLogDir)).toEqual(ids(4, 6));
  });
});
