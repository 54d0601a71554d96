import type { Clock } from '../clock.js';
import type { CallLimiter } from '../context/call-limiter.js';
import type { CallOutcome, PendingCall } from '../context/durable-calls.js';
import type { OutcomeTaker, RunningCallable } from '../context/running-callable.js';
import { UnknownOutcomeError } from '../errors.js';
import type { ActionTask } from '../task/action-task.js';
import { type DurableExecution, hasIntent, isSameCall } from './durable-execution.js';

/** What a driver needs of the operator. */
export interface CallHost {
  readonly durable: DurableExecution;
  readonly callLimiter: CallLimiter;
  readonly clock: Clock;
  /** Runs something on a turn of its own, also after the operator has failed. */
  post(takeTurn: () => void): void;
  /** Whether the operator takes no more turns. */
  hasFailed(): boolean;
  /** {@link CallDriver.release} is called when the action has reacted to what it has got. */
  awaitRound(task: ActionTask): void;
  /** The action goes on to wait for a call that lets others proceed. */
  giveTurnAway(task: ActionTask): void;
  /** The action gets the outcome, at once or when it has its turn again. */
  outcomeArrived(task: ActionTask, call: PendingCall, outcome: CallOutcome): void;
}

/**
 * Takes a durable call from its beginning to its outcome: replays it, reconciles it, or makes it as soon as everything the key has journaled before it is durable; and records how it ended. Every method
 * runs on a turn.
 */
export class CallDriver {
  readonly #host: CallHost;

  constructor(host: CallHost) {
    this.#host = host;
  }

  /** Begins the calls that the action has made, in their order. */
  begin(task: ActionTask): void {
    if (task.isOver) {
      return;
    }
    for (let call = task.madeCalls.shift(); call !== undefined; call = task.madeCalls.shift()) {
      if (call.mode === 'yield') {
        this.#host.giveTurnAway(task);
      }
      this.#begin(task, call);
    }
    this.#replayOutcomes(task);
  }

  #begin(task: ActionTask, call: PendingCall): void {
    const decision = this.#host.durable.beginCall(task, call);
    switch (decision.kind) {
      case 'replay':
        task.awaitReplay(call);
        return;
      case 'answer':
        task.skipReplay(call.position);
        this.#host.outcomeArrived(task, call, decision.outcome);
        return;
      case 'in-doubt':
        if (!claimRunning(task, call, this.#takerFor(task, call))) {
          this.#host.outcomeArrived(task, call, { error: new UnknownOutcomeError(call.call.id) });
        }
        return;
      default: {
        const { inFlight } = task.run.keyState.journal;
        if (inFlight === undefined || (call.call.readOnly === true && !hasIntent(call.call))) {
          this.#make(task, call, decision.kind);
        } else {
          // A failed append fails the job; nothing is called then.
          inFlight.then(
            () => this.#host.post(() => this.#make(task, call, decision.kind)),
            () => undefined,
          );
        }
      }
    }
  }

  #make(task: ActionTask, call: PendingCall, how: 'call' | 'reconcile'): void {
    if (task.isOver || this.#host.hasFailed()) {
      return;
    }
    const taker = this.#takerFor(task, call);
    if (claimRunning(task, call, taker)) {
      return;
    }
    const { callLimiter, clock } = this.#host;
    const resource = call.call.resource ?? '';
    callLimiter.acquire(resource, () => {
      const running = task.runningCalls.start(call, taker);
      call.run(how, clock, (outcome) => {
        callLimiter.release(resource);
        task.runningCalls.end(running, outcome);
      });
    });
  }

  #takerFor(task: ActionTask, call: PendingCall): OutcomeTaker {
    const taker: OutcomeTaker = (outcome, running) => {
      this.#host.post(() => {
        if (running.isTakenBy(taker)) {
          this.#settled(task, call, outcome, running);
        }
      });
    };
    return taker;
  }

  /** A new outcome comes behind all recorded ones: the action had got them when this one did not exist yet. */
  #hand(task: ActionTask, call: PendingCall, outcome: CallOutcome): void {
    if (task.isReplaying) {
      task.heldOutcomes.push({ call, outcome });
      this.#host.awaitRound(task);
    } else {
      this.#host.outcomeArrived(task, call, outcome);
    }
  }

  /**
   * A round is over: hands out what was held back for recorded outcomes, when none of those is left, or when the action makes no more of the recorded calls by itself, as it may when its code waits for
   * other things or has changed.
   */
  release(task: ActionTask): void {
    this.begin(task);
    if (task.isReplaying && task.hasArrived) {
      return;
    }
    for (const { call, outcome } of task.heldOutcomes.splice(0)) {
      this.#host.outcomeArrived(task, call, outcome);
    }
  }

  /** Hands out recorded outcomes in the recorded order, as far as their calls have been made again. */
  #replayOutcomes(task: ActionTask): void {
    for (let call = task.nextReplay(); call !== undefined; call = task.nextReplay()) {
      this.#host.outcomeArrived(task, call, this.#host.durable.recordedOutcome(task, call.position));
    }
  }

  #settled(task: ActionTask, call: PendingCall, outcome: CallOutcome, running: RunningCallable): void {
    if (this.#host.hasFailed() || task.isOver) {
      this.#settledLate(task, call, outcome, running);
      return;
    }
    task.runningCalls.remove(running);
    // Recorded outcomes of calls that were made before this one ended come first, as they did when they were recorded.
    this.begin(task);
    this.#hand(task, call, this.#record(task, call, outcome));
  }

  /**
   * A call has ended whose attempt was over before. That it succeeded is recorded for the next attempt, unless that has begun: then it has to claim it, or the outcome could become that of another call.
   * That it failed may come from having been aborted.
   */
  #settledLate(task: ActionTask, call: PendingCall, outcome: CallOutcome, running: RunningCallable): void {
    if ('value' in outcome && task.isSuperseded) {
      return;
    }
    task.runningCalls.remove(running);
    if ('value' in outcome && !task.run.isAbandoned && !task.run.hasEnded) {
      this.#record(task, call, outcome);
    }
  }

  /** @returns what the action gets. */
  #record(task: ActionTask, call: PendingCall, outcome: CallOutcome): CallOutcome {
    const answer = this.#host.durable.settleCall(task, call, outcome);
    if ('value' in answer) {
      task.run.succeededCalls.push(call.call.id);
    }
    return answer;
  }
}

/** Takes over the same call of an attempt before, if it still runs. */
function claimRunning(task: ActionTask, call: PendingCall, taker: OutcomeTaker): boolean {
  return task.runningCalls.claim(call.position, (other) => isSameCall(call, other), taker);
}
