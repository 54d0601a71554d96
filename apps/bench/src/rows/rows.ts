import { inMemory } from './a-in-memory.js';
import { eventLog } from './b-event-log.js';
import { durable } from './c-durable.js';
import { hotKey } from './d-hot-key.js';
import { checkpoints } from './e-checkpoints.js';
import { recovery } from './f-recovery.js';
import { idleKeys } from './g-idle-keys.js';
import { suspendedRuns } from './h-suspended-runs.js';
import { watermarks } from './i-watermarks.js';
import { subtasks } from './j-subtasks.js';
import type { Row } from './row.js';

/** The rows of the table, in its order. */
export const rows: readonly Row[] = [
  inMemory,
  eventLog,
  durable,
  hotKey,
  checkpoints,
  recovery,
  idleKeys,
  suspendedRuns,
  watermarks,
  subtasks,
];
