import type { AttributeValue } from '@millrace/api';
import type { ConformanceCase } from '@millrace/api/conformance';
import type { TransactionalSink } from '../output/transactional-sink.js';
import { transactionalSinkLaws } from './transactional-sink-laws.js';
import { TransactionalSinkPlace } from './transactional-sink-place.js';
import { walkThroughCheckpoints } from './transactional-sink-walk.js';

/** What the suite needs to know of the sink it checks. */
export interface TransactionalSinkUnderTest {
  /** Makes a place of its own, and says how to read back what a reader of that place finds. */
  create(): Promise<{
    /** Makes a sink that writes to the place, for one life of a job. Lives that are over may leave theirs unclosed until the case ends. */
    readonly createSink: () => TransactionalSink;
    readonly read: () => Promise<readonly AttributeValue[]>;
    readonly dispose?: () => Promise<void>;
  }>;
  /** The value of output number `index`, from 0, the same whenever it is asked for: for sinks that do not take just any value. Default: objects and texts. */
  readonly valueAt?: (index: number) => AttributeValue;
}

/** The promises that `TransactionalSink` adds to those of `Sink`, checked one by one. A sink that also runs in jobs without checkpoints runs `sinkConformance`, too. */
export function transactionalSinkConformance(underTest: TransactionalSinkUnderTest): readonly ConformanceCase[] {
  const laws = [
    ...transactionalSinkLaws,
    ...Array.from(
      { length: 3 },
      (_, seed) =>
        [
          `whatever happens in whatever order, readers find what was committed and nothing else (seed ${seed})`,
          (place: TransactionalSinkPlace) => walkThroughCheckpoints(place, seed),
        ] as const,
    ),
  ];
  return laws.map(([name, check]) => ({
    name,
    run: async () => {
      const { createSink, read, dispose } = await underTest.create();
      const place = new TransactionalSinkPlace({ createSink, read, valueAt: underTest.valueAt });
      try {
        await check(place);
      } finally {
        await place.closeAll();
        await dispose?.();
      }
    },
  }));
}
