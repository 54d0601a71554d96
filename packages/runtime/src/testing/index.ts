export { crashEverywhere, type CrashEverywhereOptions, type CrashReport } from './crash-everywhere.js';
export { FileCheckpointStore } from './file-checkpoint-store.js';
export { ManualClock } from './manual-clock.js';
export {
  type Diagnostic,
  OperatorHarness,
  type OperatorHarnessOptions,
  type ProcessedEvent,
} from './operator-harness.js';
export { SeededRandom } from './seeded-random.js';
export { SimulatedActionStateStore } from './simulated-action-state-store.js';
export { SimulatedCheckpointStore } from './simulated-checkpoint-store.js';
export type { Fault, FileOperation } from './simulated-faults.js';
export {
  type DurableOperation,
  type DurableOperationObserver,
  SimulatedFileSystem,
  type SimulatedFileSystemOptions,
} from './simulated-file-system.js';
export { type CrashPoint, SimulatedFailure, SimulatedIo, type SimulatedIoOptions } from './simulated-io.js';
export { type LifeEnd, simulateLife, type SimulatedLifeOptions } from './simulated-life.js';
export { type DeliveryListener, SimulatedSink } from './simulated-sink.js';
export type { SimulatedScenario } from './simulated-run.js';
export { type SimulatedRecord, SimulatedSource } from './simulated-source.js';
export { simulatedStateDirectory, type SimulatedStateDirectoryOptions } from './simulated-state-directory.js';
export {
  type Delivery,
  SimulatedStorage,
  type StoredDeliveries,
  type StoredRecord,
  type StoredState,
} from './simulated-storage.js';
