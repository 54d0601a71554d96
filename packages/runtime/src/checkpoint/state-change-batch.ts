/** The new state of a key; `undefined`: it has none any more. */
export type StateChange = readonly [key: Uint8Array, state: Uint8Array | undefined];

const headerBytes = 8;
const noState = 0xffffffff;

/**
 * Packs changes into buffers of their own, about `batchBytes` long each, so that they can be handed to another thread without being copied again: what the caller passed may be a part of a
 * buffer that others share.
 */
export function* packStateChanges(changes: Iterable<StateChange>, batchBytes: number): Generator<ArrayBuffer> {
  let batch: StateChange[] = [];
  let length = 0;
  for (const change of changes) {
    const [key, state] = change;
    batch.push(change);
    length += headerBytes + key.length + (state?.length ?? 0);
    if (length >= batchBytes) {
      yield pack(batch, length);
      batch = [];
      length = 0;
    }
  }
  if (length > 0) {
    yield pack(batch, length);
  }
}

/** The changes in a buffer of {@link packStateChanges}, as parts of it. */
export function* unpackStateChanges(batch: ArrayBuffer): Generator<StateChange> {
  const bytes = Buffer.from(batch);
  for (let at = 0; at < bytes.length; ) {
    const keyEnd = at + headerBytes + bytes.readUInt32BE(at);
    const stateLength = bytes.readUInt32BE(at + 4);
    const stateEnd = stateLength === noState ? keyEnd : keyEnd + stateLength;
    yield [
      bytes.subarray(at + headerBytes, keyEnd),
      stateLength === noState ? undefined : bytes.subarray(keyEnd, stateEnd),
    ];
    at = stateEnd;
  }
}

function pack(batch: readonly StateChange[], length: number): ArrayBuffer {
  const buffer = new ArrayBuffer(length);
  const bytes = Buffer.from(buffer);
  let at = 0;
  for (const [key, state] of batch) {
    bytes.writeUInt32BE(key.length, at);
    bytes.writeUInt32BE(state?.length ?? noState, at + 4);
    bytes.set(key, at + headerBytes);
    bytes.set(state ?? [], at + headerBytes + key.length);
    at += headerBytes + key.length + (state?.length ?? 0);
  }
  return buffer;
}
