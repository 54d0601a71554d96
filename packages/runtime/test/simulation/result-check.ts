import { decodeKey, formatKey } from '@millrace/api';
import { valueToText } from '../../src/action-state/value-text.js';
import { decodeManifest } from '../../src/checkpoint/checkpoint-manifest.js';
import { keyBytes } from '../../src/identity/key-text.js';
import { decodeKeySnapshot } from '../../src/keyed-state/key-snapshot.js';
import type { MemorySnapshotEntry } from '../../src/memory/key-memory.js';
import type { Delivery, SimulatedStorage } from '../../src/testing/simulated-storage.js';
import type { JournaledRun, JournalReader } from './journal-reader.js';
import { Model, type ModelResult, outputText } from './model.js';
import { inputIn, keys, type Program } from './program.js';
import { jobId } from './program-agent.js';

/** Compares what a finished job left behind with what the sequential model comes to. */
export class ResultCheck {
  readonly problems: string[] = [];
  readonly #program: Program;
  readonly #storage: SimulatedStorage;
  readonly #nowMs: number;

  constructor(program: Program, storage: SimulatedStorage, nowMs: number) {
    this.#program = program;
    this.#storage = storage;
    this.#nowMs = nowMs;
  }

  async check(journal: JournalReader): Promise<void> {
    journal.update();
    const runs = [...journal.runs.values()].flatMap((ofKey) =>
      [...ofKey.values()].sort((one, other) => one.number - other.number),
    );
    const model = await new Model(this.#program).execute(runs);
    this.problems.push(...model.problems);
    this.#checkOutputs(model.outputs);
    this.#checkLetters(model.letters);
    this.#checkInputs(runs);
    this.#checkState(model.memories);
    if (this.#storage.journal.length > 0) {
      this.problems.push(`${this.#storage.journal.length} records are left in the journal of a finished job`);
    }
  }

  #checkOutputs(expected: ModelResult['outputs']): void {
    const found = new Map<string, string[]>();
    for (const delivery of this.#storage.sink('sink').committed) {
      if (delivery.kind === 'output') {
        const key = formatKey(delivery.output.key);
        found.set(key, [...(found.get(key) ?? []), textOfDelivery(delivery)]);
      }
    }
    for (const key of new Set([...found.keys(), ...expected.keys()])) {
      this.#compare(`outputs of key ${key}`, found.get(key) ?? [], expected.get(key) ?? []);
    }
  }

  #checkLetters(expected: readonly string[]): void {
    const found = this.#storage
      .sink('dead-letter sink')
      .committed.flatMap((delivery) =>
        delivery.kind === 'output'
          ? [`${delivery.output.outputId} ${valueToText(delivery.output.value)} ${delivery.output.timestamp}`]
          : [],
      );
    this.#compare('dead letters', found.sort(), [...expected].sort());
  }

  /** Every input that triggers something has exactly one run, and those of one source and key are in order. */
  #checkInputs(runs: readonly JournaledRun[]): void {
    const last = new Map<string, number>();
    const seen: string[] = [];
    for (const { key, header } of runs) {
      seen.push(`${header?.sourceId}@${header?.position}`);
      if (this.#isChanging(header)) {
        // One that comes to another key comes behind what is recorded of that one.
        continue;
      }
      const place = `${formatKey(key)} ${header?.sourceId}`;
      if ((last.get(place) ?? -1) >= (header?.position ?? -1)) {
        this.problems.push(`inputs of ${place} were not processed in order`);
      }
      last.set(place, header?.position ?? -1);
    }
    const due: string[] = [];
    for (const { id, inputs } of this.#program.sources) {
      for (const [position, input] of inputs.entries()) {
        const place = `${id}@${position}`;
        // One that the source stops to deliver was processed before, or is not.
        const isDue = input.loud && (inputIn(Number.POSITIVE_INFINITY, input) !== undefined || seen.includes(place));
        due.push(...(isDue ? [place] : []));
      }
    }
    this.#compare('processed inputs', seen.sort(), due.sort());
  }

  #isChanging(header: JournaledRun['header']): boolean {
    const source = this.#program.sources.find(({ id }) => id === header?.sourceId);
    return source?.inputs[header?.position ?? -1]?.change !== undefined;
  }

  #checkState(memories: ModelResult['memories']): void {
    const stored = this.#storage.checkpoint;
    const manifest = stored === undefined ? undefined : decodeManifest(stored.manifest);
    if (manifest?.finished !== true || manifest.busyKeys.length > 0 || manifest.jobId !== jobId) {
      this.problems.push(`the last checkpoint is not that of a finished job: ${JSON.stringify(manifest)}`);
    }
    const states = new Map(
      [...(stored?.keys ?? [])].map(([text, bytes]) => {
        const key = keyBytes(text);
        return [formatKey(decodeKey(key)), decodeKeySnapshot(key, bytes)];
      }),
    );
    for (const [index, key] of keys.entries()) {
      const text = formatKey(key);
      const state = states.get(text);
      const expectedRuns = this.#runsAtLeast(index);
      // A run that left no record may get another number when it is repeated, so numbers may be left out.
      if ((state?.nextRunNumber ?? 0) < expectedRuns) {
        this.problems.push(`key ${text} had ${state?.nextRunNumber ?? 0} runs instead of ${expectedRuns}`);
      }
      this.#compare(`memory of key ${text}`, this.#memory(state?.memory), this.#memory(memories.get(text)?.snapshot()));
    }
  }

  #runsAtLeast(key: number): number {
    return this.#program.sources
      .flatMap((source) => source.inputs)
      .filter((input) => input.key === key && inputIn(Number.POSITIVE_INFINITY, input)?.key === key).length;
  }

  /** Without what has expired, which may or may not have been removed. */
  #memory(entries: readonly MemorySnapshotEntry[] = []): readonly string[] {
    const ttlMs = Number(this.#program.config['short-term-memory.state-ttl.ms'] ?? 0);
    return entries
      .filter(({ refreshedAt }) => refreshedAt === undefined || refreshedAt + ttlMs > this.#nowMs)
      .map(({ path, value, refreshedAt }) => `${path}=${value ?? '{}'}@${refreshedAt}`)
      .sort();
  }

  #compare(what: string, found: readonly string[], expected: readonly string[]): void {
    if (found.join('\n') !== expected.join('\n')) {
      this.problems.push(
        `${what}:\n    found    ${found.join('\n             ')}\n    expected ${expected.join('\n             ')}`,
      );
    }
  }
}

function textOfDelivery({ output }: Extract<Delivery, { readonly kind: 'output' }>): string {
  return outputText(output.outputId, output.value, output.timestamp);
}
