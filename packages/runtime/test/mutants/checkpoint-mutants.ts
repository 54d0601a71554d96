import type { Mutant } from './mutant.js';

/** Checkpoints that are not what they have to be. */
export const checkpointMutants: readonly Mutant[] = [
  {
    name: 'marker-late',
    file: 'job/local-subtask.ts',
    find: 'durable: durable.then(() => marker),',
    replace: 'durable: durable.then(() => journal?.cut().marker ?? null),',
  },
  {
    name: 'marker-of-the-cut-before',
    file: 'operator/journal.ts',
    find: 'return { marker: this.#store.recoveryMarker(), durable: this.#last };',
    replace: `const marker = this.lastMarker ?? this.#store.recoveryMarker();
    this.lastMarker = this.#store.recoveryMarker();
    return { marker, durable: this.#last };`,
  },
  {
    name: 'source-position-late',
    file: 'checkpoint/checkpoint-coordinator.ts',
    find: '      ...cut.description,\n',
    replace: '      ...this.#parts.describe(),\n',
  },
  {
    name: 'journal-pruned-before-manifest-is-written',
    file: 'checkpoint/checkpoint-coordinator.ts',
    find: '    const manifest = encodeManifest({\n',
    replace: `    await Promise.all(subtasks.map((subtask, index) => subtask.prune(markers[index] ?? null)));
    const manifest = encodeManifest({
`,
  },
  {
    name: 'journal-pruned-on-abort',
    file: 'checkpoint/checkpoint-coordinator.ts',
    find: '        subtask.fail();\n      }\n',
    replace: `        subtask.fail();
      }
      const markers = await cut.markers;
      await Promise.all(subtasks.map((subtask, index) => subtask.prune(markers[index] ?? null)));
`,
  },
  {
    name: 'manifest-written-before-journal-is-durable',
    file: 'job/local-subtask.ts',
    find: 'durable: durable.then(() => marker),',
    replace: 'durable: Promise.resolve(marker),',
  },
  {
    name: 'pending-call-not-in-checkpoint',
    file: 'action-state/call-history.ts',
    find: 'calls: this.callsFrom(0),',
    replace: 'calls: this.callsFrom(0).filter(({ outcome }) => outcome !== undefined),',
  },
  {
    name: 'calls-of-unfinished-invocations-not-in-checkpoint',
    file: 'keyed-state/key-snapshot.ts',
    find: 'calls: task.history.snapshot(task.hasStarted ? task.startedAt : undefined),',
    replace:
      'calls: { startedAt: task.history.startedAt, failedAttempts: task.history.failedAttempts, calls: [], settled: [] },',
  },
  {
    name: 'failed-attempts-not-in-checkpoint',
    file: 'action-state/call-history.ts',
    find: 'failedAttempts: this.failedAttempts,',
    replace: 'failedAttempts: 0,',
  },
  {
    name: 'pending-inputs-not-in-checkpoint',
    file: 'keyed-state/key-snapshot.ts',
    find: 'pending: state.pending.toArray().map(snapshotInput),',
    replace: 'pending: [],',
  },
  {
    name: 'sensory-memory-not-in-checkpoint',
    file: 'keyed-state/key-snapshot.ts',
    find: 'sensory: recordOperations(run.sensory.operations),',
    replace: 'sensory: [],',
  },
  {
    name: 'held-outputs-not-in-checkpoint',
    file: 'keyed-state/key-snapshot.ts',
    find: 'heldOutputs: run.heldOutputs.map(',
    replace: 'heldOutputs: run.heldOutputs.slice(0, 0).map(',
  },
  {
    name: 'recorded-runs-not-in-checkpoint',
    file: 'keyed-state/key-snapshot.ts',
    find: 'recorded: state.recorded.flatMap((run: RecordedRun) => run.records),',
    replace: 'recorded: state.recorded.slice(0, 0).flatMap((run: RecordedRun) => run.records),',
  },
  {
    name: 'recorded-runs-of-keys-nobody-has-seen-not-in-checkpoint',
    file: 'operator/operator-factory.ts',
    find: 'for (const key of recovery?.untakenKeys() ?? []) {',
    replace: 'for (const key of [] as import("@millrace/api").Key[]) {',
  },
];
