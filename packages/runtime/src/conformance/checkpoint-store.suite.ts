import type { ConformanceCase } from '@millrace/api/conformance';
import type { CheckpointStoreFixture } from './checkpoint-store-law.js';
import { lifecycleLaws, savepointLaws } from './checkpoint-store-life-laws.js';
import { stateLaws } from './checkpoint-store-state-laws.js';
import { writeLaws } from './checkpoint-store-write-laws.js';

/** What the suite needs to know of the store it checks. */
export interface CheckpointStoreUnderTest {
  /** Makes a place for checkpoints. */
  create(): Promise<CheckpointStoreFixture>;
}

/** The promises of `CheckpointStore`, checked one by one. Crashes and damaged disks are beyond it. */
export function checkpointStoreConformance(underTest: CheckpointStoreUnderTest): readonly ConformanceCase[] {
  return [...lifecycleLaws, ...stateLaws, ...writeLaws, ...savepointLaws].map(([name, law]) => ({
    name,
    run: async () => {
      const fixture = await underTest.create();
      try {
        await law(fixture);
      } finally {
        await fixture.dispose?.();
      }
    },
  }));
}
