import type { AttributeValue } from '@millrace/api';
import type { RecoveryMarker } from '../action-state/action-state-store.js';
import type { Clock, Timer } from '../clock.js';
import { encodeKeySnapshot, isBusy, type KeySnapshot, snapshotKey } from '../keyed-state/key-snapshot.js';
import type { KeyedState } from '../keyed-state/keyed-state.js';
import type { Mailbox } from '../mailbox/mailbox.js';
import type { Journal } from '../operator/journal.js';
import type { Outlet } from '../output/outlet.js';
import type { Sink } from '../output/sink.js';
import { type CheckpointManifest, encodeManifest } from './checkpoint-manifest.js';
import type { CheckpointStore } from './checkpoint-store.js';
import { commitSink, prepareSink } from './sink-transactions.js';

/** What a coordinator takes checkpoints of. */
export interface CheckpointParts {
  readonly store: CheckpointStore;
  readonly journal: Journal;
  readonly keyedState: KeyedState;
  readonly outlet: Outlet;
  readonly sink: Sink;
  readonly deadLetterSink: Sink | undefined;
  readonly mailbox: Mailbox;
  readonly clock: Clock;
  /** Time from the end of one checkpoint to the start of the next, in milliseconds; 0: none but those that are asked for. */
  readonly intervalMs: number;
  /** Identity of the job and progress of the sources, at the cut. */
  readonly flushEventLog: () => Promise<void>;
  readonly describe: () => Pick<CheckpointManifest, 'jobId' | 'attempt' | 'sources'>;
  readonly onFailure: (error: unknown) => void;
}

/** What is decided at the cut, between two turns. */
interface Cut {
  readonly snapshots: readonly KeySnapshot[];
  readonly marker: RecoveryMarker;
  readonly durable: Promise<void>;
  readonly description: Pick<CheckpointManifest, 'jobId' | 'attempt' | 'sources'>;
  readonly handles: Promise<{ readonly sinkHandle: AttributeValue; readonly deadLetterHandle: AttributeValue }>;
}

/**
 * Takes checkpoints, one at a time. Each step is durable before the next:
 *
 * 1. the journal up to the cut; 2. everything ahead of the barrier has left and the sinks have prepared; 3. state, positions, marker and sink handles in one transaction: the checkpoint is complete;
 * 4. the sinks commit; 5. the journal is pruned.
 *
 * A crash between any two of them leaves the checkpoint before, or this one complete. Committing is repeated after a restart, so it must be idempotent.
 */
export class CheckpointCoordinator {
  readonly #parts: CheckpointParts;
  /** Keys that had unfinished work at the last checkpoint. */
  #busyKeys: Map<string, Uint8Array>;
  #lastId: number;
  #completedCount = 0;
  #running: Promise<void> = Promise.resolve();
  #timer: Timer | undefined;
  #stopped = false;
  #aborted: { readonly error: unknown } | undefined;
  /** Ends the wait of the checkpoint in progress. */
  #giveUp: (error: unknown) => void = () => undefined;

  /** @param restored the checkpoint the job begins from. */
  constructor(
    parts: CheckpointParts,
    restored: { readonly checkpointId: number; readonly busyKeys: readonly Uint8Array[] } | undefined,
  ) {
    this.#parts = parts;
    this.#lastId = restored?.checkpointId ?? -1;
    this.#busyKeys = new Map((restored?.busyKeys ?? []).map((key) => [keyText(key), key]));
  }

  /** Checkpoints completed by this coordinator, without the one a new job begins with. */
  get completedCount(): number {
    return this.#completedCount;
  }

  /** Takes a checkpoint now and then. */
  start(): void {
    const { intervalMs, clock, onFailure } = this.#parts;
    if (intervalMs === 0 || this.#stopped) {
      return;
    }
    this.#timer = clock.setTimer(intervalMs, () => {
      this.trigger().then(() => this.start(), onFailure);
    });
  }

  /** Takes a checkpoint, after the one in progress. Resolves when it is complete and committed. @throws what one of the steps threw. */
  trigger(options: { readonly finished?: boolean } = {}): Promise<void> {
    this.#running = this.#running.then(() => this.#take(options.finished === true));
    return this.#running;
  }

  /** The job has failed: nothing more is done for the checkpoint in progress, which is given up, nor for later ones. */
  abort(error: unknown): void {
    this.stop();
    this.#aborted ??= { error };
    this.#giveUp(error);
  }

  /** Takes no more checkpoints by itself. */
  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  async #take(finished: boolean): Promise<void> {
    const { store, journal, sink, deadLetterSink } = this.#parts;
    const checkpointId = this.#lastId + 1;
    const cut = await this.#unlessAborted(this.#cut(checkpointId));
    await this.#parts.flushEventLog();
    await this.#unlessAborted(cut.durable);
    const handles = await this.#unlessAborted(cut.handles);
    await store.write({
      checkpointId,
      manifest: encodeManifest({
        ...cut.description,
        ...handles,
        marker: cut.marker,
        finished,
        busyKeys: [...this.#busyKeys.values()],
      }),
      changedKeys: cut.snapshots.map((snapshot) => [snapshot.key, encodeKeySnapshot(snapshot)] as const),
    });
    this.#lastId = checkpointId;
    this.#completedCount += checkpointId === 0 ? 0 : 1;
    this.#throwIfAborted();
    await commitSink(sink, handles.sinkHandle);
    this.#throwIfAborted();
    await commitSink(deadLetterSink, handles.deadLetterHandle);
    this.#throwIfAborted();
    await journal.prune(cut.marker);
  }

  /** What is waited for may never come once the job has failed. */
  #unlessAborted<T>(awaited: Promise<T>): Promise<T> {
    this.#throwIfAborted();
    return new Promise((resolve, reject) => {
      this.#giveUp = reject;
      awaited.then(resolve, reject);
    });
  }

  #throwIfAborted(): void {
    if (this.#aborted !== undefined) {
      throw this.#aborted.error;
    }
  }

  /** On a turn of its own: everything before it belongs to this checkpoint, everything after it to the next. */
  #cut(checkpointId: number): Promise<Cut> {
    const { mailbox, keyedState, journal, outlet, sink, deadLetterSink, describe } = this.#parts;
    return new Promise((resolve) => {
      mailbox.post({
        takeTurn: () => {
          const snapshots = [...keyedState.takeTouched()].map(snapshotKey);
          this.#noteBusy(snapshots);
          const handles = new Promise<Awaited<Cut['handles']>>((passed) => {
            outlet.addBarrier(async () => {
              passed({
                sinkHandle: await prepareSink(sink, checkpointId),
                deadLetterHandle: await prepareSink(deadLetterSink, checkpointId),
              });
            });
          });
          resolve({ snapshots, ...journal.cut(), description: describe(), handles });
        },
      });
    });
  }

  #noteBusy(snapshots: readonly KeySnapshot[]): void {
    for (const snapshot of snapshots) {
      if (isBusy(snapshot)) {
        this.#busyKeys.set(keyText(snapshot.key), snapshot.key);
      } else {
        this.#busyKeys.delete(keyText(snapshot.key));
      }
    }
  }
}

function keyText(key: Uint8Array): string {
  return Buffer.from(key).toString('latin1');
}
