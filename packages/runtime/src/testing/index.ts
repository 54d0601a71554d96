export { ManualClock } from './manual-clock.js';
export {
  type Diagnostic,
  OperatorHarness,
  type OperatorHarnessOptions,
  type ProcessedEvent,
} from './operator-harness.js';
export { SeededRandom } from './seeded-random.js';
