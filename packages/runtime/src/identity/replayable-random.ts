import type { CausalId } from './causal-id.js';
import { digest, uuidFrom } from './digest.js';

/** Random numbers and UUIDs that are a function of the invocation and of how many were drawn before, hence equal on replay. */
export class ReplayableRandom {
  readonly #invocation: CausalId;
  #drawn = 0;

  constructor(invocation: CausalId) {
    this.#invocation = invocation;
  }

  /** In [0, 1), with 53 random bits, as `Math.random`. */
  number(): number {
    const bytes = this.#draw();
    return (bytes.readUInt32BE(0) * 2 ** 21 + (bytes.readUInt32BE(4) >>> 11)) / 2 ** 53;
  }

  uuid(): string {
    return uuidFrom(this.#draw());
  }

  #draw(): Buffer {
    return digest('random', this.#invocation, this.#drawn++);
  }
}
