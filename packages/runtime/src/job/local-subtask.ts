import type { RecoveryMarker } from '../action-state/action-state-store.js';
import type { JournaledInput } from '../checkpoint/checkpoint-manifest.js';
import type { CutContent, CutPoint, SubtaskCut } from '../checkpoint/checkpointed-subtask.js';
import type { StateCut } from '../checkpoint/state-cut.js';
import type { StateSweep, SweptKey } from '../checkpoint/state-sweep.js';
import type { Mailbox } from '../mailbox/mailbox.js';
import type { MetricSnapshot } from '../metrics/metric-registry.js';
import type { InputRecord } from '../operator/action-execution-operator.js';
import type { AssembledOperator } from '../operator/operator-factory.js';
import type { Output } from '../output/sink.js';
import type { Subtask } from './subtask.js';

/** How many stored keys a checkpoint looks at for what has expired, at least: as many as have changed. */
const leastSweptKeys = 1000;

const notJournaled: { readonly marker: RecoveryMarker; readonly durable: Promise<void> } = {
  marker: null,
  durable: Promise.resolve(),
};

/** A subtask on this thread. */
export class LocalSubtask implements Subtask {
  readonly #assembled: AssembledOperator;
  readonly #mailbox: Mailbox;
  readonly #sweep: StateSweep | undefined;

  /** @param sweep goes round the stored keys of the subtask; absent: nothing is stored. */
  constructor(assembled: AssembledOperator, mailbox: Mailbox, sweep: StateSweep | undefined) {
    this.#assembled = assembled;
    this.#mailbox = mailbox;
    this.#sweep = sweep;
  }

  get hasRoom(): boolean {
    return this.#assembled.operator.hasRoom;
  }

  get isIdle(): boolean {
    return this.#assembled.operator.isIdle;
  }

  get unfinishedInputs(): number {
    const { runs, pendingInputs } = this.#assembled.operator;
    return runs.size + pendingInputs;
  }

  get finishedInputs(): number {
    return this.#assembled.operator.finishedInputs;
  }

  get outputCount(): number {
    return this.#assembled.outlet.outputCount;
  }

  get hasNothingWaiting(): boolean {
    return this.#assembled.outlet.length === 0;
  }

  processElement(record: InputRecord): void {
    this.#assembled.operator.processElement(record);
  }

  sourceAdvanced(sourceId: string, position: number | undefined): void {
    this.#assembled.operator.sourceAdvanced(sourceId, position);
  }

  processWatermark(watermarkMs: number): void {
    this.#assembled.operator.processWatermark(watermarkMs);
  }

  addDeadLetter(output: Output): void {
    this.#assembled.outlet.addDeadLetter(output);
  }

  journaledInputs(sourceId: string): readonly JournaledInput[] {
    return this.#assembled.journaledInputs(sourceId);
  }

  resume(): void {
    this.#assembled.resume();
  }

  hold(): void {
    this.#mailbox.hold();
  }

  release(): void {
    this.#mailbox.release();
  }

  abandon(reason: unknown): void {
    this.#assembled.operator.close(reason);
  }

  async whenQuiet(): Promise<void> {
    const { callLimiter, outlet } = this.#assembled;
    await Promise.all([callLimiter.whenIdle(), outlet.close()]);
  }

  /** They are among those of the job. */
  async metrics(): Promise<MetricSnapshot> {
    return {};
  }

  async close(): Promise<void> {
    await this.#assembled.close();
  }

  // What checkpoints ask for.

  cut({ timeMs, sweeps }: CutPoint): SubtaskCut {
    const { keyedState, journal } = this.#assembled;
    const state = keyedState.cut();
    const { marker, durable } = journal?.cut() ?? notJournaled;
    return {
      durable: durable.then(() => marker),
      content: () => this.#contentOf(state, sweeps ? timeMs : undefined),
      complete: () => state.complete(),
      fail: () => state.fail(),
    };
  }

  addBarrier(pass: () => Promise<void>): void {
    this.#assembled.outlet.addBarrier(pass);
  }

  async prune(marker: RecoveryMarker): Promise<void> {
    await this.#assembled.journal?.prune(marker);
  }

  async flushEventLog(): Promise<void> {
    await this.#assembled.flushEventLog();
  }

  onCrowded(listener: () => void): void {
    this.#assembled.keyedState.onCrowded(listener);
    this.#assembled.journal?.onCrowded(listener);
  }

  async #contentOf(state: StateCut, sweptAtMs: number | undefined): Promise<CutContent> {
    const swept =
      sweptAtMs === undefined
        ? undefined
        : await this.#sweep?.sweep(sweptAtMs, Math.max(leastSweptKeys, state.changed.length));
    return { busyKeys: state.busyKeys, changedKeys: changesOf(state, swept ?? []) };
  }
}

/** What changed, and what the sweep has left of keys that are not in memory. */
function* changesOf(
  state: StateCut,
  swept: readonly SweptKey[],
): Generator<readonly [key: Uint8Array, state: Uint8Array]> {
  yield* swept;
  yield* state.changedKeys();
}
