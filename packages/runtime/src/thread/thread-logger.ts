import { type Attributes, type AttributeValue, copyAttributeValue, errorMessage, type Logger } from '@millrace/api';
import type { FromThread } from './subtask-thread-protocol.js';

/** How many lines may be written between two turns of the event loop. */
const mostLines = 1000;

/** Diagnostics of a thread, written by the logger of the job. What cannot be passed on is passed as text; of very many lines at once the last are left out, and counted. */
export class ThreadLogger implements Logger {
  readonly #send: (line: FromThread & { readonly kind: 'log' }) => void;
  #lines = 0;

  constructor(send: (line: FromThread & { readonly kind: 'log' }) => void) {
    this.#send = send;
  }

  debug(message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.#log('debug', message, fields);
  }

  info(message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.#log('info', message, fields);
  }

  warn(message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.#log('warn', message, fields);
  }

  error(message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.#log('error', message, fields);
  }

  #log(level: keyof Logger, message: string, fields: Readonly<Record<string, unknown>> | undefined): void {
    if (this.#lines === 0) {
      setImmediate(() => this.#endTurn());
    }
    if (++this.#lines <= mostLines) {
      this.#send({ kind: 'log', level, message, fields: fields && passable(fields) });
    }
  }

  #endTurn(): void {
    if (this.#lines > mostLines) {
      const fields = { lines: this.#lines - mostLines };
      this.#send({
        kind: 'log',
        level: 'warn',
        message: 'Too many lines were logged at once; some are missing.',
        fields,
      });
    }
    this.#lines = 0;
  }
}

function passable(fields: Readonly<Record<string, unknown>>): Attributes {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, valueOrText(value)]])),
  );
}

function valueOrText(value: unknown): AttributeValue {
  try {
    return value instanceof Error ? errorMessage(value) : copyAttributeValue(value, 'field');
  } catch {
    return errorMessage(value);
  }
}
