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
  for (const at of stateChangePositions(bytes)) {
    yield stateChangeAt(bytes, at);
  }
}

/** Where the changes in a buffer of {@link packStateChanges} begin. */
export function* stateChangePositions(bytes: Buffer): Generator<number> {
  for (let at = 0; at < bytes.length; ) {
    yield at;
    const stateLength = bytes.readUInt32BE(at + 4);
    at += headerBytes + bytes.readUInt32BE(at) + (stateLength === noState ? 0 : stateLength);
  }
}

/** The change that begins there, as parts of the buffer. */
export function stateChangeAt(bytes: Buffer, at: number): StateChange {
  const keyEnd = at + headerBytes + bytes.readUInt32BE(at);
  const stateLength = bytes.readUInt32BE(at + 4);
  return [
    bytes.subarray(at + headerBytes, keyEnd),
    stateLength === noState ? undefined : bytes.subarray(keyEnd, keyEnd + stateLength),
  ];
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
