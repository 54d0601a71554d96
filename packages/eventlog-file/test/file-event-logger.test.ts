import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Attributes, acceptEventTypes, Event, InputEvent, OutputEvent, rejectAllEvents } from '@millrace/api';
import { describe, expect, it } from 'vitest';
import { FileEventLogger, type FileEventLoggerOptions } from '../src/index.js';
import { ManualTimer } from './support/manual-timer.js';
import { filesIn, readIds, readRecords } from './support/reading.js';
import { appendSample, contextOf, openParams } from './support/sample.js';
import { temporaryDirectory } from './support/temporary-directory.js';

const fileName = 'events-job-task-0.log';

function openLogger(options: FileEventLoggerOptions): FileEventLogger {
  const logger = new FileEventLogger({ timer: new ManualTimer(), ...options });
  logger.open(openParams());
  return logger;
}

function append(logger: FileEventLogger, ...events: readonly Event[]): void {
  for (const event of events) {
    logger.append(contextOf(event), event);
  }
}

describe('a file event logger', () => {
  it('makes the directory and the file when it is opened, before anything is logged', () => {
    const baseLogDir = join(temporaryDirectory(), 'not', 'there', 'yet');
    const logger = openLogger({ baseLogDir });
    expect(existsSync(join(baseLogDir, fileName))).toBe(true);
    logger.close();
  });

  it('writes one line of JSON for each event', () => {
    const baseLogDir = temporaryDirectory();
    const logger = openLogger({ baseLogDir });
    append(logger, new InputEvent('one\ntwo'), new OutputEvent({ total: 2 }));
    logger.close();
    const lines = filesIn(baseLogDir)[fileName]?.split('\n') ?? [];
    expect(lines).toHaveLength(3);
    expect(lines[2]).toBe('');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      logLevel: 'STANDARD',
      jobId: 'job',
      taskName: 'task',
      subtaskId: 0,
      eventType: '_input_event',
      eventAttributes: { input: 'one\ntwo' },
    });
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ eventAttributes: { output: { total: 2 } } });
  });

  it('goes on behind what an earlier logger of the subtask wrote', async () => {
    const baseLogDir = temporaryDirectory();
    for (const id of ['a', 'b', 'c']) {
      const logger = openLogger({ baseLogDir });
      appendSample(logger, id);
      logger.close();
    }
    expect(Object.keys(filesIn(baseLogDir))).toEqual([fileName]);
    expect(await readIds(baseLogDir)).toEqual(['a', 'b', 'c']);
  });

  it('indents records by two spaces when asked to, and they can be read back', async () => {
    const baseLogDir = temporaryDirectory();
    const logger = openLogger({ baseLogDir, prettyPrint: true });
    appendSample(logger, 'a', { nested: { empty: {} }, text: 'two\nlines' });
    appendSample(logger, 'b');
    logger.close();
    expect(filesIn(baseLogDir)[fileName]).toMatch(/^\{\n {2}"timestamp": ".*",\n.*\n {4}"nested": \{\n.*\n\}\n\{\n/s);
    expect(await readIds(baseLogDir)).toEqual(['a', 'b']);
  });

  it('refuses an event with the context of another type, and logs nothing', () => {
    const baseLogDir = temporaryDirectory();
    const logger = openLogger({ baseLogDir });
    const event = new Event('one', {});
    expect(() => logger.append(contextOf(new Event('other', {})), event)).toThrow(
      expect.objectContaining({ code: 'EVENT_LOG_CONTEXT_MISMATCH' }),
    );
    logger.close();
    expect(filesIn(baseLogDir)[fileName]).toBe('');
  });

  it('can be closed without having been opened', () => {
    const logger = new FileEventLogger({ baseLogDir: temporaryDirectory() });
    expect(() => logger.close()).not.toThrow();
  });

  it('can be opened again after it could not be opened', async () => {
    const baseLogDir = join(temporaryDirectory(), 'a\0b');
    const logger = new FileEventLogger({ baseLogDir });
    expect(() => logger.open(openParams())).toThrow(expect.objectContaining({ code: 'EVENT_LOG_OPEN_FAILED' }));
    expect(() => logger.append(contextOf(new Event('sample', {})), new Event('sample', {}))).toThrow(
      expect.objectContaining({ code: 'EVENT_LOGGER_STATE' }),
    );
  });
});

describe('the filter', () => {
  const events = [new InputEvent(1), new OutputEvent(2), new Event('custom', { secret: true }, { id: 'custom' })];

  it.each<[string, FileEventLoggerOptions, readonly string[]]>([
    ['accepts every event by default', {}, ['_input_event', '_output_event', 'custom']],
    ['may reject every event', { filter: rejectAllEvents }, []],
    ['may accept one type', { filter: acceptEventTypes(InputEvent) }, ['_input_event']],
    ['may accept several types', { filter: acceptEventTypes(InputEvent, 'custom') }, ['_input_event', 'custom']],
    [
      'may look at the content of an event',
      { filter: (event) => event.attribute('secret') !== true },
      ['_input_event', '_output_event'],
    ],
    ['may look at the context', { filter: (_event, { causalPosition }) => causalPosition === 'custom/0' }, ['custom']],
  ])('%s', async (_promise, options, types) => {
    const baseLogDir = temporaryDirectory();
    const logger = openLogger({ baseLogDir, ...options });
    append(logger, ...events);
    logger.close();
    expect((await readRecords(baseLogDir)).map(({ event }) => event.type)).toEqual(types);
  });
});

describe('the level of an event', () => {
  const long: Attributes = { text: 'x'.repeat(2001), list: Array(21).fill(0) };

  async function logged(options: FileEventLoggerOptions, ...types: readonly string[]): Promise<readonly unknown[]> {
    const baseLogDir = temporaryDirectory();
    const logger = openLogger({ baseLogDir, ...options });
    append(logger, ...types.map((type) => new Event(type, long)));
    logger.close();
    return (await readRecords(baseLogDir)).map(({ event, logLevel }) => [
      event.type,
      logLevel,
      Array.isArray(event.attributes['list']),
    ]);
  }

  it('is STANDARD by default: attributes above the limits are cut', async () => {
    const baseLogDir = temporaryDirectory();
    const logger = openLogger({ baseLogDir });
    append(logger, new Event('sample', long), new Event('sample', { short: true }));
    expect(logger.truncatedRecords).toBe(1);
    logger.close();
    const [record] = await readRecords(baseLogDir);
    expect(record?.logLevel).toBe('STANDARD');
    expect(record?.event.attributes).toEqual({
      text: { truncatedString: `${'x'.repeat(2000)}...`, omittedChars: 1 },
      list: { truncatedList: Array(20).fill(0), omittedElements: 1 },
    });
  });

  it('cuts nothing but attributes', async () => {
    const baseLogDir = temporaryDirectory();
    const logger = openLogger({ baseLogDir, maxStringLength: 3 });
    append(logger, new Event('a type with a long name', {}, { id: 'a long id' }));
    logger.close();
    expect((await readRecords(baseLogDir))[0]).toMatchObject({
      context: { eventType: 'a type with a long name' },
      event: { id: 'a long id' },
    });
  });

  it('VERBOSE keeps everything', async () => {
    expect(await logged({ level: 'VERBOSE' }, 'a')).toEqual([['a', 'VERBOSE', true]]);
  });

  it('OFF logs nothing', async () => {
    expect(await logged({ level: 'OFF' }, 'a')).toEqual([]);
  });

  it('of a type goes before the level of all, and is inherited along dots', async () => {
    const levelsByType = { noisy: 'OFF', 'noisy.important': 'VERBOSE', 'a.b': 'STANDARD' } as const;
    expect(
      await logged({ level: 'VERBOSE', levelsByType }, 'noisy', 'noisy.x', 'noisy.important.y', 'a', 'a.b', 'a.b.c'),
    ).toEqual([
      ['noisy.important.y', 'VERBOSE', true],
      ['a', 'VERBOSE', true],
      ['a.b', 'STANDARD', false],
      ['a.b.c', 'STANDARD', false],
    ]);
  });
});

describe('buffering', () => {
  it('writes nothing before the interval is over, then everything at once', async () => {
    const baseLogDir = temporaryDirectory();
    const timer = new ManualTimer();
    const logger = openLogger({ baseLogDir, timer, flushIntervalMs: 250 });
    appendSample(logger, 'a');
    appendSample(logger, 'b');
    expect(timer.delaysMs).toEqual([250]);
    expect(filesIn(baseLogDir)[fileName]).toBe('');
    timer.elapse();
    expect(await readIds(baseLogDir)).toEqual(['a', 'b']);
    expect(timer.delaysMs).toEqual([]);
    logger.close();
  });

  it('writes without waiting when the buffer holds enough', async () => {
    const baseLogDir = temporaryDirectory();
    const logger = openLogger({ baseLogDir, writeBufferBytes: 1000 });
    appendSample(logger, 'a');
    expect(logger.pendingRecords).toBe(1);
    appendSample(logger, 'b', { text: 'x'.repeat(1000) });
    expect(logger.pendingRecords).toBe(0);
    expect(await readIds(baseLogDir)).toEqual(['a', 'b']);
    logger.close();
  });

  it('writes each record at once with an interval of 0', async () => {
    const baseLogDir = temporaryDirectory();
    const logger = openLogger({ baseLogDir, flushIntervalMs: 0 });
    appendSample(logger, 'a');
    expect(await readIds(baseLogDir)).toEqual(['a']);
    logger.close();
  });

  it('leaves no timer behind a closed logger', () => {
    const timer = new ManualTimer();
    const logger = openLogger({ baseLogDir: temporaryDirectory(), timer });
    appendSample(logger, 'a');
    logger.close();
    expect(timer.delaysMs).toEqual([]);
  });
});
