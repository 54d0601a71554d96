import { AgentConfiguration, ResourceDescriptor } from '@millrace/api';
import { AgentPlan } from '@millrace/plan';
import { SubtaskJournal } from '../action-state/subtask-journal.js';
import { CheckpointReader } from '../checkpoint/checkpoint-reader.js';
import { StateSweep } from '../checkpoint/state-sweep.js';
import { systemClock } from '../clock.js';
import { KeyOwnership } from '../identity/key-ownership.js';
import { loadAgentModule } from '../job/agent-module.js';
import { LocalSubtask } from '../job/local-subtask.js';
import { checkpointDirectory, journalDirectory } from '../job/state-directory.js';
import type { Mailbox } from '../mailbox/mailbox.js';
import type { MetricRegistry } from '../metrics/metric-registry.js';
import { type AssembledOperator, createOperator, type OperatorSetup } from '../operator/operator-factory.js';
import type { SubtaskThreadData } from './subtask-thread-protocol.js';

/** What is open in the thread of a subtask. */
export interface ThreadedOperator {
  readonly assembled: AssembledOperator;
  readonly subtask: LocalSubtask;
  /** The newest checkpoint; absent: nothing is kept. */
  readonly reader: CheckpointReader | undefined;
}

/** What the thread gives its operator. */
export type ThreadParts = Pick<
  OperatorSetup,
  'logger' | 'mailbox' | 'metrics' | 'sink' | 'deadLetterSink' | 'onProgress' | 'onFailure'
> & { readonly mailbox: Mailbox; readonly metrics: MetricRegistry };

/**
 * The composition root of a thread: imports the agent, opens the subtask's journal, what it reads of checkpoints, and its operator.
 *
 * @param opened collects how to close what was opened.
 */
export async function openThreadedOperator(
  data: SubtaskThreadData,
  parts: ThreadParts,
  opened: (() => Promise<void>)[],
): Promise<ThreadedOperator> {
  const { jobId, subtask, parallelism, state } = data;
  const program = await loadAgentModule(new URL(data.module));
  const plan = await AgentPlan.compile(program.agent, {
    configuration: AgentConfiguration.fromJson(data.configuration),
    resources: data.resources.map(({ name, type, descriptor }) => ({
      name,
      type,
      resource: ResourceDescriptor.fromJson(descriptor),
    })),
  });
  const ownership = new KeyOwnership(parallelism);
  const ownsKey = (key: Uint8Array): boolean => ownership.ownerOf(key) === subtask;
  let durability: OperatorSetup['durability'];
  let reader: CheckpointReader | undefined;
  if (state !== undefined) {
    const { place } = state;
    const journal = new SubtaskJournal(
      journalDirectory(place.directory),
      { subtask, parallelism },
      { durability: place.durability },
    );
    opened.push(() => journal.close());
    await journal.open();
    await journal.rebuildState(state.markers, ownsKey);
    const opening = await CheckpointReader.open(checkpointDirectory(place.directory));
    opened.push(() => opening.close());
    reader = opening;
    const { positions, busyKeys, attempt } = state;
    const { errorClasses } = program;
    durability = { actionStateStore: journal, checkpointStore: reader, positions, busyKeys, attempt, errorClasses };
  }
  const assembled = await createOperator({
    ...parts,
    plan,
    jobId,
    subtaskIndex: subtask,
    clock: systemClock,
    durability,
    alwaysReplay: data.alwaysReplay,
    eventLoggers: program.createEventLoggers(),
    listeners: [],
    longTermMemory: program.longTermMemory,
  });
  opened.push(() => assembled.close());
  await assembled.open();
  const { keyedState } = assembled;
  const { mailbox } = parts;
  const sweep =
    reader === undefined || state === undefined
      ? undefined
      : new StateSweep(reader, { keyedState, ownsKey, mailbox, startAt: state.sweepFrom });
  return { assembled, subtask: new LocalSubtask(assembled, mailbox, sweep), reader };
}
