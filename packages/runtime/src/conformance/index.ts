export { actionStateStoreConformance } from './action-state-store.suite.js';
export type { ActionStateStoreFixture, ActionStateStoreHarness } from './action-state-store-harness.js';
export { checkpointStoreConformance, type CheckpointStoreUnderTest } from './checkpoint-store.suite.js';
export type { CheckpointStoreFixture } from './checkpoint-store-law.js';
export { sinkConformance, type SinkUnderTest } from './sink.suite.js';
export { sourceConformance, type SourceUnderTest } from './source.suite.js';
export { type TransactionalSinkUnderTest, transactionalSinkConformance } from './transactional-sink.suite.js';
