import type { Clock } from '../clock.js';
import type { CallLimiter } from '../context/call-limiter.js';
import type { CallOutcome, PendingCall } from '../context/durable-calls.js';
import { RunningCallable } from '../context/running-callable.js';
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
    const settled = (outcome: CallOutcome): void => {
      this.#host.post(() => this.#settled(task, call, outcome));
    };
    const inherited = task.inheritedCall(call, (other) => isSameCall(call, other));
    if (inherited !== undefined) {
      inherited.claim(settled);
      return;
    }
    const { callLimiter, clock } = this.#host;
    const resource = call.call.resource ?? '';
    callLimiter.acquire(resource, () => {
      const running = new RunningCallable(call);
      task.runningCalls.add(running);
      call.run(how, clock, (outcome) => {
        callLimiter.release(resource);
        if (!running.settle(outcome)) {
          settled(outcome);
        }
        task.runningCalls.delete(running);
        task.onCallsSettled?.();
      });
    });
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

  /** A call has ended. Its outcome is recorded also when nobody waits for it any more, unless it failed because it was aborted. */
  #settled(task: ActionTask, call: PendingCall, outcome: CallOutcome): void {
    const isAbandoned = this.#host.hasFailed() || task.isOver;
    if (isAbandoned && 'error' in outcome) {
      return;
    }
    if (!isAbandoned) {
      // Recorded outcomes of calls that were made before this one ended come first, as they did when they were recorded.
      this.begin(task);
    }
    const answer = this.#host.durable.settleCall(task, call, outcome);
    if ('value' in answer) {
      task.run.succeededCalls.push(call.call.id);
    }
    if (!isAbandoned) {
      this.#hand(task, call, answer);
    }
  }
}
