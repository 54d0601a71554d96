import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventLoggerHarness, eventLoggerConformance } from '@millrace/api/conformance';
import { describe, expect, it } from 'vitest';
import { eventLogFileName, eventLogStem, FileEventLogger, type FileEventLoggerOptions } from '../src/index.js';
import { ManualTimer } from './support/manual-timer.js';
import { readRecords } from './support/reading.js';

function harnessOf(options: FileEventLoggerOptions): EventLoggerHarness {
  return {
    canBreakPlace: true,
    setUp() {
      const baseLogDir = mkdtempSync(join(tmpdir(), 'millrace-event-log-'));
      return {
        createLogger: () => new FileEventLogger({ baseLogDir, level: 'VERBOSE', timer: new ManualTimer(), ...options }),
        async readBack(params) {
          const records = await readRecords(join(baseLogDir, eventLogFileName(eventLogStem(params))));
          return records.map(({ context, event }) => ({ context, eventJson: event.toJSON() }));
        },
        breakPlace() {
          rmSync(baseLogDir, { recursive: true });
          writeFileSync(baseLogDir, 'a file where the directory was');
        },
        cleanUp: () => rmSync(baseLogDir, { recursive: true, force: true }),
      };
    },
  };
}

/** As rows whose first cell is the title of the test. */
function casesOf(options: FileEventLoggerOptions): readonly [string, () => Promise<void>][] {
  return eventLoggerConformance(harnessOf(options)).map(({ name, run }) => [name, run]);
}

describe('FileEventLogger keeps the laws of event loggers', () => {
  it.each(casesOf({}))('%s', async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe('with indented records, too', () => {
  it.each(casesOf({ prettyPrint: true }))('%s', async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe('with files that hold few records, too', () => {
  const options = { maxFileSizeBytes: 100_000, maxFiles: 1000 };

  it.each(casesOf(options))('%s', async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe('when every record is written at once, too', () => {
  it.each(casesOf({ flushIntervalMs: 0 }))('%s', async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
