import { errorMessage, type Logger } from '@millrace/api';

export interface TerminalLoggerOptions {
  /** Prints one line. */
  readonly print: (line: string) => void;
  /** Errors only. */
  readonly quiet: boolean;
}

/**
 * Diagnostics for a person at a terminal: warnings and errors as one line each. What was said before with the same words is only counted, since a service that is down
 * fails every call in the same way.
 */
export class TerminalLogger implements Logger {
  readonly #print: (line: string) => void;
  readonly #quiet: boolean;
  readonly #repetitions = new Map<string, number>();

  constructor({ print, quiet }: TerminalLoggerOptions) {
    this.#print = print;
    this.#quiet = quiet;
  }

  debug(): void {}

  info(): void {}

  warn(message: string, fields?: Readonly<Record<string, unknown>>): void {
    if (!this.#quiet) this.#say('warning', message, fields);
  }

  error(message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.#say('error', message, fields);
  }

  /** Says how often something was repeated. */
  finish(): void {
    for (const [line, count] of this.#repetitions) {
      if (count > 0) this.#print(`${line} (${count} more times)`);
    }
    this.#repetitions.clear();
  }

  #say(level: string, message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    const cause = fields['error'];
    const line = `${level}: ${message}${cause === undefined ? '' : ` ${errorMessage(cause)}`}`;
    const repetitions = this.#repetitions.get(line);
    if (repetitions === undefined) this.#print(line);
    this.#repetitions.set(line, repetitions === undefined ? 0 : repetitions + 1);
  }
}
