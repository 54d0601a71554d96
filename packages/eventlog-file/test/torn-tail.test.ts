import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FileEventLogger, readEventLog, type TornLine } from '../src/index.js';
import { ManualTimer } from './support/manual-timer.js';
import { readIds } from './support/reading.js';
import { appendSample, openParams, RememberingLogger } from './support/sample.js';
import { temporaryDirectory } from './support/temporary-directory.js';

function log(baseLogDir: string, prettyPrint: boolean, ...ids: readonly string[]): readonly string[] {
  const logger = new FileEventLogger({ baseLogDir, prettyPrint, timer: new ManualTimer() });
  const warnings = new RememberingLogger();
  logger.open(openParams({ logger: warnings }));
  for (const id of ids) {
    appendSample(logger, id, { text: 'Zoë 😀' });
  }
  logger.close();
  return warnings.warnings;
}

async function readWithTorn(path: string): Promise<{ ids: readonly string[]; torn: readonly TornLine[] }> {
  const torn: TornLine[] = [];
  const ids = await readIds(path, { onTornLine: (line) => torn.push(line) });
  return { ids, torn };
}

describe.each([
  ['lines', false],
  ['indented records', true],
])('a log of %s that ends in the middle of a record', (_what, prettyPrint) => {
  it('is read up to the last whole record wherever it was cut off, and the rest is reported', async () => {
    const baseLogDir = temporaryDirectory();
    log(baseLogDir, prettyPrint, 'a', 'b');
    const file = join(baseLogDir, 'events-job-task-0.log');
    const whole = readFileSync(file);
    const beginOfLast =
      whole.indexOf('{"timestamp"', 1) > 0 ? whole.indexOf('{"timestamp"', 1) : whole.indexOf('\n{\n') + 1;
    for (let length = whole.length - 2; length > beginOfLast; length--) {
      truncateSync(file, length);
      const { ids, torn } = await readWithTorn(baseLogDir);
      expect(ids).toEqual(['a']);
      expect(torn).toEqual([expect.objectContaining({ file })]);
    }
  });

  it('is continued in a new line wherever it was cut off, and then read without an error', async () => {
    const source = temporaryDirectory();
    log(source, prettyPrint, 'a');
    const whole = readFileSync(join(source, 'events-job-task-0.log'));
    const baseLogDir = temporaryDirectory();
    const file = join(baseLogDir, 'events-job-task-0.log');
    for (let length = 1; length < whole.length - 2; length += 3) {
      writeFileSync(file, whole.subarray(0, length));
      log(baseLogDir, prettyPrint, 'b');
      const { ids, torn } = await readWithTorn(baseLogDir);
      expect(ids).toEqual(['b']);
      expect(torn).toEqual([expect.objectContaining({ file, line: 1 })]);
    }
  });

  it('keeps its last record when nothing but the line feed is missing, before and after it is continued', async () => {
    const baseLogDir = temporaryDirectory();
    log(baseLogDir, prettyPrint, 'a', 'b');
    const file = join(baseLogDir, 'events-job-task-0.log');
    truncateSync(file, readFileSync(file).length - 1);
    expect(await readWithTorn(baseLogDir)).toEqual({ ids: ['a', 'b'], torn: [] });
    log(baseLogDir, prettyPrint, 'c');
    expect(await readWithTorn(baseLogDir)).toEqual({ ids: ['a', 'b', 'c'], torn: [] });
  });
});

describe('a logger that finds a torn line', () => {
  it('warns, and does not when the last line is whole', () => {
    const baseLogDir = temporaryDirectory();
    log(baseLogDir, false, 'a');
    expect(log(baseLogDir, false)).toEqual([]);
    appendFileSync(join(baseLogDir, 'events-job-task-0.log'), '{"timestamp":"20');
    expect(log(baseLogDir, false)).toEqual([expect.stringContaining('incomplete')]);
  });

  it('leaves it as it is as long as nothing is logged', () => {
    const baseLogDir = temporaryDirectory();
    const file = join(baseLogDir, 'events-job-task-0.log');
    writeFileSync(file, '{"timestamp":"20');
    log(baseLogDir, false);
    expect(readFileSync(file, 'utf8')).toBe('{"timestamp":"20');
  });

  it('ends it with a tab, which no record holds, so that it is known from other damage', async () => {
    const baseLogDir = temporaryDirectory();
    const file = join(baseLogDir, 'events-job-task-0.log');
    writeFileSync(file, '{"timestamp":"20');
    log(baseLogDir, false, 'a');
    expect(readFileSync(file, 'utf8')).toMatch(/^\{"timestamp":"20\t\n\{"timestamp"/);
    writeFileSync(file, readFileSync(file, 'utf8').replace('\t', ''));
    await expect(readEventLog(baseLogDir).next()).rejects.toMatchObject({ code: 'EVENT_LOG_LINE_UNREADABLE', line: 1 });
  });

  it('ends it once, and counts that as part of the file', () => {
    const baseLogDir = temporaryDirectory();
    const file = join(baseLogDir, 'events-job-task-0.log');
    writeFileSync(file, '{"timestamp":"20');
    const logger = new FileEventLogger({ baseLogDir, flushIntervalMs: 0 });
    logger.open(openParams());
    appendSample(logger, 'a');
    appendSample(logger, 'b');
    logger.close();
    const text = readFileSync(file, 'utf8');
    expect(text.split('\t\n')).toHaveLength(2);

    const torn = '{"timestamp":"20';
    writeFileSync(file, torn);
    const recordBytes = text.indexOf('\n', text.indexOf('\n') + 1) - text.indexOf('\n');
    const full = new FileEventLogger({ baseLogDir, maxFileSizeBytes: torn.length + 1 + recordBytes });
    full.open(openParams());
    appendSample(full, 'a');
    full.close();
    expect(readFileSync(file, 'utf8')).toHaveLength(recordBytes);
  });

  it('may change from lines to indented records and back', async () => {
    const baseLogDir = temporaryDirectory();
    log(baseLogDir, true, 'a');
    log(baseLogDir, false, 'b', 'c');
    log(baseLogDir, true, 'd');
    expect(await readWithTorn(baseLogDir)).toEqual({ ids: ['a', 'b', 'c', 'd'], torn: [] });
  });
});
