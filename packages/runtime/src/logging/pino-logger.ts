import type { Logger } from '@millrace/api';
import { destination, type Logger as Pino, pino } from 'pino';

const standardError = 2;

/** Diagnostics through pino: the fields become members of the JSON line. */
export function pinoLogger(logger: Pino): Logger {
  return {
    debug: (message, fields) => logger.debug(fields, message),
    info: (message, fields) => logger.info(fields, message),
    warn: (message, fields) => logger.warn(fields, message),
    error: (message, fields) => logger.error(fields, message),
  };
}

/** Warnings and errors as JSON lines on standard error. */
export function defaultLogger(): Logger {
  return pinoLogger(pino({ name: 'millrace', level: 'warn' }, destination({ fd: standardError, sync: true })));
}
