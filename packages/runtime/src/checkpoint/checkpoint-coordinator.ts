import type { AttributeValue } from '@millrace/api';
import type { RecoveryMarker } from '../action-state/action-state-store.js';
import type { Clock, Timer } from '../clock.js';
import type { Mailbox } from '../mailbox/mailbox.js';
import type { MergedOutlet } from '../output/merged-outlet.js';
import type { Sink } from '../output/sink.js';
import { type CheckpointManifest, encodeManifest } from './checkpoint-manifest.js';
import type { CheckpointStore, StoredCheckpoint } from './checkpoint-store.js';
import type { CheckpointedSubtask, CutContent, SubtaskCut } from './checkpointed-subtask.js';
import { commitSink, prepareSink } from './sink-transactions.js';

/** What a coordinator takes checkpoints of. */
export interface CheckpointParts {
  readonly store: CheckpointStore;
  readonly subtasks: readonly CheckpointedSubtask[];
  /** Where the outlets of several subtasks lead; `undefined`: the one outlet there is leads to the sinks. */
  readonly mergedOutlet: MergedOutlet | undefined;
  readonly sink: Sink;
  readonly deadLetterSink: Sink | undefined;
  readonly mailbox: Mailbox;
  readonly clock: Clock;
  /** Time from the end of one checkpoint to the start of the next, in milliseconds; 0: none but those that are asked for. */
  readonly intervalMs: number;
  /** Identity of the job and progress of the sources, at the cut. */
  readonly describe: () => Pick<CheckpointManifest, 'jobId' | 'attempt' | 'sources'>;
  readonly onFailure: (error: unknown) => void;
}

/** What is decided at the cut, between two turns. */
interface Cut {
  /** By subtask. */
  readonly subtasks: readonly SubtaskCut[];
  /** Where the journals were, by subtask, when they are durable up to there. */
  readonly markers: Promise<readonly RecoveryMarker[]>;
  readonly description: Pick<CheckpointManifest, 'jobId' | 'attempt' | 'sources'>;
  readonly handles: Promise<SinkHandles>;
}

/** What the sinks have prepared. */
interface SinkHandles {
  readonly sinkHandle: AttributeValue;
  readonly deadLetterHandle: AttributeValue;
}

/** A complete checkpoint, to be committed. */
interface WrittenCheckpoint extends SinkHandles {
  /** By subtask. */
  readonly markers: readonly RecoveryMarker[];
}

/**
 * Takes checkpoints of all subtasks, one at a time. Each step is durable before the next:
 *
 * 1. the journals up to the cut; 2. everything ahead of the barriers has left and the sinks have prepared; 3. state, positions, markers and sink handles in one transaction: the checkpoint is complete;
 * 4. the sinks commit; 5. the journals are pruned.
 *
 * A crash between any two of them leaves the checkpoint before, or this one complete. Committing is repeated after a restart, so it must be idempotent.
 */
export class CheckpointCoordinator {
  readonly #parts: CheckpointParts;
  #lastId: number;
  #completedCount = 0;
  #newest: StoredCheckpoint = { checkpointId: -1, manifest: new Uint8Array() };
  #running: Promise<void> = Promise.resolve();
  #timer: Timer | undefined;
  #stopped = false;
  #aborted: { readonly error: unknown } | undefined;
  /** Ends the wait of the checkpoint in progress. */
  #giveUp: (error: unknown) => void = () => undefined;
  /** Ends the wait of outlets for the barriers of others. */
  #breakAlignment: (error: unknown) => void = () => undefined;

  /** @param restored the checkpoint the job begins from. */
  constructor(parts: CheckpointParts, restored: { readonly checkpointId: number } | undefined) {
    this.#parts = parts;
    this.#lastId = restored?.checkpointId ?? -1;
  }

  /** Checkpoints completed by this coordinator, without the one a new job begins with. */
  get completedCount(): number {
    return this.#completedCount;
  }

  /** Takes a checkpoint now and then, and whenever memory fills up with changes. */
  start(): void {
    const { subtasks, intervalMs, clock, onFailure } = this.#parts;
    for (const subtask of subtasks) {
      subtask.onCrowded(() => this.#hurry());
    }
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

  /**
   * Takes a checkpoint, and does something with it before the next one begins.
   *
   * @throws what a step of the checkpoint threw, which fails the job, or what `use` threw, which does not.
   */
  async triggerAnd<T>(use: (checkpoint: StoredCheckpoint) => Promise<T>): Promise<T> {
    const taken = this.trigger().then(() => this.#newest);
    const used = taken.then((newest) => {
      this.#throwIfAborted();
      return use(newest);
    });
    const ended = used.then(
      () => undefined,
      () => undefined,
    );
    this.#running = taken.then(() => ended);
    this.#running.catch(this.#parts.onFailure);
    return await used;
  }

  /** Like {@link trigger}, with the cut on this very turn, and without taking further turns of the subtasks: they may be held. Only before anything else was triggered. */
  triggerOnThisTurn(): Promise<void> {
    const checkpointId = this.#lastId + 1;
    this.#running = this.#complete(checkpointId, this.#cutNow(checkpointId, { sweeps: false }), false);
    return this.#running;
  }

  /** The job has failed: nothing more is done for the checkpoint in progress, which is given up, nor for later ones. */
  abort(error: unknown): void {
    this.stop();
    this.#aborted ??= { error };
    this.#giveUp(error);
    this.#breakAlignment(error);
  }

  /** Takes no more checkpoints by itself. */
  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  /** Changes fill memory up; only a checkpoint makes room. */
  #hurry(): void {
    if (!this.#stopped) {
      this.trigger().catch(this.#parts.onFailure);
    }
  }

  async #take(finished: boolean): Promise<void> {
    const checkpointId = this.#lastId + 1;
    await this.#complete(checkpointId, await this.#unlessAborted(this.#cut(checkpointId)), finished);
  }

  async #complete(checkpointId: number, cut: Cut, finished: boolean): Promise<void> {
    const { subtasks, sink, deadLetterSink } = this.#parts;
    let written: WrittenCheckpoint;
    try {
      written = await this.#write(checkpointId, cut, finished);
    } catch (error) {
      for (const subtask of cut.subtasks) {
        subtask.fail();
      }
      throw error;
    }
    for (const subtask of cut.subtasks) {
      subtask.complete();
    }
    this.#lastId = checkpointId;
    this.#completedCount += checkpointId === 0 ? 0 : 1;
    this.#throwIfAborted();
    await commitSink(sink, written.sinkHandle);
    this.#throwIfAborted();
    await commitSink(deadLetterSink, written.deadLetterHandle);
    this.#throwIfAborted();
    await Promise.all(subtasks.map((subtask, index) => subtask.prune(written.markers[index] ?? null)));
  }

  /** Everything until the checkpoint is complete. */
  async #write(checkpointId: number, cut: Cut, finished: boolean): Promise<WrittenCheckpoint> {
    const { store, subtasks } = this.#parts;
    await Promise.all(subtasks.map((subtask) => subtask.flushEventLog()));
    const markers = await this.#unlessAborted(cut.markers);
    const contents = await this.#unlessAborted(Promise.all(cut.subtasks.map((subtask) => subtask.content())));
    const handles = await this.#unlessAborted(cut.handles);
    const manifest = encodeManifest({
      ...cut.description,
      ...handles,
      markers,
      finished,
      busyKeys: contents.flatMap(({ busyKeys }) => busyKeys),
    });
    await store.write({ checkpointId, manifest, changedKeys: changesOf(contents) });
    this.#newest = { checkpointId, manifest };
    return { ...handles, markers };
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
    return new Promise((resolve) => {
      this.#parts.mailbox.post({ takeTurn: () => resolve(this.#cutNow(checkpointId, { sweeps: true })) });
    });
  }

  #cutNow(checkpointId: number, { sweeps }: { readonly sweeps: boolean }): Cut {
    const { clock, describe } = this.#parts;
    const timeMs = clock.now();
    const subtasks = this.#parts.subtasks.map((subtask) => subtask.cut({ timeMs, sweeps }));
    const markers = Promise.all(subtasks.map(({ durable }) => durable));
    // A journal that fails fails the job, also when nobody has come to wait for this yet.
    markers.catch(() => undefined);
    return { subtasks, markers, description: describe(), handles: this.#putBarriers(checkpointId) };
  }

  /** The sinks prepare when the barrier has come out of every outlet; what comes behind it out of one waits for the others. */
  #putBarriers(checkpointId: number): Cut['handles'] {
    const { subtasks, mergedOutlet, sink, deadLetterSink } = this.#parts;
    return new Promise((resolve) => {
      const prepare = async (): Promise<void> => {
        resolve({
          sinkHandle: await prepareSink(sink, checkpointId),
          deadLetterHandle: await prepareSink(deadLetterSink, checkpointId),
        });
      };
      let missing = subtasks.length;
      let allPassed: () => void = () => undefined;
      const aligned = new Promise<void>((passed, broken) => {
        allPassed = passed;
        this.#breakAlignment = broken;
      });
      // Who waits for it fails; perhaps nobody does.
      aligned.catch(() => undefined);
      for (const subtask of subtasks) {
        subtask.addBarrier(async () => {
          missing--;
          if (missing > 0) {
            await aligned;
          } else if (mergedOutlet === undefined) {
            await prepare();
          } else {
            // What leaves the subtasks behind their barriers comes behind this one: the sinks prepare before they see it.
            mergedOutlet.addBarrier(prepare);
            allPassed();
          }
        });
      }
    });
  }
}

/** The changes of all subtasks. */
function* changesOf(contents: readonly CutContent[]): Generator<readonly [key: Uint8Array, state: Uint8Array]> {
  for (const { changedKeys } of contents) {
    yield* changedKeys;
  }
}
