import type { Attributes, Logger, ResourceType } from '@millrace/api';
import type { RecoveryMarker } from '../action-state/action-state-store.js';
import type { JournaledInput } from '../checkpoint/checkpoint-manifest.js';
import type { CutPoint } from '../checkpoint/checkpointed-subtask.js';
import type { StatePlace } from '../job/state-directory.js';
import type { InputRecord } from '../operator/action-execution-operator.js';
import type { Output } from '../output/sink.js';

/** A resource by its descriptor, which names a class that the thread can import. */
export interface DescribedResource {
  readonly name: string;
  readonly type: ResourceType;
  /** Wire form of the descriptor. */
  readonly descriptor: Attributes;
}

/** Where the thread of a subtask finds the state of the job, and from where it goes on. */
export interface SubtaskState {
  readonly place: StatePlace;
  /** Of the restored checkpoint; none: the job is new. */
  readonly markers: readonly RecoveryMarker[];
  readonly positions: ReadonlyMap<string, number>;
  /** Keys of this subtask with unfinished work. */
  readonly busyKeys: readonly Uint8Array[];
  readonly attempt: number;
  /** Where the search for expired state begins. */
  readonly sweepFrom: number;
}

/** What the thread of a subtask is started with. */
export interface SubtaskThreadData {
  /** URL of the module that makes the agent. */
  readonly module: string;
  readonly configuration: Attributes;
  readonly resources: readonly DescribedResource[];
  readonly jobId: string;
  readonly subtask: number;
  readonly parallelism: number;
  readonly sourceIds: readonly string[];
  readonly hasDeadLetterSink: boolean;
  readonly alwaysReplay: boolean;
  /** How many records may be on their way to the thread, and how many departures from it. */
  readonly windowSize: number;
  /** Absent: nothing is kept. */
  readonly state: SubtaskState | undefined;
}

/** What a thread takes in the order in which it was sent. */
export type InboxEntry =
  | { readonly kind: 'record'; readonly record: InputRecord }
  | { readonly kind: 'advanced'; readonly sourceId: string; readonly position: number | undefined }
  | { readonly kind: 'watermark'; readonly watermarkMs: number }
  | { readonly kind: 'deadLetter'; readonly output: Output }
  | { readonly kind: 'resume' }
  | { readonly kind: 'cut'; readonly point: CutPoint }
  | { readonly kind: 'hold' };

/** What a thread does as soon as it hears of it. */
export type ThreadOrder =
  | { readonly kind: 'release' }
  /** The checkpoint of the last cut is complete, or there will be none. */
  | { readonly kind: 'ended'; readonly isComplete: boolean }
  /** Room for further departures. */
  | { readonly kind: 'left'; readonly count: number }
  /** Close every invocation. */
  | { readonly kind: 'abandon'; readonly reason: string }
  | { readonly kind: 'request'; readonly number: number; readonly request: ThreadRequest };

/** What a thread answers. */
export type ThreadRequest =
  | { readonly what: 'prune'; readonly marker: RecoveryMarker }
  | { readonly what: 'flushEventLog' | 'whenQuiet' | 'metrics' }
  /** Close everything. Nothing comes behind the answer. */
  | { readonly what: 'close' };

export type ToThread = InboxEntry | ThreadOrder;

/** How far a thread is. */
export interface ThreadProgress {
  /** Entries of the inbox taken, all kinds together. */
  readonly taken: number;
  readonly takenRecords: number;
  /** How many records may be sent altogether. */
  readonly granted: number;
  /** Whether everything taken is done and has been sent. */
  readonly isIdle: boolean;
  readonly unfinishedInputs: number;
  readonly finishedInputs: number;
  /** Whether it has to know how far sources go. */
  readonly isExpecting: boolean;
}

/** What a thread tells, in order. */
export type FromThread =
  | { readonly kind: 'ready'; readonly journaledInputs: Readonly<Record<string, readonly JournaledInput[]>> }
  | { readonly kind: 'output'; readonly output: Output }
  | { readonly kind: 'deadLetter'; readonly output: Output }
  | { readonly kind: 'watermark'; readonly watermarkMs: number }
  | { readonly kind: 'barrier' }
  | { readonly kind: 'cutDurable'; readonly marker: RecoveryMarker }
  /** Some of the changes at the cut, packed. */
  | { readonly kind: 'cutChanges'; readonly batch: ArrayBuffer }
  | { readonly kind: 'cutEnd'; readonly busyKeys: readonly Uint8Array[] }
  | { readonly kind: 'crowded' }
  | { readonly kind: 'progress'; readonly progress: ThreadProgress }
  | { readonly kind: 'answer'; readonly number: number; readonly value: unknown }
  | { readonly kind: 'refusal'; readonly number: number; readonly error: string }
  | { readonly kind: 'failed'; readonly error: string }
  | {
      readonly kind: 'log';
      readonly level: keyof Logger;
      readonly message: string;
      readonly fields: Attributes | undefined;
    };
