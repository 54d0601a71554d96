import { errorMessage, formatKey, IllegalStateError, type Key, MillraceError } from '@millrace/api';

/** Which input a failure belongs to. */
export interface InputPosition {
  readonly sourceId: string;
  /** Position of the record within its source. */
  readonly position: number;
}

/** An action failed: it threw, its promise rejected, or a durable call it made rejected and nobody handled that. The cause is what was thrown. */
export class ActionExecutionError extends MillraceError {
  readonly actionName: string;
  readonly key: Key;
  readonly runNumber: number;
  readonly input: InputPosition;

  constructor(
    where: {
      readonly actionName: string;
      readonly key: Key;
      readonly runNumber: number;
      readonly input: InputPosition;
    },
    cause: unknown,
  ) {
    const { actionName, key, runNumber, input } = where;
    super(
      'ACTION_FAILED',
      `The action ${JSON.stringify(actionName)} failed for key ${formatKey(key)}, run ${runNumber}, input ${input.sourceId}@${input.position}: ${errorMessage(cause)}`,
      { cause },
    );
    this.actionName = actionName;
    this.key = key;
    this.runNumber = runNumber;
    this.input = input;
  }
}

/** A durable call took longer than its `timeoutMs`. */
export class DurableCallTimeoutError extends MillraceError {
  constructor(callId: string, timeoutMs: number) {
    super('DURABLE_CALL_TIMEOUT', `The durable call ${JSON.stringify(callId)} did not settle within ${timeoutMs} ms.`, {
      hint: 'Raise timeoutMs, or make the call react to its signal.',
    });
  }
}

/** A record cannot be processed: it is not what its source promises, it has no valid key, or its value cannot be stored. */
export class BadInputError extends MillraceError {
  readonly input: InputPosition;
  /** What is wrong, without the advice that the message ends with. */
  readonly reason: string;

  constructor(code: string, reason: string, input: InputPosition, cause?: unknown) {
    super(code, reason, { cause, hint: 'Correct the input, or give the job a dead-letter sink.' });
    this.input = input;
    this.reason = reason;
  }
}

/** A source, a sink or a part of the runtime failed; the cause says how. */
export class JobFailedError extends MillraceError {
  constructor(what: string, cause: unknown) {
    super('JOB_FAILED', `${what}: ${errorMessage(cause)}`, { cause });
  }
}

/** An action that is replayed makes other durable calls than before, and one that was made before may not be forgotten. */
export class NonDeterminismError extends IllegalStateError {
  /** @param made the call it makes instead; `undefined`: it ends. */
  constructor(
    actionName: string,
    recorded: { readonly position: number; readonly callId: string; readonly argsDigest: string },
    made: { readonly callId: string; readonly argsDigest: string } | undefined,
  ) {
    const does =
      made === undefined
        ? 'ends'
        : `makes the durable call ${JSON.stringify(made.callId)} (arguments ${made.argsDigest || 'none'})`;
    super(
      'NON_DETERMINISM',
      `The action ${JSON.stringify(actionName)} ${does} where it had made ${JSON.stringify(recorded.callId)} (arguments ${recorded.argsDigest || 'none'}), as call ${recorded.position}.`,
      { hint: 'Make what an action calls depend on its event, its memory and the outcomes of its durable calls only.' },
    );
  }
}

/** A durable call was in progress when the process ended, and nothing tells whether it took effect. */
export class UnknownOutcomeError extends IllegalStateError {
  constructor(callId: string, cause?: unknown) {
    super('OUTCOME_UNKNOWN', `It is not known whether the durable call ${JSON.stringify(callId)} took effect.`, {
      hint: 'Give the call a reconcile function that finds out, or decide by hand.',
      cause,
    });
  }
}
