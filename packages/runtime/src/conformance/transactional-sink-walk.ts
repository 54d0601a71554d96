import type { AttributeValue } from '@millrace/api';
import type { TransactionalSink } from '../output/transactional-sink.js';
import { SeededRandom } from '../testing/seeded-random.js';
import { prepare, type TransactionalSinkPlace } from './transactional-sink-place.js';

const stepCount = 80;

/** Writes, checkpoints, commits and restarts by chance, and compares what readers find after every step with what they should. */
export async function walkThroughCheckpoints(place: TransactionalSinkPlace, seed: number): Promise<void> {
  await new Walk(place, new SeededRandom(seed)).go();
}

class Walk {
  readonly #place: TransactionalSinkPlace;
  readonly #random: SeededRandom;
  #written: readonly number[] = [];
  #visible: readonly number[] = [];
  #complete: { readonly handle: AttributeValue; readonly outputs: readonly number[] } | undefined;
  #nextCheckpoint = 0;
  #nextOutput = 0;

  constructor(place: TransactionalSinkPlace, random: SeededRandom) {
    this.#place = place;
    this.#random = random;
  }

  async go(): Promise<void> {
    let sink = await this.#place.begin();
    for (let step = 0; step < stepCount; step++) {
      sink = await this.#take(sink);
      await this.#place.expectOutputsOf(this.#visible, `After step ${step}`);
    }
  }

  async #take(sink: TransactionalSink): Promise<TransactionalSink> {
    const chance = this.#random.below(20);
    if (chance < 9) {
      await this.#write(sink);
    } else if (chance < 11) {
      await sink.flush?.();
    } else if (chance < 15) {
      await this.#checkpoint(sink, this.#random.below(4) > 0);
    } else if (chance < 18) {
      await this.#commit(sink);
    } else {
      return this.#restart(sink, chance === 18);
    }
    return sink;
  }

  async #write(sink: TransactionalSink): Promise<void> {
    const from = this.#nextOutput;
    this.#nextOutput += 1 + this.#random.below(30);
    await this.#place.write(sink, from, this.#nextOutput);
    this.#written = [...this.#written, ...numbersBetween(from, this.#nextOutput)];
  }

  async #checkpoint(sink: TransactionalSink, isComplete: boolean): Promise<void> {
    const handle = await prepare(sink, this.#nextCheckpoint);
    this.#nextCheckpoint += 1 + this.#random.below(3);
    if (isComplete) {
      this.#complete = { handle, outputs: this.#written };
    }
  }

  async #commit(sink: TransactionalSink): Promise<void> {
    if (this.#complete !== undefined) {
      await sink.commit(this.#complete.handle);
      this.#visible = this.#complete.outputs;
    }
  }

  /** Goes on from the newest complete checkpoint; a job without one has shown nothing and begins anew. */
  async #restart(sink: TransactionalSink, inProcess: boolean): Promise<TransactionalSink> {
    const restored = this.#complete;
    let next = sink;
    if (inProcess) {
      await sink.begin(restored?.handle);
    } else {
      await sink.close?.();
      next = await this.#place.begin(restored?.handle);
    }
    this.#written = restored?.outputs ?? [];
    this.#visible = this.#written;
    return next;
  }
}

function numbersBetween(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
