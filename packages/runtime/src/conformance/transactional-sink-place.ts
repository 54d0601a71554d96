import { inspect, isDeepStrictEqual } from 'node:util';
import type { AttributeValue } from '@millrace/api';
import { expectThat } from '@millrace/api/conformance';
import { textToValue, valueToText } from '../action-state/value-text.js';
import type { TransactionalSink } from '../output/transactional-sink.js';

/** The place a transactional sink writes to, over several lives of a job. Outputs are numbers, which stand for values. */
export class TransactionalSinkPlace {
  readonly #createSink: () => TransactionalSink;
  readonly #read: () => Promise<readonly AttributeValue[]>;
  readonly #valueAt: (index: number) => AttributeValue;
  readonly #sinks: TransactionalSink[] = [];

  constructor(options: {
    readonly createSink: () => TransactionalSink;
    readonly read: () => Promise<readonly AttributeValue[]>;
    readonly valueAt: ((index: number) => AttributeValue) | undefined;
  }) {
    this.#createSink = options.createSink;
    this.#read = options.read;
    this.#valueAt = options.valueAt ?? anyValue;
  }

  /** A new life of the job, which begins anew or goes on from a checkpoint. */
  async begin(restored?: AttributeValue): Promise<TransactionalSink> {
    const sink = this.#createSink();
    this.#sinks.push(sink);
    expectThat(sink.transactional, 'The sink says that it is not transactional.');
    await sink.open?.({ jobId: 'job', agentName: 'agent', subtaskIndex: 0 });
    await sink.begin(restored);
    return sink;
  }

  /** Writes the outputs from `from` to below `to`. */
  async write(sink: TransactionalSink, from: number, to: number): Promise<void> {
    for (let index = from; index < to; index++) {
      await sink.write({
        value: this.#valueAt(index),
        key: 'key',
        timestamp: index,
        outputId: `output/${index}`,
      });
    }
  }

  /** Expects readers to find the outputs from 0 to below `count`, in order, and nothing else. */
  async expectOutputs(count: number, when: string): Promise<void> {
    await this.expectOutputsOf(
      Array.from({ length: count }, (_, index) => index),
      when,
    );
  }

  async expectOutputsOf(indexes: readonly number[], when: string): Promise<void> {
    const found = await this.#read();
    const expected = indexes.map((index) => this.#valueAt(index));
    expectThat(
      isDeepStrictEqual(found, expected),
      `${when} a reader finds ${found.length} outputs, ${excerpt(found)}, instead of ${expected.length}, ${excerpt(expected)}.`,
    );
  }

  /** Gives back what sinks hold that were not closed. What a failing `close` breaks, a law says. */
  async closeAll(): Promise<void> {
    await Promise.allSettled(this.#sinks.map(async (sink) => sink.close?.()));
  }
}

/** Prepares a checkpoint; the handle comes back as a checkpoint store would give it back. */
export async function prepare(sink: TransactionalSink, checkpointId: number): Promise<AttributeValue> {
  return textToValue(valueToText(await sink.prepare(checkpointId)));
}

function anyValue(index: number): AttributeValue {
  const text = `line ${index}\n"quoted" \u{1f600}`;
  return index % 2 === 0 ? { index, text } : text;
}

function excerpt(value: unknown): string {
  return inspect(value, { breakLength: Number.POSITIVE_INFINITY, depth: null }).slice(0, 300);
}
