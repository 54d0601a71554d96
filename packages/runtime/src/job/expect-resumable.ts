import { formatKey, MillraceError } from '@millrace/api';
import type { AgentPlan } from '@millrace/plan';
import type { CheckpointManifest } from '../checkpoint/checkpoint-manifest.js';
import type { CheckpointStore } from '../checkpoint/checkpoint-store.js';
import { decodeKeySnapshot, keyOf } from '../keyed-state/key-snapshot.js';
import type { Source } from '../source/source.js';
import { expectAllSources, expectSameInput } from '../source/source-identity.js';

/**
 * Asks, before anything is changed, whether a plan has every action that unfinished work of a checkpoint needs.
 *
 * @throws MillraceError `PLAN_MISMATCH`
 */
export function expectActions(plan: AgentPlan, { busyKeys }: CheckpointManifest, store: CheckpointStore): void {
  const known = new Set(plan.actions.map(({ name }) => name));
  for (const key of busyKeys) {
    const bytes = store.readKey(key);
    const snapshot = bytes === undefined ? undefined : decodeKeySnapshot(key, bytes);
    const missing = snapshot?.run?.tasks.find(({ actionName }) => !known.has(actionName));
    if (snapshot?.run !== undefined && missing !== undefined) {
      throw new MillraceError(
        'PLAN_MISMATCH',
        `Run ${snapshot.run.number} of key ${formatKey(keyOf(snapshot))} needs the action ${JSON.stringify(missing.actionName)}, which the plan does not have.`,
        { hint: 'Resume with the plan the job was stopped with, or start anew.' },
      );
    }
  }
}

/** Asks the same of sources. @throws IllegalStateError `SOURCE_IDENTITY_CHANGED` */
export async function expectSources(sources: readonly Source<unknown>[], manifest: CheckpointManifest): Promise<void> {
  expectAllSources(sources, manifest.sources);
  for (const source of sources) {
    const progress = manifest.sources[source.id];
    if (progress !== undefined) {
      await expectSameInput(source, progress);
    }
  }
}
