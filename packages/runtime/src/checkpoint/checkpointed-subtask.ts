import type { RecoveryMarker } from '../action-state/action-state-store.js';

/** A subtask as checkpoints see it, wherever it runs. */
export interface CheckpointedSubtask {
  /** Divides what the subtask was given up to now from what it is given later. Called on a turn; the cut before it has ended. */
  cut(point: CutPoint): SubtaskCut;
  /** Calls `pass` when everything that belongs to the last cut has left; nothing leaves until its promise resolves. Called once per cut, on the same turn. */
  addBarrier(pass: () => Promise<void>): void;
  /** A checkpoint is complete that contains everything journaled before `marker`. */
  prune(marker: RecoveryMarker): Promise<void>;
  flushEventLog(): Promise<void>;
  /** `listener` is told when changes fill the subtask's memory, so that it is time for a checkpoint. */
  onCrowded(listener: () => void): void;
}

/** What all subtasks are told of a cut. */
export interface CutPoint {
  readonly timeMs: number;
  /** Whether some of the keys that are not in memory lose what has expired of theirs. It takes turns of the subtask. */
  readonly sweeps: boolean;
}

/** What a checkpoint takes from one subtask. */
export interface SubtaskCut {
  /** Resolves with the position of the journal at the cut, when everything before it is durable. */
  readonly durable: Promise<RecoveryMarker>;
  /** What is stored of the subtask. Called once, when the cut is durable. */
  content(): Promise<CutContent>;
  /** The checkpoint is complete. */
  complete(): void;
  /** There will be no checkpoint. */
  fail(): void;
}

/** What is stored of a subtask. */
export interface CutContent {
  /** Canonical bytes of the keys with unfinished work. */
  readonly busyKeys: readonly Uint8Array[];
  /** Every key that changed since the last complete checkpoint, as it was at the cut. To be consumed once. */
  readonly changedKeys: Iterable<readonly [key: Uint8Array, state: Uint8Array]>;
}
