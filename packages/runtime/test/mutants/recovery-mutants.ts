import type { Mutant } from './mutant.js';

/** Recoveries that come to something else. */
export const recoveryMutants: readonly Mutant[] = [
  {
    name: 'completion-not-journaled',
    file: 'operator/invocations.ts',
    find: 'this.#host.durable.complete(task, commit);',
    replace: '',
  },
  {
    name: 'completions-replayed-in-queue-order',
    file: 'operator/run-recovery.ts',
    find: 'for (const completion of recorded.completions) {',
    replace: `const queued = [...run.openTasks].map((task) => task.id.toString());
  const place = ({ invocation }: { readonly invocation: string }): number => (queued.indexOf(invocation) + 1 || 1_000);
  for (const completion of [...recorded.completions].sort((one, other) => place(one) - place(other))) {`,
  },
  {
    name: 'outcomes-replayed-in-call-order',
    file: 'action-state/call-history.ts',
    find: '    return this.#settled;\n',
    replace: '    return [...this.#settled].sort((one, other) => one - other);\n',
  },
  {
    name: 'recorded-run-begins-now',
    file: 'operator/action-execution-operator.ts',
    find: 'recorded?.header?.startedAtMs ??',
    replace: '',
  },
  {
    name: 'run-number-reused',
    file: 'checkpoint/restored-keys.ts',
    find: '      state.nextRunNumber = snapshot.nextRunNumber;\n',
    replace: '',
  },
  {
    name: 'memory-of-keys-not-restored',
    file: 'checkpoint/restored-keys.ts',
    find: '      state.memory.restore(snapshot.memory);\n',
    replace: '',
  },
  {
    name: 'restored-invocation-sees-later-commits',
    file: 'action-state/call-history.ts',
    find: '    history.startedAt = snapshot.startedAt;\n',
    replace: '',
  },
  {
    name: 'read-paths-not-replayed',
    file: 'operator/run-recovery.ts',
    find: '    run.addReadPaths(completion.readPaths);\n',
    replace: '',
  },
  {
    name: 'invalidation-not-journaled',
    file: 'operator/durable-execution.ts',
    find: "this.#journal?.append(encodeKey(keyState.key), keyState.journal, { kind: 'runs-invalidated', run: fromRun });",
    replace: '',
  },
  {
    name: 'other-input-taken-for-the-recorded-one',
    file: 'operator/action-execution-operator.ts',
    find: 'expected !== undefined && recorded.header?.inputDigest === inputDigest(expected)',
    replace: 'expected !== undefined',
  },
  {
    name: 'record-of-another-key-taken-for-the-expected-one',
    file: 'operator/recovery.ts',
    find: ' || next.keyText !== deliveredKey',
    replace: '',
  },
  {
    name: 'abandoned-run-not-journaled',
    file: 'operator/durable-execution.ts',
    find: "    this.#append(run, { kind: 'abandoned', ...this.#runOf(run), letter: valueToText(letter) });\n",
    replace: '',
  },
];
