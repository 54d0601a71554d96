import type { Mutant } from './mutant.js';

/** Durable calls that are made too early, too often or of another attempt. */
export const callMutants: readonly Mutant[] = [
  {
    name: 'call-before-intent-is-durable',
    file: 'operator/call-driver.ts',
    find: 'if (inFlight === undefined || (call.call.readOnly === true && !hasIntent(call.call))) {',
    replace: 'if (inFlight === undefined || hasIntent(call.call)) {',
  },
  {
    name: 'reconcile-not-asked',
    file: 'operator/durable-execution.ts',
    find: "return { kind: 'reconcile' };",
    replace: "return { kind: 'call' };",
  },
  {
    name: 'call-in-doubt-made-again',
    file: 'operator/durable-execution.ts',
    find: "return { kind: 'in-doubt' };",
    replace: "return { kind: 'call' };",
  },
  {
    name: 'intent-not-journaled',
    file: 'operator/durable-execution.ts',
    find: "this.#append(task.run, { kind: 'call-pending', ...this.#invocationOf(task), ...identity });",
    replace: '',
  },
  {
    name: 'truncation-not-journaled',
    file: 'operator/durable-execution.ts',
    find: "this.#append(task.run, { kind: 'calls-truncated', ...this.#invocationOf(task), fromPosition: call.position });",
    replace: '',
  },
  {
    name: 'failed-attempt-not-journaled',
    file: 'operator/durable-execution.ts',
    find: "this.#append(task.run, { kind: 'attempt-failed', ...this.#invocationOf(task), failedAttempts, dropped });",
    replace: '',
  },
  {
    name: 'call-to-blame-not-made-again',
    file: 'operator/durable-execution.ts',
    find: "kind: 'attempt-failed', ...this.#invocationOf(task), failedAttempts, dropped });",
    replace: "kind: 'attempt-failed', ...this.#invocationOf(task), failedAttempts, dropped: [] });",
  },
  {
    name: 'late-outcome-of-an-ended-attempt-recorded',
    file: 'operator/call-driver.ts',
    find: "    if ('value' in outcome && task.isSuperseded) {\n      return;\n    }\n",
    replace: '',
  },
  {
    name: 'late-outcome-of-an-ended-run-recorded',
    file: 'operator/call-driver.ts',
    find: "    task.runningCalls.delete(running);\n    if ('value' in outcome && !task.run.isAbandoned && !task.run.hasEnded) {",
    replace: "    task.runningCalls.delete(running);\n    if ('value' in outcome) {",
  },
  {
    name: 'running-call-not-handed-to-the-next-attempt',
    file: 'task/action-task.ts',
    find: '    next.runningCalls = this.runningCalls;\n',
    replace: '',
  },
  {
    name: 'new-outcome-before-recorded-ones',
    file: 'operator/call-driver.ts',
    find: '    if (task.isReplaying) {\n      task.holdOutcome(call, outcome);',
    replace: '    if (task.isReplaying && outcome === undefined) {\n      task.holdOutcome(call, outcome);',
  },
];
