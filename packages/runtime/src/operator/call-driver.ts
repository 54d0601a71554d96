import type { Clock } from '../clock.js';
import type { CallLimiter } from '../context/call-limiter.js';
import type { CallListener, CallOutcome, PendingCall } from '../context/durable-calls.js';
import { RunningCallable } from '../context/running-callable.js';
import { UnknownOutcomeError } from '../errors.js';
import type { Turn } from '../mailbox/mailbox.js';
import type { ActionTask } from '../task/action-task.js';
import { type DurableExecution, hasIntent } from './durable-execution.js';

/** How long the outcome of a recorded call that an action has not made again holds up those that were recorded behind it. */
const replayPatienceMs = 10_000;

/** What a driver needs of the operator. */
export interface CallHost {
  readonly durable: DurableExecution;
  readonly callLimiter: CallLimiter;
  readonly clock: Clock;
  /** Takes a turn, also after the operator has failed. */
  postAlways(turn: Turn): void;
  /** Whether the operator takes no more turns. */
  hasFailed(): boolean;
  /** {@link CallDriver.release} is called when the action has reacted to what it has got. */
  awaitRound(task: ActionTask): void;
  /** The action goes on to wait for a call that lets others proceed. */
  giveTurnAway(task: ActionTask): void;
  /** The invocation begins again at its first line. */
  repeat(task: ActionTask): void;
  /** The invocation fails because of the calls it makes. */
  failed(task: ActionTask, error: unknown): void;
  /** The action gets the outcome, at once or when it has its turn again. */
  outcomeArrived(task: ActionTask, call: PendingCall, outcome: CallOutcome): void;
}

/**
 * Takes a durable call from its beginning to its outcome: replays it, reconciles it, or makes it as soon as everything the key has journaled before it is durable; and records how it ended. Every method
 * runs on a turn.
 */
export class CallDriver {
  readonly #host: CallHost;
  /** The flush that a call has begun to wait for last, and all calls that wait for it. */
  #flush: Promise<void> | undefined;
  #afterFlush: CallInProgress[] = [];

  constructor(host: CallHost) {
    this.#host = host;
  }

  /** Begins the calls that the action has made, in their order. */
  begin(task: ActionTask): void {
    if (task.isOver) {
      return;
    }
    for (let call = task.nextMadeCall(); call !== undefined; call = task.nextMadeCall()) {
      if (call.mode === 'yield' && !this.#isRepeated(task, call)) {
        this.#host.giveTurnAway(task);
      }
      try {
        this.#begin(task, call);
      } catch (error) {
        this.#host.failed(task, error);
      }
      if (task.isOver) {
        return;
      }
    }
    this.#replayOutcomes(task);
  }

  /** Whether the action gets the outcome at once, because the invocation is repeated: then it keeps its turn, as the attempt before had it. */
  #isRepeated(task: ActionTask, call: PendingCall): boolean {
    return this.#host.durable.alwaysReplay && task.recordedCall(call.position)?.outcome !== undefined;
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
        if (!this.#claimRunning(new CallInProgress(this, task, call, 'call'))) {
          this.#hand(task, call, { error: new UnknownOutcomeError(call.call.id) });
        }
        return;
      default: {
        this.#host.durable.expectSameRunning(task, call);
        task.startingCalls++;
        const progress = new CallInProgress(this, task, call, decision.kind);
        const { inFlight } = task.run.keyState.journal;
        if (inFlight === undefined || (call.call.readOnly === true && !hasIntent(call.call))) {
          this.make(progress);
        } else {
          this.#makeAfter(inFlight, progress);
        }
      }
    }
  }

  /** Makes a call when a flush is done, for which many others may wait, too. */
  #makeAfter(flush: Promise<void>, progress: CallInProgress): void {
    if (flush === this.#flush) {
      this.#afterFlush.push(progress);
      return;
    }
    const waiting = [progress];
    this.#flush = flush;
    this.#afterFlush = waiting;
    flush.then(() => {
      if (this.#flush === flush) {
        this.#flush = undefined;
      }
      for (const call of waiting) {
        this.#host.postAlways(call);
      }
      // A failed append fails the job; nothing is called then.
    }, ignore);
  }

  /** Starts the callable, or takes over that of an attempt before. */
  make(progress: CallInProgress): void {
    const { task, call } = progress;
    if (task.isOver || this.#host.hasFailed()) {
      return;
    }
    if (this.#claimRunning(progress)) {
      this.#started(task);
    } else {
      this.#host.callLimiter.acquire(resourceOf(call), () => this.#run(progress));
    }
  }

  #run(progress: CallInProgress): void {
    const { task, call, how } = progress;
    if (task.isOver) {
      this.#host.callLimiter.release(resourceOf(call));
      return;
    }
    task.runningCalls.add(progress);
    this.#started(task);
    call.run(how, this.#host.clock, progress);
  }

  /** A callable that was started here has ended. */
  ended(progress: CallInProgress, outcome: CallOutcome): void {
    this.#host.callLimiter.release(resourceOf(progress.call));
    progress.task.runningCalls.end(progress, outcome);
  }

  /** An outcome has come for a call, whoever has started the callable. */
  take(progress: CallInProgress): void {
    this.#host.postAlways(progress);
  }

  /** Takes over the same call of an attempt before, if it still runs. */
  #claimRunning(progress: CallInProgress): boolean {
    const { task, call } = progress;
    const running = task.runningCalls.claim(call, progress);
    if (running !== undefined && !running.hasEnded) {
      call.waitForOther(this.#host.clock, (outcome) => task.runningCalls.end(running, outcome));
    }
    return running !== undefined;
  }

  /** A call that had begun runs. A repetition waits for that: a call that is neither made nor recorded would be in doubt. */
  #started(task: ActionTask): void {
    task.startingCalls--;
    if (task.isRepetitionDue) {
      this.#host.postAlways({ takeTurn: () => this.#repeat(task) });
    }
  }

  #repeat(task: ActionTask): void {
    if (task.isOver || !task.hasBegun || this.#host.hasFailed()) {
      return;
    }
    if (task.startingCalls > 0) {
      task.isRepetitionDue = true;
    } else {
      this.#host.repeat(task);
    }
  }

  /** A new outcome comes behind all recorded ones: the action had got them when this one did not exist yet. */
  #hand(task: ActionTask, call: PendingCall, outcome: CallOutcome): void {
    if (task.isReplaying) {
      task.holdOutcome(call, outcome);
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
    const stuck = this.#host.durable.alwaysReplay && !task.isOver ? task.anyReplay() : undefined;
    if (stuck !== undefined) {
      // The call whose outcome was recorded before this one's is not made: the action ends without it, which is an error then, or makes it later.
      this.#host.outcomeArrived(task, stuck, this.#host.durable.recordedOutcome(task, stuck.position));
    }
    for (const { call, outcome } of task.takeHeldOutcomes()) {
      this.#host.outcomeArrived(task, call, outcome);
    }
  }

  /** Hands out recorded outcomes in the recorded order, as far as their calls have been made again. */
  #replayOutcomes(task: ActionTask): void {
    for (let call = task.nextReplay(); call !== undefined; call = task.nextReplay()) {
      this.#host.outcomeArrived(task, call, this.#host.durable.recordedOutcome(task, call.position));
    }
    if (this.#host.durable.alwaysReplay && task.isReplaying) {
      this.#host.awaitRound(task);
    } else {
      this.#watchReplay(task);
    }
  }

  /** An action may take its time to make a recorded call again; one that never does, because it is not deterministic, must not wait for ever for what was recorded behind it. */
  #watchReplay(task: ActionTask): void {
    task.replayTimer?.cancel();
    task.replayTimer = task.awaitsUnmade
      ? this.#host.clock.setTimer(replayPatienceMs, () =>
          this.#host.postAlways({ takeTurn: () => this.#goOnWithoutUnmade(task) }),
        )
      : undefined;
  }

  #goOnWithoutUnmade(task: ActionTask): void {
    if (!task.isOver && !this.#host.hasFailed()) {
      task.postponeUnmade();
      this.#replayOutcomes(task);
    }
  }

  /** A call has its outcome, from the callable it has started or claimed. */
  settled({ task: attempt, call }: CallInProgress, running: RunningCallable, outcome: CallOutcome): void {
    const task = attempt.repetition;
    if (this.#host.hasFailed()) {
      this.#settledAfterFailure(task, call, outcome, running);
      return;
    }
    if (task.isOver) {
      this.#settledLate(task, call, outcome, running);
      return;
    }
    task.runningCalls.delete(running);
    if (this.#host.durable.alwaysReplay) {
      const answer = this.#record(task, call, outcome);
      if (task.recordedCall(call.position)?.outcome === undefined) {
        task.noteDoubt(call.position, answer);
      }
      this.#repeat(task);
      return;
    }
    // Recorded outcomes of calls that were made before this one ended come first, as they did when they were recorded.
    this.begin(task);
    this.#hand(task, call, this.#record(task, call, outcome));
  }

  /**
   * A call has ended after the attempt at the job. That it succeeded is recorded as long as the journal takes it; besides, the next attempt of the job in this process may claim it.
   * That it failed may come from having been aborted.
   */
  #settledAfterFailure(task: ActionTask, call: PendingCall, outcome: CallOutcome, running: RunningCallable): void {
    if ('error' in outcome) {
      task.runningCalls.delete(running);
    } else if (!task.isSuperseded && !task.run.isAbandoned && !task.run.hasEnded) {
      this.#record(task, call, outcome);
    }
  }

  /**
   * A call has ended whose attempt was over before. That it succeeded is recorded for the next attempt, unless that has begun: then it has to claim it, or the outcome could become that of another call.
   * That it failed may come from having been aborted.
   */
  #settledLate(task: ActionTask, call: PendingCall, outcome: CallOutcome, running: RunningCallable): void {
    if ('value' in outcome && task.isSuperseded) {
      return;
    }
    task.runningCalls.delete(running);
    if ('value' in outcome && !task.run.isAbandoned && !task.run.hasEnded) {
      this.#record(task, call, outcome);
    }
  }

  /** @returns what the action gets. */
  #record(task: ActionTask, call: PendingCall, outcome: CallOutcome): CallOutcome {
    const answer = this.#host.durable.settleCall(task, call, outcome);
    if ('value' in answer) {
      task.run.addSucceededCall(call.call.id);
    }
    return answer;
  }
}

/** A call that waits until it may start, or for its outcome: a turn of the mailbox for either. */
class CallInProgress extends RunningCallable implements Turn, CallListener {
  readonly task: ActionTask;
  readonly how: 'call' | 'reconcile';
  readonly #driver: CallDriver;
  /** The callable whose outcome it has taken: its own, or one that it has claimed. */
  #taken: RunningCallable | undefined;

  constructor(driver: CallDriver, task: ActionTask, call: PendingCall, how: 'call' | 'reconcile') {
    super(call);
    this.#driver = driver;
    this.task = task;
    this.how = how;
  }

  ended(outcome: CallOutcome): void {
    this.#driver.ended(this, outcome);
  }

  override take(running: RunningCallable): void {
    this.#taken = running;
    this.#driver.take(this);
  }

  takeTurn(): void {
    const { outcome } = this.#taken ?? {};
    if (this.#taken === undefined || outcome === undefined) {
      this.#driver.make(this);
    } else if (this.#taken.isTakenBy(this)) {
      this.#driver.settled(this, this.#taken, outcome);
    }
  }
}

function resourceOf({ call }: PendingCall): string {
  return call.resource ?? '';
}

function ignore(): void {}
