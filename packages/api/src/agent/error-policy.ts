import { InvalidValueError } from '../errors.js';

/** What happens when an invocation of an action fails: how often it is tried, and what then. */
export interface ErrorPolicy {
  /** Attempts altogether, a whole number from 1. They never overlap; durable calls that had succeeded are not made again. Default 1. */
  readonly attempts?: number | undefined;
  /** Pause before the second attempt, in milliseconds; doubled before each one after it. Default 1000. */
  readonly initialDelayMs?: number | undefined;
  /** The longest pause, in milliseconds. Default 60,000. */
  readonly maxDelayMs?: number | undefined;
  /**
   * After the last attempt: `fail` the job, or give the run up. A run that is given up leaves no outputs and no memory; its input goes to the dead-letter sink, with the error and the durable
   * calls that had succeeded. Default `fail`.
   */
  readonly afterAttempts?: 'fail' | 'dead-letter' | undefined;
}

/** An {@link ErrorPolicy} with nothing left to default. */
export interface ResolvedErrorPolicy {
  readonly attempts: number;
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
  readonly afterAttempts: 'fail' | 'dead-letter';
}

/** @throws InvalidValueError `ERROR_POLICY_INVALID` naming the member. */
export function resolveErrorPolicy(policy: ErrorPolicy = {}, path = 'onError'): ResolvedErrorPolicy {
  const { attempts = 1, initialDelayMs = 1000, maxDelayMs = 60_000, afterAttempts = 'fail' } = policy;
  const check = (holds: boolean, name: string, expected: string): void => {
    if (!holds) {
      throw new InvalidValueError('ERROR_POLICY_INVALID', `The ${name} of an error policy is not ${expected}.`, {
        path: `${path}.${name}`,
        hint: 'See ErrorPolicy for what it may be.',
      });
    }
  };
  check(Number.isSafeInteger(attempts) && attempts >= 1, 'attempts', 'a whole number from 1');
  check(Number.isFinite(initialDelayMs) && initialDelayMs >= 0, 'initialDelayMs', 'a number of milliseconds');
  check(Number.isFinite(maxDelayMs) && maxDelayMs >= 0, 'maxDelayMs', 'a number of milliseconds');
  check(afterAttempts === 'fail' || afterAttempts === 'dead-letter', 'afterAttempts', 'fail or dead-letter');
  return { attempts, initialDelayMs, maxDelayMs, afterAttempts };
}
