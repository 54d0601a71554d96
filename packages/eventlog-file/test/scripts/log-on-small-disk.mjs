// Logs to a disk that something else fills up, then makes room and goes on.
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { append, codeOf, openLogger, readIds, report } from './logging.mjs';

const [disk] = process.argv.slice(2);
const ballast = join(disk, 'ballast');
const baseLogDir = join(disk, 'logs');
writeFileSync(ballast, Buffer.alloc(40 * 1024));

const logger = openLogger(baseLogDir, { flushIntervalMs: 0, maxBufferBytes: 20_000 });
const codes = [];
for (let number = 0; number < 150; number++) codes.push(append(logger, number));
const bytesWhenFull = statSync(join(baseLogDir, 'events-job-task-0.log')).size;
const droppedRecords = logger.droppedRecords;
const flushWhenFull = codeOf(() => logger.flush());

rmSync(ballast);
const flushWithRoom = codeOf(() => logger.flush());
const afterwards = [append(logger, 150), codeOf(() => logger.close())];
report({
  codes,
  bytesWhenFull,
  droppedRecords,
  flushWhenFull,
  flushWithRoom,
  afterwards,
  ids: await readIds(baseLogDir),
});
