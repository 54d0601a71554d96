import { type Event, formatKey, MillraceError } from '@millrace/api';
import { CallHistory } from '../action-state/call-history.js';
import { restoreOperations } from '../action-state/recorded-operation.js';
import type { RecordedRun } from '../action-state/recorded-run.js';
import { CausalId } from '../identity/causal-id.js';
import { type RunSnapshot, restoreOutput, type TaskSnapshot } from '../keyed-state/key-snapshot.js';
import { ActionTask, type TaskHost } from '../task/action-task.js';
import type { Run } from '../task/run.js';
import type { DurableExecution } from './durable-execution.js';
import type { EventRouter } from './event-router.js';

/** What a recovery does to a run by way of the operator. */
export interface RecoveringOperator {
  readonly durable: DurableExecution;
  readonly router: EventRouter;
  readonly tasks: TaskHost;
  addTask(task: ActionTask): void;
  route(event: Event, run: Run, cause: CausalId, emissionIndex: number): void;
}

/** Brings a run back to where a checkpoint found it. */
export function restoreRun(run: Run, snapshot: RunSnapshot, operator: RecoveringOperator): void {
  run.shortTerm.recommit(restoreOperations(snapshot.shortTerm));
  run.sensory.recommit(restoreOperations(snapshot.sensory));
  run.addReadPaths(snapshot.readPaths);
  for (const output of snapshot.heldOutputs) {
    run.holdOutput(restoreOutput(output, run.key));
  }
  addSucceededCalls(run, snapshot.succeededCalls);
  for (const task of snapshot.tasks) {
    operator.addTask(restoreTask(run, task, operator));
  }
}

/** Applies what the journal knows of a run, in the recorded order, before any of its invocations proceeds. */
export function replayRun(run: Run, recorded: RecordedRun, operator: RecoveringOperator): void {
  addSucceededCalls(run, recorded.succeededCalls);
  for (const completion of recorded.completions) {
    const task = findTask(run, completion.invocation);
    run.addReadPaths(completion.readPaths);
    run.shortTerm.recommit(restoreOperations(completion.shortTerm));
    run.sensory.recommit(restoreOperations(completion.sensory));
    task.moveTo('completed');
    run.openTasks.delete(task);
    operator.durable.restoreEvents(task, completion).forEach((event, index) => {
      operator.route(event, run, task.id, index);
    });
  }
  for (const invocation of recorded.openInvocations) {
    const task = findTask(run, invocation);
    recorded.replayCalls(invocation, task.history);
    task.resume(task.history);
  }
}

function restoreTask(run: Run, snapshot: TaskSnapshot, { durable, router, tasks }: RecoveringOperator): ActionTask {
  const action = router.action(snapshot.actionName);
  if (action === undefined) {
    throw planMismatch(run, `needs the action ${JSON.stringify(snapshot.actionName)}, which the plan does not have`);
  }
  const event = durable.restoreEvent(snapshot.event, run);
  const task = new ActionTask(run, action, event, CausalId.fromHex(snapshot.invocation), tasks);
  task.resume(CallHistory.restore(snapshot.calls));
  return task;
}

function findTask(run: Run, invocation: string): ActionTask {
  for (const task of run.openTasks) {
    if (task.id.toString() === invocation) {
      return task;
    }
  }
  throw planMismatch(run, 'has an invocation in the journal that the actions of this plan do not lead to');
}

function addSucceededCalls(run: Run, callIds: readonly string[]): void {
  for (const callId of callIds) {
    run.addSucceededCall(callId);
  }
}

function planMismatch(run: Run, problem: string): MillraceError {
  return new MillraceError('PLAN_MISMATCH', `Run ${run.number} of key ${formatKey(run.key)} ${problem}.`, {
    hint: 'Resume with the plan the job was stopped with, or start anew.',
  });
}
