import {
  appendFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Attributes, defineEvent, EventCodec, InputEvent } from '@millrace/api';
import { describe, expect, it } from 'vitest';
import { EventLogReadError, FileEventLogger, type FileEventLoggerOptions, readEventLog } from '../src/index.js';
import { ManualTimer } from './support/manual-timer.js';
import { readIds, readRecords } from './support/reading.js';
import { appendSample, contextOf, openParams } from './support/sample.js';
import { temporaryDirectory } from './support/temporary-directory.js';

const fileName = 'events-job-task-0.log';

function openLogger(options: FileEventLoggerOptions, params: Parameters<typeof openParams>[0] = {}): FileEventLogger {
  const logger = new FileEventLogger({ timer: new ManualTimer(), ...options });
  logger.open(openParams(params));
  return logger;
}

function logIds(baseLogDir: string, params: Parameters<typeof openParams>[0], ...ids: readonly string[]): void {
  const logger = openLogger({ baseLogDir }, params);
  for (const id of ids) {
    appendSample(logger, id);
  }
  logger.close();
}

const openFiles = '/proc/self/fd';
const canSeeOpenFiles = existsSync(openFiles);
if (!canSeeOpenFiles) {
  console.log('Not checked that readers close their files: this system does not show open files in /proc.');
}

function openFilesIn(directory: string): readonly string[] {
  const names = readdirSync(openFiles).map((fd) => {
    try {
      return readlinkSync(join(openFiles, fd));
    } catch {
      // The descriptor the listing itself was made with.
      return '';
    }
  });
  return names.filter((name) => name.startsWith(directory));
}

describe('what is read', () => {
  it('of a directory are the logs of all subtasks, one after the other, in order of their indexes', async () => {
    const baseLogDir = temporaryDirectory();
    for (const subtaskIndex of [10, 2, 0]) {
      logIds(baseLogDir, { subtaskIndex }, `${subtaskIndex}a`, `${subtaskIndex}b`);
    }
    logIds(baseLogDir, { jobId: 'another' }, 'other');
    expect(await readIds(baseLogDir)).toEqual(['other', '0a', '0b', '2a', '2b', '10a', '10b']);
  });

  it('of a current file is the log of its subtask, rotated files included', async () => {
    const baseLogDir = temporaryDirectory();
    const logger = openLogger({ baseLogDir, maxFileSizeBytes: 1, maxTotalBytes: 100_000, flushIntervalMs: 0 });
    for (const id of ['a', 'b', 'c']) {
      appendSample(logger, id);
    }
    logger.close();
    logIds(baseLogDir, { subtaskIndex: 1 }, 'other');
    expect(await readIds(join(baseLogDir, fileName))).toEqual(['a', 'b', 'c']);
  });

  it('of a rotated file, or a file with a name of its own, is that file', async () => {
    const baseLogDir = temporaryDirectory();
    const logger = openLogger({ baseLogDir, maxFileSizeBytes: 1, maxTotalBytes: 100_000, flushIntervalMs: 0 });
    for (const id of ['a', 'b', 'c']) {
      appendSample(logger, id);
    }
    logger.close();
    expect(await readIds(join(baseLogDir, 'events-job-task-0.00000002.log'))).toEqual(['b']);
    const copy = join(temporaryDirectory(), 'copy.jsonl');
    writeFileSync(copy, readFileSync(join(baseLogDir, fileName)));
    expect(await readIds(copy)).toEqual(['c']);
  });

  it('of an empty directory or an empty file is nothing', async () => {
    const baseLogDir = temporaryDirectory();
    expect(await readIds(baseLogDir)).toEqual([]);
    logIds(baseLogDir, {});
    expect(await readIds(baseLogDir)).toEqual([]);
  });

  it('are rotated files, too, when the current one is missing', async () => {
    const baseLogDir = temporaryDirectory();
    logIds(baseLogDir, {}, 'a');
    writeFileSync(join(baseLogDir, 'events-job-gone-0.00000003.log'), readFileSync(join(baseLogDir, fileName)));
    expect(await readIds(baseLogDir, { attempts: 'all' })).toEqual(['a', 'a']);
  });

  it('is refused where there is nothing, naming the path', async () => {
    const path = join(temporaryDirectory(), 'nowhere');
    await expect(readIds(path)).rejects.toMatchObject({
      code: 'EVENT_LOG_NOT_FOUND',
      message: expect.stringContaining(path),
    });
  });

  it('is refused where it cannot be read', async () => {
    const baseLogDir = temporaryDirectory();
    mkdirSync(join(baseLogDir, fileName));
    await expect(readIds(baseLogDir)).rejects.toThrow(/EISDIR/);
  });

  it('has the classes that the codec knows, those of Millrace by default', async () => {
    const baseLogDir = temporaryDirectory();
    const logger = openLogger({ baseLogDir });
    const OrderEvent = defineEvent<Attributes, Attributes>('order', {
      '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value: value as Attributes }) },
    });
    for (const event of [new InputEvent(1), new OrderEvent({ total: 2 })]) {
      logger.append(contextOf(event), event);
    }
    logger.close();
    const plain = await readRecords(baseLogDir);
    expect(plain.map(({ event }) => event.constructor.name)).toEqual(['InputEvent', 'Event']);
    const typed = await readRecords(baseLogDir, { codec: new EventCodec([OrderEvent]) });
    expect(typed[1]?.event).toBeInstanceOf(OrderEvent);
  });

  it('holds characters that other programs take for the end of a line', async () => {
    const baseLogDir = temporaryDirectory();
    const text = 'a\u2028b\u2029c\u0085d\re';
    const logger = openLogger({ baseLogDir });
    appendSample(logger, 'a', { text });
    logger.close();
    expect((await readRecords(baseLogDir))[0]?.event.attributes).toEqual({ text });
  });

  it('holds records that are larger than what is read at once, cut inside of characters', async () => {
    const baseLogDir = temporaryDirectory();
    const text = '😀é'.repeat(200_000);
    const logger = openLogger({ baseLogDir, level: 'VERBOSE' });
    appendSample(logger, 'a', { text });
    appendSample(logger, 'b', { text: `x${text}` });
    logger.close();
    const records = await readRecords(baseLogDir);
    expect(records.map(({ event }) => event.attributes['text'])).toEqual([text, `x${text}`]);
  });
});

describe('a line that is no record', () => {
  function damagedLog(line: string): string {
    const baseLogDir = temporaryDirectory();
    logIds(baseLogDir, {}, 'a');
    appendFileSync(join(baseLogDir, fileName), line);
    logIds(baseLogDir, {}, 'b');
    return baseLogDir;
  }

  it.each([
    ['text', 'what is this?\n', /JSON/],
    ['JSON of something else', '[]\n', /at record/],
    ['a record without a member', '{"timestamp":"2026-01-01T00:00:00Z","eventAttributes":{}}\n', /record\.logLevel/],
    ['half a record', '{"timestamp":"2026-01-0\n', /JSON/],
  ])('such as %s is an error with file, line and reason', async (_what, line, reason) => {
    const baseLogDir = damagedLog(line);
    const reading = readEventLog(baseLogDir);
    await expect(reading.next()).resolves.toMatchObject({ value: { event: { id: 'a' } } });
    await expect(reading.next()).rejects.toMatchObject({
      code: 'EVENT_LOG_LINE_UNREADABLE',
      file: join(baseLogDir, fileName),
      line: 2,
      message: expect.stringMatching(reason),
    });
  });

  it('is left out and told once when somebody listens', async () => {
    const baseLogDir = damagedLog('what is this?\n');
    const errors: EventLogReadError[] = [];
    expect(await readIds(baseLogDir, { onBadLine: (error) => errors.push(error) })).toEqual(['a', 'b']);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toBeInstanceOf(EventLogReadError);
  });

  it('is not an empty line', async () => {
    expect(await readIds(damagedLog('\n  \n'))).toEqual(['a', 'b']);
  });
});

describe('events that were logged again after a recovery', () => {
  /** First life: a b c d. Second: c and d again, then e. Third: e again. */
  function recoveredLog(): string {
    const baseLogDir = temporaryDirectory();
    for (const [attempt, ids] of [
      ['a', 'b', 'c', 'd'],
      ['c', 'd', 'e'],
      ['e', 'f'],
    ].entries()) {
      const logger = openLogger({ baseLogDir });
      for (const id of ids) {
        appendSample(logger, `${id}${attempt}`, {}, { causalPosition: id, attempt });
      }
      logger.close();
    }
    return baseLogDir;
  }

  it('are read once, as the latest attempt logged them', async () => {
    expect(await readIds(recoveredLog())).toEqual(['a0', 'b0', 'c1', 'd1', 'e2', 'f2']);
  });

  it('are read as often as they were logged when all attempts are wanted', async () => {
    expect(await readIds(recoveredLog(), { attempts: 'all' })).toEqual('a0 b0 c0 d0 c1 d1 e1 e2 f2'.split(' '));
  });

  it('are read once, as the last life logged them, when two lives had the same number because no checkpoint lay between them', async () => {
    const baseLogDir = temporaryDirectory();
    for (const life of ['first', 'second', 'third']) {
      const logger = openLogger({ baseLogDir });
      for (const causalPosition of ['a', 'b']) {
        appendSample(logger, `${causalPosition} ${life}`, {}, { causalPosition, attempt: life === 'first' ? 0 : 1 });
      }
      logger.close();
    }
    expect(await readIds(baseLogDir)).toEqual(['a third', 'b third']);
  });

  it('are recognised across the subtasks of a task, because a key may have moved', async () => {
    const baseLogDir = temporaryDirectory();
    for (const [attempt, subtaskIndex] of [
      [1, 0],
      [0, 3],
    ] as const) {
      const logger = openLogger({ baseLogDir }, { subtaskIndex });
      appendSample(logger, `attempt ${attempt}`, {}, { causalPosition: 'x', attempt });
      logger.close();
    }
    expect(await readIds(baseLogDir)).toEqual(['attempt 1']);
  });

  it('are different events when their jobs or tasks are', async () => {
    const baseLogDir = temporaryDirectory();
    for (const [attempt, names] of [{ jobId: 'one' }, { jobId: 'two' }, { taskName: 'three' }].entries()) {
      const logger = openLogger({ baseLogDir }, names);
      appendSample(logger, `${attempt}`, {}, { causalPosition: 'x', attempt });
      logger.close();
    }
    expect(await readIds(baseLogDir)).toHaveLength(3);
  });

  it('cannot be recognised in the nested form, which is read in full', async () => {
    const file = join(temporaryDirectory(), 'nested.log');
    const line = '{"timestamp":"2026-01-01T00:00:00Z","event":{"eventType":"a","id":"e","attributes":{}}}\n';
    writeFileSync(file, line.repeat(2));
    expect(await readIds(file)).toEqual(['e', 'e']);
  });

  it('are wanted as latest or all, nothing else', async () => {
    const options = JSON.parse('{"attempts":"newest"}');
    await expect(readIds(temporaryDirectory(), options)).rejects.toMatchObject({ path: 'options.attempts' });
  });
});

describe('a log that is written while it is read', () => {
  it('is read without a gap or a repetition when files are rotated meanwhile', async () => {
    const baseLogDir = temporaryDirectory();
    const logger = openLogger({ baseLogDir, maxFileSizeBytes: 1000, maxFiles: 1000, flushIntervalMs: 0 });
    let next = 0;
    for (; next < 10; next++) {
      appendSample(logger, `${next}`);
    }
    const ids: string[] = [];
    for await (const { event } of readEventLog(baseLogDir, { attempts: 'all' })) {
      ids.push(event.id);
      // Five new records for each that is read: every few steps the current file is another one.
      for (const end = next + 5; next < end; next++) {
        appendSample(logger, `${next}`);
      }
    }
    logger.close();
    expect(ids.length).toBeGreaterThanOrEqual(10);
    expect(ids).toEqual(Array.from({ length: ids.length }, (_, index) => `${index}`));
  });

  it('is read once when the current file got its number between two looks at the directory', async () => {
    const baseLogDir = temporaryDirectory();
    logIds(baseLogDir, {}, 'a', 'b');
    // Both names are of one file, as they are for a reader that opened it before its name changed.
    linkSync(join(baseLogDir, fileName), join(baseLogDir, 'events-job-task-0.00000001.log'));
    expect(await readIds(baseLogDir, { attempts: 'all' })).toEqual(['a', 'b']);
  });

  it('is read as far as it is there when old files are deleted meanwhile', async () => {
    const baseLogDir = temporaryDirectory();
    const logger = openLogger({
      baseLogDir,
      maxFileSizeBytes: 1,
      maxFiles: 4,
      maxTotalBytes: 100_000,
      flushIntervalMs: 0,
    });
    for (const id of ['a', 'b', 'c', 'd']) {
      appendSample(logger, id);
    }
    const ids: string[] = [];
    for await (const { event } of readEventLog(baseLogDir, { attempts: 'all' })) {
      ids.push(event.id);
      appendSample(logger, `after ${event.id}`);
    }
    logger.close();
    expect(ids[0]).toBe('a');
    expect(ids).toContain('d');
  });

  it.runIf(canSeeOpenFiles)('lets go of its files when the reader stops early', async () => {
    const baseLogDir = temporaryDirectory();
    logIds(baseLogDir, {}, 'a', 'b', 'c');
    const reading = readEventLog(baseLogDir);
    await reading.next();
    expect(openFilesIn(baseLogDir)).toHaveLength(1);
    await reading.return();
    expect(openFilesIn(baseLogDir)).toEqual([]);
  });
});
