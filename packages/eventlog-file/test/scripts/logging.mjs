// What the scripts share: they run in processes of their own, on the built package, because what they meet cannot be arranged inside the test's process.
import { Event } from '@millrace/api';
import { FileEventLogger, readEventLog } from '../../dist/index.js';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

export function openLogger(baseLogDir, options = {}) {
  const logger = new FileEventLogger({ baseLogDir, ...options });
  logger.open({ jobId: 'job', taskName: 'task', subtaskIndex: 0, logger: quiet });
  return logger;
}

/** Appends the event with this number and returns the code of the error, if there was one. */
export function append(logger, number, attempt = 0) {
  const event = new Event('sample', { number, filler: 'x'.repeat(number % 300) }, { id: `e${number}` });
  const context = {
    eventType: event.type,
    timestamp: '2026-01-01T00:00:00.000Z',
    key: '"k"',
    runNumber: 0,
    causalPosition: `run/${number}`,
    attempt,
  };
  return codeOf(() => logger.append(context, event));
}

export function codeOf(action) {
  try {
    action();
    return 'ok';
  } catch (error) {
    return error.code;
  }
}

export async function readIds(baseLogDir) {
  const ids = [];
  for await (const { event } of readEventLog(baseLogDir)) ids.push(event.id);
  return ids;
}

export function report(result) {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
