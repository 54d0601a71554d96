import type { ConformanceCase } from '@millrace/api/conformance';
import { failureLaws, flushLaws, lifecycleLaws, tornEndLaws } from './action-state-failure-laws.js';
import type { Law } from './action-state-law.js';
import { recordLaws } from './action-state-record-laws.js';
import { recoveryLaws } from './action-state-recovery-laws.js';
import type { ActionStateStoreHarness } from './action-state-store-harness.js';

/** The laws of `ActionStateStore`, as cases that any implementation can run. */
export function actionStateStoreConformance(harness: ActionStateStoreHarness): readonly ConformanceCase[] {
  const laws = [
    ...lifecycleLaws,
    ...recordLaws,
    ...recoveryLaws,
    ...(harness.canFail === true ? failureLaws : []),
    ...(harness.canTear === true ? tornEndLaws : []),
    ...(harness.countsFlushes === true ? flushLaws : []),
  ];
  return laws.map(([name, check]) => ({ name, run: () => runLaw(harness, check) }));
}

async function runLaw(harness: ActionStateStoreHarness, check: Law[1]): Promise<void> {
  const fixture = await harness.setUp();
  try {
    await check(fixture);
  } finally {
    await fixture.cleanUp();
  }
}
