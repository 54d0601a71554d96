import type { AttributeValue } from '@millrace/api';
import type { Sink } from '../output/sink.js';
import { isTransactional } from '../output/transactional-sink.js';

/** At the start of the job: what the restored checkpoint holds is committed again, what came after it is gone. */
export async function beginSink(sink: Sink | undefined, restored: AttributeValue | undefined): Promise<void> {
  if (sink !== undefined && isTransactional(sink)) {
    await sink.begin(restored ?? undefined);
  }
}

/** Makes everything written so far part of a checkpoint. A sink without transactions at least has written it when the checkpoint completes. */
export async function prepareSink(sink: Sink | undefined, checkpointId: number): Promise<AttributeValue> {
  if (sink === undefined) {
    return null;
  }
  if (isTransactional(sink)) {
    return await sink.prepare(checkpointId);
  }
  await sink.flush?.();
  return null;
}

export async function commitSink(sink: Sink | undefined, handle: AttributeValue): Promise<void> {
  if (sink !== undefined && isTransactional(sink)) {
    await sink.commit(handle);
  }
}
