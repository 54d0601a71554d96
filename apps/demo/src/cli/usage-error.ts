import { MillraceError } from '@millrace/api';

/** The command was called in a way it does not understand. Its message is one line; the command prints it and ends with {@link usageExitCode}. */
export class UsageError extends MillraceError {
  constructor(message: string, cause?: unknown) {
    super('USAGE', message, { cause });
  }
}

export const usageExitCode = 2;
