import type { Event, Logger } from '@millrace/api';
import type { Clock } from '../clock.js';
import type { ContextCommit } from '../context/action-runner-context.js';
import type { CallLimiter } from '../context/call-limiter.js';
import type { CallOutcome, PendingCall } from '../context/durable-calls.js';
import { type ActionExecutionError, NonDeterminismError } from '../errors.js';
import type { CausalId } from '../identity/causal-id.js';
import { isPromiseLike } from '../promise-like.js';
import type { ActionTask } from '../task/action-task.js';
import type { Run } from '../task/run.js';
import { CallDriver } from './call-driver.js';
import { DeliveryRounds } from './delivery-rounds.js';
import type { DurableExecution } from './durable-execution.js';
import { type AttemptVerdict, afterCallsSettled, attemptError, failForGood, judgeAttempt } from './failed-attempts.js';
import type { OperatorMetrics } from './operator-metrics.js';
import type { OperatorTurns } from './operator-turns.js';
import { RunTurns } from './run-turns.js';

/** What invocations need of the operator. */
export interface InvocationHost {
  readonly logger: Logger;
  readonly clock: Clock;
  readonly turns: OperatorTurns;
  readonly callLimiter: CallLimiter;
  readonly durable: DurableExecution;
  readonly metrics: OperatorMetrics;
  /** How long an ended attempt waits for its running durable calls. */
  readonly callSettleTimeoutMs: number;
  /** Sends an event of an invocation on its way. */
  route(event: Event, run: Run, cause: CausalId, emissionIndex: number): void;
  /** A task has completed, perhaps the last one of the run. */
  taskEnded(run: Run): void;
  /** Gives a run up, because an action failed for good. */
  abandon(run: Run, error: ActionExecutionError): void;
  /** Fails the operator. */
  fail(error: ActionExecutionError): void;
}

/**
 * Takes invocations from their start to their end, one at a time per run: {@link request} asks for the turn, the user's function runs, gives the turn away in `durableExecuteAsync` and takes it up
 * again when an outcome is there, and completes, or fails and is tried again.
 */
export class Invocations {
  readonly #host: InvocationHost;
  readonly #turns: RunTurns;
  readonly #calls: CallDriver;
  readonly #rounds: DeliveryRounds;
  readonly #beginCalls = (task: ActionTask): void => {
    this.#calls.begin(task);
  };
  /** The user's function has ended well. The invocation completes when the calls it did not await have settled, too. */
  readonly #returned = (task: ActionTask): void => {
    if (!task.isOver) {
      task.moveTo('returned');
      this.#completeWhenSettled(task);
    }
  };

  constructor(host: InvocationHost) {
    this.#host = host;
    this.#turns = new RunTurns(host.turns, (task) =>
      task.state === 'queued' ? this.#start(task) : this.#resume(task),
    );
    this.#calls = new CallDriver({
      durable: host.durable,
      callLimiter: host.callLimiter,
      clock: host.clock,
      postAlways: (turn) => host.turns.postAlways(turn),
      hasFailed: () => host.turns.haveEnded,
      awaitRound: (task) => this.#rounds.await(task),
      giveTurnAway: (task) => this.#giveTurnAway(task),
      repeat: (task) => this.#repeat(task),
      failed: (task, error) => this.#fail(task, error),
      outcomeArrived: (task, call, outcome) => this.#outcomeArrived(task, call, outcome),
    });
    this.#rounds = new DeliveryRounds((task) => host.turns.post(() => this.#roundIsOver(task)));
  }

  /** Starts the task when it is its turn. */
  request(task: ActionTask): void {
    this.#turns.request(task.run, task);
  }

  #start(task: ActionTask): void {
    task.moveTo('running');
    let ending: Promise<unknown> | undefined;
    try {
      const returned = task.invoke();
      // A promise of another library may settle twice, or throw; one of our own is taken as it is.
      ending = isPromiseLike(returned) ? Promise.resolve(returned) : undefined;
    } catch (error) {
      this.#fail(task, error);
      return;
    }
    if (ending !== undefined) {
      ending.then(
        () => this.#host.turns.postFor(this.#returned, task),
        (error: unknown) => this.#host.turns.post(() => this.#fail(task, error)),
      );
    } else {
      this.#returned(task);
    }
  }

  /** A durable call begins on a turn of its own: by then the action has gone on to its next `await`, and its turn can be given away. */
  startCall(task: ActionTask): void {
    this.#host.turns.postFor(this.#beginCalls, task);
  }

  #giveTurnAway(task: ActionTask): void {
    if (task.hasTurn && !task.context.keepsTurn) {
      if (task.state === 'running') {
        task.moveTo('suspended');
      }
      this.#turns.release(task.run);
    }
  }

  /** An outcome has arrived: the action gets it at once if it has the turn, else as soon as it has it again. */
  #outcomeArrived(task: ActionTask, call: PendingCall, outcome: CallOutcome): void {
    task.outcomeArrived(call, outcome);
    this.#goOn(task);
  }

  #goOn(task: ActionTask): void {
    if (task.hasTurn) {
      this.#resume(task);
    } else {
      this.#turns.request(task.run, task);
    }
  }

  /** Goes on with an invocation that has the turn: hands it what has arrived meanwhile, in order of arrival, one outcome per round. */
  #resume(task: ActionTask): void {
    if (task.state === 'suspended') {
      task.moveTo('running');
    }
    const delivered = task.hasArrived && this.#rounds.admits(task) && task.deliverNext();
    if (delivered) {
      this.#rounds.served(task);
      if (task.hasArrived || task.holdsOutcomes) {
        this.#rounds.await(task);
      }
    }
    if (task.state !== 'returned') {
      return;
    }
    if (delivered) {
      // Nobody awaited these calls, but something may be chained to them. It runs before the invocation completes, or its failure would go unnoticed.
      task.reacting++;
      setImmediate(() =>
        this.#host.turns.post(() => {
          task.reacting--;
          this.#completeWhenSettled(task);
        }),
      );
    } else {
      this.#completeWhenSettled(task);
    }
  }

  #completeWhenSettled(task: ActionTask): void {
    if (task.state !== 'returned' || task.hasOpenCalls || task.reacting > 0) {
      return;
    }
    if (task.hasTurn) {
      this.#complete(task);
    } else {
      this.#turns.request(task.run, task);
    }
  }

  /** Commits the invocation: its writes become part of the run, its events are released, its turn is over. */
  #complete(task: ActionTask): void {
    const { context, run } = task;
    const unhandled = context.unhandledRejection;
    if (unhandled !== undefined) {
      this.#fail(task, unhandled.reason);
      return;
    }
    const unmade = this.#host.durable.unmadeCall(task);
    if (unmade !== undefined) {
      this.#fail(task, unmade);
      return;
    }
    // Whoever changes memory from now on, like a change that is applied in the commit, is told that it is too late.
    context.close();
    let commit: ContextCommit;
    try {
      commit = context.prepareCommit();
    } catch (error) {
      this.#fail(task, error);
      return;
    }
    this.#host.durable.complete(task, commit);
    context.applyCommit(commit);
    this.#host.metrics.memoryConflicts.inc((commit.shortTerm?.conflicts ?? 0) + (commit.sensory?.conflicts ?? 0));
    run.addReadPaths(commit.readPaths);
    task.moveTo('completed');
    task.action.executed.markEvent();
    this.#host.metrics.actionsExecuted.markEvent();
    run.openTasks.delete(task);
    context.outbox.forEach(({ event }, index) => {
      this.#host.route(event, run, task.id, index);
    });
    this.#turns.release(run);
    this.#host.taskEnded(run);
  }

  #fail(task: ActionTask, cause: unknown): void {
    if (task.isOver) {
      return;
    }
    const error = attemptError(task, cause);
    // No further attempt, nor a dead letter, may hide what was looked for.
    const isFound = this.#host.durable.alwaysReplay && cause instanceof NonDeterminismError;
    const verdict = isFound ? failForGood(task) : judgeAttempt(task, cause);
    task.moveTo('failed');
    task.discard(error);
    switch (verdict.kind) {
      case 'retry':
        this.#retry(task, error, verdict);
        return;
      case 'dead-letter':
        this.#host.abandon(task.run, error);
        return;
      case 'fail':
        // The job may be restarted: then the call to blame is made again.
        this.#host.durable.attemptFailed(task, verdict.failedAttempts, verdict.dropped);
        this.#host.fail(error);
    }
  }

  /** Begins the invocation again when its calls have ended and the pause is over. */
  #retry(
    task: ActionTask,
    error: ActionExecutionError,
    verdict: Extract<AttemptVerdict, { readonly kind: 'retry' }>,
  ): void {
    const { callSettleTimeoutMs, clock, durable, metrics } = this.#host;
    const { run } = task;
    metrics.failedAttempts.inc();
    this.#host.logger.warn('An attempt of an action failed and is repeated.', {
      action: task.actionName,
      failedAttempts: verdict.failedAttempts,
      error: error.message,
    });
    durable.attemptFailed(task, verdict.failedAttempts, verdict.dropped);
    const next = task.nextAttempt();
    run.openTasks.delete(task);
    run.openTasks.add(next);
    if (task.hasTurn) {
      this.#turns.release(run);
    }
    afterCallsSettled([task], clock, callSettleTimeoutMs, () => {
      clock.setTimer(verdict.delayMs, () => this.#host.turns.post(() => this.#turns.request(run, next)));
    });
  }

  /** Begins the invocation again at its first line, with the outcomes it has got so far. It has its turn when it would have gone on. */
  #repeat(task: ActionTask): void {
    const { run } = task;
    const hasTurn = task.hasTurn;
    const next = task.repeat();
    run.openTasks.delete(task);
    run.openTasks.add(next);
    if (hasTurn) {
      run.holder = next;
      this.#start(next);
    } else {
      this.#turns.request(run, next);
    }
  }

  #roundIsOver(task: ActionTask): void {
    // Not if the action has got an outcome since: first it reacts to that.
    if (task.isOver || !this.#rounds.admits(task)) {
      return;
    }
    this.#calls.release(task);
    if (task.hasArrived) {
      this.#goOn(task);
    }
  }
}
