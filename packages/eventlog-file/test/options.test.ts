import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentConfiguration, Event, EventLoggerRegistry } from '@millrace/api';
import { describe, expect, it } from 'vitest';
import {
  FileEventLogger,
  type FileEventLoggerOptions,
  fileEventLogger,
  fileEventLoggerOptions,
  registerFileEventLogger,
} from '../src/index.js';
import { resolveFileEventLoggerOptions } from '../src/options.js';
import { filesIn, readIds } from './support/reading.js';
import { appendSample, contextOf, openParams } from './support/sample.js';
import { temporaryDirectory } from './support/temporary-directory.js';

const defaults = {
  baseLogDir: join(tmpdir(), 'millrace'),
  prettyPrint: false,
  level: 'STANDARD',
  levelsByType: new Map(),
  maxStringLength: 2000,
  maxArrayElements: 20,
  maxDepth: 5,
  writeBufferBytes: 65_536,
  maxBufferBytes: 8_388_608,
  flushIntervalMs: 1000,
  maxFileSizeBytes: 67_108_864,
  maxFiles: 16,
  maxTotalBytes: 1_073_741_824,
};

describe('the options of a file event logger', () => {
  it('have the documented defaults', () => {
    expect(resolveFileEventLoggerOptions({})).toMatchObject(defaults);
  });

  it('fall back to the default directory when it is blank', () => {
    expect(resolveFileEventLoggerOptions({ baseLogDir: '  ' }).baseLogDir).toBe(defaults.baseLogDir);
  });

  it('bound the bytes of all files by their number and size unless told otherwise', () => {
    expect(resolveFileEventLoggerOptions({ maxFiles: 3, maxFileSizeBytes: 100 }).maxTotalBytes).toBe(300);
  });

  it('accept levels in any case', () => {
    const options: FileEventLoggerOptions = JSON.parse('{"level":"verbose","levelsByType":{"a":"off"}}');
    expect(resolveFileEventLoggerOptions(options)).toMatchObject({
      level: 'VERBOSE',
      levelsByType: new Map([['a', 'OFF']]),
    });
  });

  it.each<[string, unknown, string]>([
    ['baseLogDir', 7, 'ATTRIBUTE_INVALID'],
    ['prettyPrint', 'yes', 'ATTRIBUTE_INVALID'],
    ['filter', 'all', 'ATTRIBUTE_INVALID'],
    ['level', 'LOUD', 'EVENT_LOG_LEVEL_INVALID'],
    ['levelsByType', [], 'ATTRIBUTE_INVALID'],
    ['maxStringLength', -1, 'ATTRIBUTE_INVALID'],
    ['maxArrayElements', 1.5, 'ATTRIBUTE_INVALID'],
    ['maxDepth', '5', 'ATTRIBUTE_INVALID'],
    ['writeBufferBytes', 0, 'ATTRIBUTE_INVALID'],
    ['maxBufferBytes', 0, 'ATTRIBUTE_INVALID'],
    ['flushIntervalMs', 2 ** 31, 'ATTRIBUTE_INVALID'],
    ['maxFileSizeBytes', 0, 'ATTRIBUTE_INVALID'],
    ['maxFiles', 0, 'ATTRIBUTE_INVALID'],
    ['maxTotalBytes', 67_108_863, 'ATTRIBUTE_INVALID'],
    ['timer', {}, 'ATTRIBUTE_INVALID'],
    ['maxFileSize', 1, 'ATTRIBUTE_UNKNOWN'],
  ])('refuse %s = %j when the logger is made, naming it and saying what to do', (name, value, code) => {
    const refused = expect.objectContaining({ code, path: `options.${name}`, hint: expect.any(String) });
    expect(() => new FileEventLogger({ [name]: value })).toThrow(refused);
    expect(() => fileEventLogger({ [name]: value })).toThrow(refused);
  });
});

describe('the logger factory', () => {
  it('makes a logger of its own each time', () => {
    const factory = fileEventLogger();
    expect(factory()).toBeInstanceOf(FileEventLogger);
    expect(factory()).not.toBe(factory());
  });
});

describe('a registry that knows the type file', () => {
  it('makes file event loggers from properties and a filter', async () => {
    const baseLogDir = temporaryDirectory();
    const logger = registerFileEventLogger(new EventLoggerRegistry()).create({
      type: 'file',
      filter: (event) => event.id !== 'b',
      properties: { baseLogDir, prettyPrint: true },
    });
    await logger.open(openParams());
    for (const id of ['a', 'b', 'c']) {
      const event = new Event('sample', {}, { id });
      logger.append(contextOf(event), event);
    }
    await logger.close();
    expect(await readIds(baseLogDir)).toEqual(['a', 'c']);
    expect(filesIn(baseLogDir)['events-job-task-0.log']).toMatch(/^\{\n {2}"timestamp"/);
  });

  it('refuses properties that are no options', () => {
    const registry = registerFileEventLogger(new EventLoggerRegistry());
    expect(() => registry.create({ type: 'file', properties: { path: '/var/log' } })).toThrow(
      expect.objectContaining({
        code: 'EVENT_LOGGER_CREATION_FAILED',
        cause: expect.objectContaining({ path: 'options.path' }),
      }),
    );
  });
});

describe('the configuration of an agent', () => {
  it('gives the defaults when nothing is configured', () => {
    const options = fileEventLoggerOptions(new AgentConfiguration());
    expect(resolveFileEventLoggerOptions(options)).toMatchObject(defaults);
  });

  it('gives every option of event logs in files', () => {
    const configuration = new AgentConfiguration({
      baseLogDir: '/logs',
      prettyPrint: 'true',
      'event-log': {
        level: 'verbose',
        type: { _input_event: { level: 'off' }, 'org.example': { level: 'STANDARD', Order: { level: 'VERBOSE' } } },
        standard: { 'max-string-length': '10', 'max-array-elements': 0, 'max-depth': -1 },
        file: {
          'write-buffer-bytes': 1,
          'max-buffer-bytes': 2,
          'flush-interval-ms': 3,
          'max-file-size-bytes': 4,
          'max-files': 5,
          'max-total-bytes': 6,
        },
      },
    });
    expect(resolveFileEventLoggerOptions(fileEventLoggerOptions(configuration))).toMatchObject({
      baseLogDir: '/logs',
      prettyPrint: true,
      level: 'VERBOSE',
      levelsByType: new Map([
        ['_input_event', 'OFF'],
        ['org.example', 'STANDARD'],
        ['org.example.Order', 'VERBOSE'],
      ]),
      maxStringLength: 10,
      maxArrayElements: 0,
      maxDepth: 0,
      writeBufferBytes: 1,
      maxBufferBytes: 2,
      flushIntervalMs: 3,
      maxFileSizeBytes: 4,
      maxFiles: 5,
      maxTotalBytes: 6,
    });
  });

  it('is refused for a level that is none, naming the key', () => {
    const configuration = new AgentConfiguration({ 'event-log.type.a.level': 'LOUD' });
    expect(() => fileEventLoggerOptions(configuration)).toThrow(
      expect.objectContaining({ code: 'CONFIG_VALUE_INVALID', path: 'event-log.type.a.level' }),
    );
  });

  it('makes a logger that follows it', async () => {
    const baseLogDir = temporaryDirectory();
    const configuration = new AgentConfiguration({ baseLogDir, 'event-log.type.sample.level': 'OFF' });
    const logger = new FileEventLogger(fileEventLoggerOptions(configuration));
    logger.open(openParams());
    appendSample(logger, 'a');
    logger.close();
    expect(await readIds(baseLogDir)).toEqual([]);
  });
});
