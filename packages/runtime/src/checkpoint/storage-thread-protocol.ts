import type { CheckpointStoreErrorParts } from './checkpoint-store-error.js';
import type { KeyAddressing } from './key-address.js';

/** What a storage thread is started with. It opens the store and answers. */
export interface StorageThreadData {
  readonly directory: string;
  readonly addressing: KeyAddressing;
}

/** What a storage thread is asked for. Everything but `changes` and `discard` is answered, in order. */
export type StorageThreadRequest =
  /** Some changes of the checkpoint to come, packed. */
  | { readonly kind: 'changes'; readonly batch: ArrayBuffer }
  /** Forget the changes. */
  | { readonly kind: 'discard' }
  /** Write the checkpoint with the changes that came before. */
  | { readonly kind: 'write'; readonly checkpointId: number; readonly manifest: ArrayBuffer }
  | { readonly kind: 'savepoint'; readonly directory: string }
  /** End. */
  | { readonly kind: 'close' };

/** How a storage thread answers. */
export type StorageThreadAnswer =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly error: CheckpointStoreErrorParts };
