import { chownSync, existsSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FileEventLogger, type TornLine } from '../src/index.js';
import { ManualTimer } from './support/manual-timer.js';
import { readIds } from './support/reading.js';
import { canRun, runScript } from './support/run-script.js';
import { appendSample, openParams } from './support/sample.js';
import { temporaryDirectory } from './support/temporary-directory.js';

const nobody = 65_534;
const isRoot = process.getuid?.() === 0;
const mountTmpfs = 'mount -t tmpfs -o size=64k tmpfs "$0" && exec "$@"';

const hasFullDevice = existsSync('/dev/full');
const canLimitFileSize = await canRun('prlimit', '--fsize=4096', 'true');
const canMount = await canRun('unshare', '-rm', 'sh', '-c', mountTmpfs, '/mnt', 'true');
const canMeetReadOnlyDirectories = process.platform !== 'win32';

for (const [what, can] of Object.entries({ hasFullDevice, canLimitFileSize, canMount, canMeetReadOnlyDirectories })) {
  if (!can) {
    console.log(`Not checked what needs ${what}: this machine does not offer it.`);
  }
}

function numbered(from: number, to: number): readonly string[] {
  return Array.from({ length: to - from }, (_, index) => `e${from + index}`);
}

describe('a device that is full', () => {
  it.runIf(hasFullDevice)(
    'makes append and flush fail with its reason, and loses nothing that is buffered',
    async () => {
      const baseLogDir = temporaryDirectory();
      const file = join(baseLogDir, 'events-job-task-0.log');
      symlinkSync('/dev/full', file);
      const logger = new FileEventLogger({ baseLogDir, timer: new ManualTimer(), writeBufferBytes: 1000 });
      logger.open(openParams());
      appendSample(logger, 'a');
      expect(() => logger.flush()).toThrow(
        expect.objectContaining({ code: 'EVENT_LOG_WRITE_FAILED', message: expect.stringContaining('ENOSPC') }),
      );
      expect(() => appendSample(logger, 'b', { text: 'x'.repeat(1000) })).toThrow(
        expect.objectContaining({ code: 'EVENT_LOG_WRITE_FAILED', pendingRecords: 2, droppedRecords: 0 }),
      );
      rmSync(file);
      logger.close();
      expect(await readIds(baseLogDir)).toEqual(['a', 'b']);
    },
  );
});

interface LimitedReport {
  readonly codes: readonly string[];
  readonly pendingRecords: number;
  readonly close: string;
  readonly droppedRecords: number;
}

describe('a file that the system does not let grow', () => {
  const limit = { wrapper: ['prlimit', '--fsize=4096'] };

  it.runIf(canLimitFileSize)('holds whole records up to a torn one, and is continued by the next logger', async () => {
    const baseLogDir = temporaryDirectory();
    const { codes, pendingRecords, close, droppedRecords } = await runScript<LimitedReport>(
      'log-below-file-size-limit',
      [baseLogDir],
      limit,
    );
    const written = codes.indexOf('EVENT_LOG_WRITE_FAILED');
    expect(written).toBeGreaterThan(5);
    expect(new Set(codes.slice(written))).toEqual(new Set(['EVENT_LOG_WRITE_FAILED']));
    expect(pendingRecords).toBe(100 - written);
    expect(close).toBe('EVENT_LOG_RECORDS_LOST');
    expect(droppedRecords).toBe(100 - written);

    expect(statSync(join(baseLogDir, 'events-job-task-0.log')).size).toBe(4096);
    const torn: TornLine[] = [];
    expect(await readIds(baseLogDir, { onTornLine: (line) => torn.push(line) })).toEqual(numbered(0, written));
    expect(torn).toHaveLength(1);

    const next = new FileEventLogger({ baseLogDir });
    next.open(openParams());
    appendSample(next, 'next');
    next.close();
    expect(await readIds(baseLogDir)).toEqual([...numbered(0, written), 'next']);
  });

  it.runIf(canLimitFileSize)('is never met by a logger that rotates below the limit', async () => {
    const baseLogDir = temporaryDirectory();
    const args = [baseLogDir, '4000'];
    const { codes, close } = await runScript<LimitedReport>('log-below-file-size-limit', args, limit);
    expect(new Set([...codes, close])).toEqual(new Set(['ok']));
    expect(await readIds(baseLogDir)).toEqual(numbered(0, 100));
  });
});

interface SmallDiskReport {
  readonly codes: readonly string[];
  readonly bytesWhenFull: number;
  readonly droppedRecords: number;
  readonly flushWhenFull: string;
  readonly flushWithRoom: string;
  readonly afterwards: readonly string[];
  readonly ids: readonly string[];
}

describe('a disk that is full for a while', () => {
  it.runIf(canMount)(
    'costs the records that did not fit into the buffer, which are counted, and no others',
    async () => {
      const disk = temporaryDirectory();
      const report = await runScript<SmallDiskReport>('log-on-small-disk', [disk], {
        wrapper: ['unshare', '-rm', 'sh', '-c', mountTmpfs, disk],
      });
      const dropped = report.codes.filter((code) => code === 'EVENT_LOG_RECORD_DROPPED').length;
      expect(dropped).toBeGreaterThan(0);
      expect(report.droppedRecords).toBe(dropped);
      expect(report.flushWhenFull).toBe('EVENT_LOG_WRITE_FAILED');
      expect(report.flushWithRoom).toBe('ok');
      expect(report.afterwards).toEqual(['ok', 'ok']);
      const kept = report.codes.flatMap((code, index) => (code === 'EVENT_LOG_RECORD_DROPPED' ? [] : [`e${index}`]));
      expect(report.ids).toEqual([...kept, 'e150']);
    },
  );
});

interface ReadOnlyReport {
  readonly open: string;
  readonly whileWritable: readonly string[];
  readonly whileReadOnly: readonly string[];
  readonly pendingRecords: number;
  readonly close: string;
  readonly ids: readonly string[];
}

describe('a read-only directory', () => {
  it.runIf(canMeetReadOnlyDirectories)(
    'refuses to be opened, and holds back records until files can be rotated again',
    async () => {
      const parent = temporaryDirectory();
      if (isRoot) {
        // Nothing is read-only for root.
        chownSync(parent, nobody, nobody);
      }
      const report = await runScript<ReadOnlyReport>(
        'log-to-read-only-directory',
        [parent],
        isRoot ? { uid: nobody } : {},
      );
      expect(report).toEqual({
        open: 'EVENT_LOG_OPEN_FAILED',
        whileWritable: ['ok', 'ok', 'ok'],
        whileReadOnly: ['EVENT_LOG_WRITE_FAILED', 'EVENT_LOG_WRITE_FAILED'],
        pendingRecords: 2,
        close: 'ok',
        ids: numbered(0, 5),
      });
      expect(readFileSync(join(parent, 'logs', 'events-job-task-0.00000001.log'), 'utf8').split('\n')).toHaveLength(4);
    },
  );
});
