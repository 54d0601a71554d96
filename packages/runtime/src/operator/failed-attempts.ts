import type { Clock } from '../clock.js';
import { ActionExecutionError } from '../errors.js';
import type { ActionTask } from '../task/action-task.js';
import type { ExecutableAction } from '../task/executable-action.js';

/** What becomes of a task whose attempt failed. */
export type AttemptVerdict =
  /** It is tried again after a pause. `dropped`: positions of the durable calls that run again; all others replay. */
  | {
      readonly kind: 'retry';
      readonly failedAttempts: number;
      readonly delayMs: number;
      readonly dropped: readonly number[];
    }
  /** Its run is given up, and the input goes to the dead-letter sink. */
  | { readonly kind: 'dead-letter' }
  /** The job fails. When it is restarted the invocation begins again, as in a retry. */
  | { readonly kind: 'fail'; readonly failedAttempts: number; readonly dropped: readonly number[] };

/** Decides by the error policy of the action. */
export function judgeAttempt(task: ActionTask, cause: unknown): AttemptVerdict {
  const { attempts, initialDelayMs, maxDelayMs, afterAttempts } = task.action.onError;
  const failedAttempts = task.history.failedAttempts + 1;
  if (failedAttempts < attempts) {
    const delayMs = Math.min(maxDelayMs, initialDelayMs * 2 ** (failedAttempts - 1));
    return { kind: 'retry', failedAttempts, delayMs, dropped: task.callsToRepeat(cause) };
  }
  return afterAttempts === 'fail'
    ? { kind: 'fail', failedAttempts, dropped: task.callsToRepeat(cause) }
    : { kind: 'dead-letter' };
}

/** The job fails, whatever the error policy says. */
export function failForGood(task: ActionTask): Extract<AttemptVerdict, { readonly kind: 'fail' }> {
  return { kind: 'fail', failedAttempts: task.history.failedAttempts + 1, dropped: [] };
}

/** What is reported of a failed attempt. */
export function attemptError(task: ActionTask, cause: unknown): ActionExecutionError {
  const { run, actionName } = task;
  return new ActionExecutionError({ actionName, key: run.key, runNumber: run.number, input: run.input }, cause);
}

/**
 * Calls `proceed` when no durable call of an ended attempt runs any more, or after `timeoutMs`: attempts never overlap, except for calls that do not react to being aborted.
 */
export function afterCallsSettled(
  tasks: readonly ActionTask[],
  clock: Clock,
  timeoutMs: number,
  proceed: () => void,
): void {
  const running = tasks.map(({ runningCalls }) => runningCalls).filter(({ areRunning }) => areRunning);
  if (running.length === 0) {
    proceed();
    return;
  }
  let open = true;
  const once = (): void => {
    if (open) {
      open = false;
      timer.cancel();
      proceed();
    }
  };
  const timer = clock.setTimer(timeoutMs, once);
  for (const calls of running) {
    calls.onEnded = () => {
      if (!running.some(({ areRunning }) => areRunning)) {
        once();
      }
    };
  }
}

/** Whether a run of the plan can be given up, so that its outputs have to wait for its end. */
export function canGiveRunsUp(actions: Iterable<ExecutableAction>): boolean {
  return [...actions].some(({ onError }) => onError.afterAttempts === 'dead-letter');
}
