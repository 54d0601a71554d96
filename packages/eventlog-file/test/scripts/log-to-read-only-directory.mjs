// Logs to a directory that becomes read-only when the first file is full, and writable again later.
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { append, codeOf, openLogger, readIds, report } from './logging.mjs';

const [parent] = process.argv.slice(2);
const baseLogDir = join(parent, 'logs');
mkdirSync(baseLogDir, 0o555);
const open = codeOf(() => openLogger(baseLogDir));

chmodSync(baseLogDir, 0o755);
const logger = openLogger(baseLogDir, { flushIntervalMs: 0, maxFileSizeBytes: 900 });
const whileWritable = [0, 1, 2].map((number) => append(logger, number));
chmodSync(baseLogDir, 0o555);
const whileReadOnly = [3, 4].map((number) => append(logger, number));
const pendingRecords = logger.pendingRecords;
chmodSync(baseLogDir, 0o755);
report({
  open,
  whileWritable,
  whileReadOnly,
  pendingRecords,
  close: codeOf(() => logger.close()),
  ids: await readIds(baseLogDir),
});
