// Logs 100 events, each written at once, while the system lets no file grow above a limit.
import { append, codeOf, openLogger, report } from './logging.mjs';

const [baseLogDir, maxFileSizeBytes] = process.argv.slice(2);
const logger = openLogger(baseLogDir, {
  flushIntervalMs: 0,
  ...(maxFileSizeBytes === undefined ? {} : { maxFileSizeBytes: Number(maxFileSizeBytes), maxFiles: 1000 }),
});
const codes = [];
for (let number = 0; number < 100; number++) codes.push(append(logger, number));
const pendingRecords = logger.pendingRecords;
report({ codes, pendingRecords, close: codeOf(() => logger.close()), droppedRecords: logger.droppedRecords });
