import { createHash } from 'node:crypto';
import { errorMessage, type Logger } from '@millrace/api';
import type { CheckpointCoordinator } from '../checkpoint/checkpoint-coordinator.js';
import { decodeManifest } from '../checkpoint/checkpoint-manifest.js';
import type { CheckpointStore, StoredCheckpoint } from '../checkpoint/checkpoint-store.js';
import type { Clock } from '../clock.js';
import { type Savepoint, savepointExists } from './savepoint.js';
import type { SavepointStore } from './savepoint-store.js';

/** What savepoints are taken with. */
export interface SavepointParts {
  readonly savepoints: SavepointStore;
  readonly checkpointStore: CheckpointStore;
  readonly coordinator: CheckpointCoordinator;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How many automatic ones are kept; 0: none is taken. */
  readonly retained: number;
}

/** Takes savepoints of a running job: a checkpoint, and a copy of it before the next one begins. */
export class SavepointTaker {
  readonly #parts: SavepointParts;

  constructor(parts: SavepointParts) {
    this.#parts = parts;
  }

  /** @throws IllegalStateError `SAVEPOINT_EXISTS` */
  async take(name: string): Promise<Savepoint> {
    const existing = await this.#parts.savepoints.list();
    if (existing.some((savepoint) => savepoint.name === name)) {
      throw savepointExists(name);
    }
    return await this.#take((checkpoint, takenAtMs) => describe(checkpoint, takenAtMs, name));
  }

  /** Takes an automatic one, and removes older ones that are too many. It is not what the job was asked for, so failing is only told. */
  async takeAutomatic(): Promise<Savepoint | undefined> {
    const { savepoints, retained, logger } = this.#parts;
    if (retained === 0) {
      return undefined;
    }
    try {
      const taken = await this.#take((checkpoint, takenAtMs) => describe(checkpoint, takenAtMs, undefined));
      const automatic = (await savepoints.list()).filter(({ isAutomatic }) => isAutomatic);
      for (const { name } of automatic.slice(0, -retained)) {
        await savepoints.remove(name);
      }
      return taken;
    } catch (error) {
      logger.warn('No savepoint was taken when the job stopped; it goes on from its newest checkpoint.', {
        error: errorMessage(error),
      });
      return undefined;
    }
  }

  async #take(describeCheckpoint: (checkpoint: StoredCheckpoint, takenAtMs: number) => Savepoint): Promise<Savepoint> {
    const { savepoints, checkpointStore, coordinator, clock } = this.#parts;
    return await coordinator.triggerAnd(async (checkpoint) => {
      const savepoint = describeCheckpoint(checkpoint, clock.now());
      await savepoints.add(savepoint, (directory) => checkpointStore.savepoint(directory));
      return savepoint;
    });
  }
}

/** Tells whether a checkpoint is the one a savepoint was made of. */
export function checkpointDigest({ manifest }: StoredCheckpoint): string {
  return createHash('sha256').update(manifest).digest('hex');
}

function describe(checkpoint: StoredCheckpoint, takenAtMs: number, name: string | undefined): Savepoint {
  const { checkpointId, manifest } = checkpoint;
  const time = new Date(takenAtMs).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return {
    name: name ?? `stop-${time}-${checkpointId}`,
    jobId: decodeManifest(manifest).jobId,
    checkpointId,
    digest: checkpointDigest(checkpoint),
    takenAtMs,
    isAutomatic: name === undefined,
  };
}
