import { encodeKey, type Key } from '@millrace/api';
import { digest, uuidFrom } from './digest.js';

/**
 * Where something is in the tree of causes: the root of a run, or one of its invocations.
 *
 * An invocation is identified by (its parent's id, the index of the event among those the parent sent, the name of the action), the root by (key, run number).
 * Ids depend on nothing else: not on time, interleaving, or what events say. So they are the same after a crash. They are computed when first asked for.
 */
export class CausalId {
  /** What the id is computed from: the parent of an invocation, or the key of a run. Forgotten when it is computed. */
  #origin: CausalId | Key | undefined;
  readonly #number: number;
  readonly #actionName: string;
  #bytes: Buffer | undefined;

  private constructor(origin: CausalId | Key | undefined, number: number, actionName: string) {
    this.#origin = origin;
    this.#number = number;
    this.#actionName = actionName;
  }

  static ofRun(key: Key, runNumber: number): CausalId {
    return new CausalId(key, runNumber, '');
  }

  /** An id that was computed before. */
  static fromHex(hex: string): CausalId {
    const id = new CausalId(undefined, 0, '');
    id.#bytes = Buffer.from(hex, 'hex');
    return id;
  }

  /** The id of the invocation that `actionName` makes of the event this one sent as number `emissionIndex`. */
  ofInvocation(emissionIndex: number, actionName: string): CausalId {
    return new CausalId(this, emissionIndex, actionName);
  }

  /** 16 bytes. */
  get bytes(): Buffer {
    this.#bytes ??= this.#compute();
    return this.#bytes;
  }

  /** 32 lower-case hexadecimal digits. */
  toString(): string {
    return this.bytes.toString('hex');
  }

  #compute(): Buffer {
    const origin = this.#origin;
    this.#origin = undefined;
    if (origin instanceof CausalId) {
      return digest('invocation', origin.bytes, this.#number, this.#actionName).subarray(0, 16);
    }
    // Without an origin there are bytes from the start.
    return digest('run', encodeKey(origin ?? ''), this.#number).subarray(0, 16);
  }
}

/** The id of the event that wraps a source record: the same record has the same id in every life of the job. */
export function inputEventId(jobId: string, sourceId: string, position: number): string {
  return uuidFrom(digest('input', jobId, sourceId, position));
}

/** The id of an event that was sent without one: the same when the invocation that sends it is replayed. */
export function sentEventId(invocation: CausalId, emissionIndex: number): string {
  return uuidFrom(digest('event', invocation.bytes, emissionIndex));
}

/** What a durable call hands to the service it calls, 64 hexadecimal digits: equal on every execution of the same call, different for every other call. */
export function idempotencyKey(
  jobId: string,
  input: { readonly sourceId: string; readonly position: number },
  invocation: CausalId,
  callPosition: number,
): string {
  return digest('call', jobId, input.sourceId, input.position, invocation.bytes, callPosition).toString('hex');
}
