import { inspect, isDeepStrictEqual } from 'node:util';
import type { AttributeValue } from '@millrace/api';
import { type ConformanceCase, expectThat } from '@millrace/api/conformance';
import type { Output, Sink } from '../output/sink.js';

/** What the suite needs to know of the sink it checks. */
export interface SinkUnderTest {
  /** Makes a sink that writes to a place of its own, and says how to read back what a reader of that place finds. */
  create(): Promise<{
    readonly sink: Sink;
    readonly read: () => Promise<readonly AttributeValue[]>;
    readonly dispose?: () => Promise<void>;
  }>;
  /** The value of output number `index`, from 0, the same whenever it is asked for: for sinks that do not take just any value. Default: objects and texts. */
  readonly valueAt?: (index: number) => AttributeValue;
}

/** The promises of `Sink`, checked one by one. */
export function sinkConformance(underTest: SinkUnderTest): readonly ConformanceCase[] {
  const withSink = async (
    use: (sink: Sink, read: () => Promise<readonly AttributeValue[]>) => Promise<void>,
  ): Promise<void> => {
    const { sink, read, dispose } = await underTest.create();
    try {
      await sink.open?.({ jobId: 'job', agentName: 'agent', subtaskIndex: 0 });
      try {
        await use(sink, read);
      } finally {
        await sink.close?.();
      }
    } finally {
      await dispose?.();
    }
  };
  const expectValues = async (
    read: () => Promise<readonly AttributeValue[]>,
    expected: readonly AttributeValue[],
  ): Promise<void> => {
    const found = await read();
    expectThat(isDeepStrictEqual(found, expected), `A reader finds ${excerpt(found)} instead of ${excerpt(expected)}.`);
  };
  const { valueAt = anyValue } = underTest;
  return [
    {
      name: 'after flush a reader finds everything that was written, in order',
      run: () =>
        withSink(async (sink, read) => {
          const values = Array.from({ length: 1000 }, (_, index) => valueAt(index));
          for (const [index, value] of values.entries()) {
            await sink.write(outputOf(value, index));
          }
          await sink.flush?.();
          await expectValues(read, values);
        }),
    },
    {
      name: 'close flushes',
      run: () =>
        withSink(async (sink, read) => {
          await sink.write(outputOf(valueAt(0), 0));
          await sink.close?.();
          await expectValues(read, [valueAt(0)]);
        }),
    },
    {
      name: 'close may be called again',
      run: () =>
        withSink(async (sink) => {
          await sink.close?.();
          await sink.close?.();
        }),
    },
    {
      name: 'a sink that was written nothing leaves nothing for a reader',
      run: () =>
        withSink(async (sink, read) => {
          await sink.flush?.();
          await expectValues(read, []);
        }),
    },
    {
      name: 'watermarks do not show among the outputs',
      run: () =>
        withSink(async (sink, read) => {
          await sink.write(outputOf(valueAt(0), 0));
          await sink.writeWatermark?.(0);
          await sink.write(outputOf(valueAt(1), 1));
          await sink.flush?.();
          await expectValues(read, [valueAt(0), valueAt(1)]);
        }),
    },
  ];
}

function anyValue(index: number): AttributeValue {
  const text = `line ${index}\n"quoted" \u{1f600}`;
  return index % 2 === 0 ? { index, text } : text;
}

function excerpt(value: unknown): string {
  return inspect(value, { breakLength: Number.POSITIVE_INFINITY, depth: null }).slice(0, 300);
}

function outputOf(value: AttributeValue, index: number): Output {
  return { value, key: 'key', timestamp: index, outputId: `output/${index}` };
}
