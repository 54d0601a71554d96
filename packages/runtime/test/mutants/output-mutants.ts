import type { Mutant } from './mutant.js';

/** What leaves the job too early, twice or not at all. */
export const outputMutants: readonly Mutant[] = [
  {
    name: 'output-before-flush',
    file: 'operator/event-router.ts',
    find: 'outlet.addOutput(output, run.keyState.journal.inFlight);',
    replace: 'outlet.addOutput(output, undefined);',
  },
  {
    name: 'held-output-before-flush',
    file: 'operator/action-execution-operator.ts',
    find: 'this.#parts.outlet.addOutput(output, keyState.journal.inFlight);',
    replace: 'this.#parts.outlet.addOutput(output, undefined);',
  },
  {
    name: 'dead-letter-before-abandoned-record',
    file: 'operator/action-execution-operator.ts',
    find: `outputId: run.id.toString() },
      run.keyState.journal.inFlight,`,
    replace: 'outputId: run.id.toString() }, undefined,',
  },
  {
    name: 'outputs-not-held-for-runs-that-may-be-given-up',
    file: 'operator/event-router.ts',
    find: 'if (this.#parts.holdsOutputs) {',
    replace: 'if (this.#parts.holdsOutputs && run.isRecorded) {',
  },
  {
    name: 'barrier-overtakes-output',
    file: 'output/outlet.ts',
    find: "this.#add({ kind: 'barrier', pass });",
    replace: 'pass().then(this.#options.onProgress, this.#options.onFailure);',
  },
  {
    name: 'watermark-overtakes-run',
    file: 'operator/action-execution-operator.ts',
    find: 'this.#queue.addWatermark(watermarkMs);',
    replace: 'this.#parts.outlet.addWatermark(watermarkMs);',
  },
  {
    name: 'sink-not-committed-after-restore',
    file: 'checkpoint/sink-transactions.ts',
    find: 'await sink.begin(restored ?? undefined);',
    replace: 'await sink.begin(undefined);',
  },
  {
    name: 'sink-handle-forgotten',
    file: 'checkpoint/checkpoint-coordinator.ts',
    find: '      ...handles,\n',
    replace: '      ...handles, sinkHandle: null,\n',
  },
  {
    name: 'sink-committed-before-checkpoint-is-complete',
    file: 'checkpoint/checkpoint-coordinator.ts',
    find: '    const manifest = encodeManifest({\n',
    replace: '    await commitSink(this.#parts.sink, handles.sinkHandle);\n    const manifest = encodeManifest({\n',
  },
];
