import { encodeKey, type Key } from '@millrace/api';
import { digestHex, uuidFromHex } from './digest.js';

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
  #hex: string | undefined;

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
    id.#hex = hex;
    return id;
  }

  /** The id of the invocation that `actionName` makes of the event this one sent as number `emissionIndex`. */
  ofInvocation(emissionIndex: number, actionName: string): CausalId {
    return new CausalId(this, emissionIndex, actionName);
  }

  /** 32 lower-case hexadecimal digits. */
  get hex(): string {
    this.#hex ??= this.#compute();
    return this.#hex;
  }

  /** 16 bytes. */
  get bytes(): Buffer {
    return Buffer.from(this.hex, 'hex');
  }

  toString(): string {
    return this.hex;
  }

  #compute(): string {
    const origin = this.#origin;
    this.#origin = undefined;
    const digits =
      origin instanceof CausalId
        ? digestHex('invocation', origin, this.#number, this.#actionName)
        : // Without an origin there are digits from the start.
          digestHex('run', encodeKey(origin ?? ''), this.#number);
    return digits.slice(0, 32);
  }
}

/** The id of the event that wraps a source record: the same record has the same id in every life of the job. */
export function inputEventId(jobId: string, sourceId: string, position: number): string {
  return uuidFromHex(digestHex('input', jobId, sourceId, position));
}

/**
 * The id of an event that was sent without one: the same when the invocation that sends it is replayed.
 *
 * It is the id of the invocation, a digest already, with the index mixed into its last 32 bits: different for every event of an invocation, and as unlikely to be that of another one as invocations
 * are to share theirs.
 */
export function sentEventId({ hex }: CausalId, emissionIndex: number): string {
  return uuidFromHex(emissionIndex === 0 ? hex : `${hex.slice(0, 24)}${mixed(hex.slice(24), emissionIndex)}`);
}

function mixed(digits: string, number: number): string {
  return ((Number.parseInt(digits, 16) ^ number) >>> 0).toString(16).padStart(8, '0');
}

/** What a durable call hands to the service it calls, 64 hexadecimal digits: equal on every execution of the same call, different for every other call. */
export function idempotencyKey(
  jobId: string,
  input: { readonly sourceId: string; readonly position: number },
  invocation: CausalId,
  callPosition: number,
): string {
  return digestHex('call', jobId, input.sourceId, input.position, invocation, callPosition);
}
