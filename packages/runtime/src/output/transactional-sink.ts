import type { AttributeValue } from '@millrace/api';
import type { Sink } from './sink.js';

/** A sink whose outputs become visible with checkpoints, exactly once. */
export interface TransactionalSink extends Sink {
  readonly transactional: true;
  begin(restored: AttributeValue | undefined): Promise<void>;
  prepare(checkpointId: number): Promise<AttributeValue>;
  commit(handle: AttributeValue): Promise<void>;
}
