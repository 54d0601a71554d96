import { isDeepStrictEqual } from 'node:util';
import type { AttributeValue } from '@millrace/api';
import type { ConformanceCase } from '@millrace/api/conformance';
import type { Output, Sink } from '../output/sink.js';

/** What the suite needs to know of the sink it checks. */
export interface SinkUnderTest {
  /** Makes a sink that writes to a place of its own, and says how to read back what a reader of that place finds. */
  create(): Promise<{
    readonly sink: Sink;
    readonly read: () => Promise<readonly AttributeValue[]>;
    readonly dispose?: () => Promise<void>;
  }>;
}

/** The promises of `Sink`, checked one by one. */
export function sinkConformance(underTest: SinkUnderTest): readonly ConformanceCase[] {
  const withSink = async (
    use: (sink: Sink, read: () => Promise<readonly AttributeValue[]>) => Promise<void>,
  ): Promise<void> => {
    const { sink, read, dispose } = await underTest.create();
    try {
      await sink.open?.();
      await use(sink, read);
    } finally {
      await sink.close?.();
      await dispose?.();
    }
  };
  const expectValues = async (
    read: () => Promise<readonly AttributeValue[]>,
    expected: readonly AttributeValue[],
  ): Promise<void> => {
    const found = await read();
    if (!isDeepStrictEqual(found, expected)) {
      throw new Error(
        `a reader finds ${JSON.stringify(found).slice(0, 300)} instead of ${JSON.stringify(expected).slice(0, 300)}`,
      );
    }
  };
  return [
    {
      name: 'after flush a reader finds everything that was written, in order',
      run: () =>
        withSink(async (sink, read) => {
          const values = Array.from({ length: 1000 }, (_, number) => ({
            number,
            text: `line ${number}\n"quoted" \u{1f600}`,
          }));
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
          await sink.write(outputOf('last words', 0));
          await sink.close?.();
          await expectValues(read, ['last words']);
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
          await sink.write(outputOf(1, 0));
          await sink.writeWatermark?.(1000);
          await sink.write(outputOf(2, 1));
          await sink.flush?.();
          await expectValues(read, [1, 2]);
        }),
    },
  ];
}

function outputOf(value: AttributeValue, index: number): Output {
  return { value, key: 'key', timestamp: index, outputId: `output/${index}` };
}
