import type { AttributeValue } from '@millrace/api';
import type { Sink } from './sink.js';

/**
 * A sink whose readers see every output exactly once, whatever crashes, because what is written becomes visible with the checkpoint it belongs to. Extension point: every implementation can
 * run `transactionalSinkConformance` of `@millrace/runtime/conformance`.
 *
 * Laws, in addition to those of {@link Sink}:
 * - A job that takes checkpoints calls `begin` after `open` and before anything else; then `write`, `flush` and `prepare`, one at a time as ever. When it fails and goes on in the same process it
 *   calls `begin` again, on the open sink, once per attempt: everything that is not committed is discarded. A job that takes no checkpoints never calls `begin`, and the sink is an ordinary one.
 * - After `begin`, readers see what was committed and nothing else. `flush` and `close` do not make anything visible: what is not committed is left to the next `begin`.
 * - A handle stands for everything that was prepared and not committed when `prepare` returned it, not only for what its own checkpoint added. A checkpoint that is given up after it was
 *   prepared therefore needs no call: the next handle includes it.
 * - `commit` is called only with handles of complete checkpoints, in their order, one at a time; some may be left out. It may be called while `write` or `prepare` is pending.
 * - `commit` is idempotent: the same handle again, in this process or a later one, changes nothing; so does one that is older than one that was committed.
 * - `begin` with the handle of the newest complete checkpoint commits it and discards everything written after it was prepared; without a handle it discards everything.
 */
export interface TransactionalSink extends Sink {
  /** Whether it does; a sink that wraps another one says what that one does. */
  readonly transactional: boolean;

  /** @param restored what {@link prepare} returned for the checkpoint the job resumes from; `undefined`: the job begins anew. */
  begin(restored: AttributeValue | undefined): Promise<void>;

  /**
   * Makes everything written so far durable, not visible. What is written from now on belongs to a later checkpoint.
   *
   * @param checkpointId greater than at every call before.
   * @returns the handle, which becomes part of the checkpoint.
   */
  prepare(checkpointId: number): Promise<AttributeValue>;

  /** Makes what the handle stands for visible, durably. */
  commit(handle: AttributeValue): Promise<void>;
}

/** Whether outputs of a sink can be exactly-once. */
export function isTransactional(sink: Sink): sink is TransactionalSink {
  return 'transactional' in sink && sink.transactional === true;
}
