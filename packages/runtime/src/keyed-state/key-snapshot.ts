import { type AttributeValue, decodeKey, encodeKey, type Key } from '@millrace/api';
import { Packr } from 'msgpackr';
import type { ActionStateRecord } from '../action-state/action-state.js';
import type { CallHistorySnapshot } from '../action-state/call-history.js';
import { type RecordedOperation, recordOperations } from '../action-state/recorded-operation.js';
import type { RecordedRun } from '../action-state/recorded-run.js';
import { textToValue, valueToText } from '../action-state/value-text.js';
import type { InputPosition } from '../errors.js';
import type { MemorySnapshotEntry } from '../memory/key-memory.js';
import type { Output } from '../output/sink.js';
import type { ActionTask } from '../task/action-task.js';
import type { Run } from '../task/run.js';
import type { ArrivedInput, KeyState } from './key-state.js';

/** Everything a checkpoint keeps of one key. Values are JSON text with their types encoded. */
export interface KeySnapshot {
  readonly key: Uint8Array;
  readonly nextRunNumber: number;
  readonly memory: readonly MemorySnapshotEntry[];
  readonly pending: readonly InputSnapshot[];
  readonly run: RunSnapshot | undefined;
  /** Records of runs whose input has yet to be delivered again: the journal before the checkpoint is not read any more. */
  readonly recorded: readonly ActionStateRecord[];
}

/** An input as it arrived. */
export interface InputSnapshot {
  readonly value: string;
  readonly timestamp: number | undefined;
  readonly position: InputPosition;
}

/** An unfinished run. */
export interface RunSnapshot {
  readonly number: number;
  readonly input: InputSnapshot;
  readonly startedAtMs: number;
  readonly shortTerm: readonly RecordedOperation[];
  readonly sensory: readonly RecordedOperation[];
  readonly readPaths: readonly string[];
  readonly heldOutputs: readonly OutputSnapshot[];
  readonly succeededCalls: readonly string[];
  /** Tasks that are not completed, in the order in which they were triggered. */
  readonly tasks: readonly TaskSnapshot[];
}

/** An output that waits for the end of its run. */
export interface OutputSnapshot {
  readonly value: string;
  readonly timestamp: number | undefined;
  readonly outputId: string;
}

/** An action task that is not completed. Whatever it was doing, it begins again at its first line, with its calls. */
export interface TaskSnapshot {
  readonly invocation: string;
  readonly actionName: string;
  readonly event: EventSnapshot;
  readonly calls: CallHistorySnapshot;
}

/** The event an action task is about. */
export interface EventSnapshot {
  readonly type: string;
  readonly attributes: string;
  readonly id: string;
  readonly upstreamEventId: string | undefined;
  readonly upstreamActionName: string | undefined;
}

/** What is unfinished of a key. */
export type WorkSnapshot = Pick<KeySnapshot, 'nextRunNumber' | 'pending' | 'run' | 'recorded'>;

/** A snapshot as it is packed: by position, without the key it is stored under, and nothing of what an idle key does not have, because most keys are idle. */
type PackedSnapshot = readonly [
  nextRunNumber: number,
  /** For each item its path, its value, and when it was refreshed; `null`: an object, or no time to live. */
  memory: readonly (string | number | null)[],
  work?: Pick<KeySnapshot, 'pending' | 'run' | 'recorded'>,
];

const packr = new Packr({ useRecords: false, variableMapSize: true });

export function encodeKeySnapshot(snapshot: KeySnapshot): Uint8Array {
  const { nextRunNumber, pending, run, recorded } = snapshot;
  const memory = snapshot.memory.flatMap(({ path, value, refreshedAt }) => [path, value ?? null, refreshedAt ?? null]);
  const packed: PackedSnapshot = isBusy(snapshot)
    ? [nextRunNumber, memory, { pending, run, recorded }]
    : [nextRunNumber, memory];
  return packr.pack(packed);
}

/** @param key what the snapshot is stored under. */
export function decodeKeySnapshot(key: Uint8Array, bytes: Uint8Array): KeySnapshot {
  // What encodeKeySnapshot has packed.
  const [nextRunNumber, packed, work] = packr.unpack(bytes) as PackedSnapshot;
  const memory: MemorySnapshotEntry[] = [];
  for (let at = 0; at < packed.length; at += 3) {
    const [path, value, refreshedAt] = packed.slice(at, at + 3) as [string, string | null, number | null];
    memory.push({ path, value: value ?? undefined, refreshedAt: refreshedAt ?? undefined });
  }
  return { key, nextRunNumber, memory, ...(work ?? { pending: [], run: undefined, recorded: [] }) };
}

/** What is unfinished of a key, as it is now: it goes on changing. */
export function snapshotWork(state: KeyState): WorkSnapshot {
  return {
    nextRunNumber: state.nextRunNumber,
    pending: state.pending.toArray().map(snapshotInput),
    run: state.run === undefined || state.run.hasEnded || state.run.isAbandoned ? undefined : snapshotRun(state.run),
    recorded: state.recorded.flatMap((run: RecordedRun) => run.records),
  };
}

/** What a checkpoint keeps of a key, as it is now. @param work what was unfinished at the cut, if that was not now. */
export function snapshotKey(state: KeyState, work: WorkSnapshot = snapshotWork(state)): KeySnapshot {
  return { key: encodeKey(state.key), memory: state.memory.snapshot(), ...work };
}

export function keyOf(snapshot: KeySnapshot): Key {
  return decodeKey(snapshot.key);
}

/** An output as it waited. */
export function restoreOutput({ value, timestamp, outputId }: OutputSnapshot, key: Key): Output {
  return { value: textToValue(value), key, timestamp, outputId };
}

/** Whether a key has work to resume. */
export function isBusy(snapshot: WorkSnapshot): boolean {
  return snapshot.run !== undefined || snapshot.pending.length > 0 || snapshot.recorded.length > 0;
}

/** An input as it was given to the operator. */
export function restoreInput(input: InputSnapshot): {
  readonly value: AttributeValue;
  readonly timestamp: number | undefined;
  readonly position: InputPosition;
} {
  return { value: textToValue(input.value), timestamp: input.timestamp, position: input.position };
}

function snapshotInput({ event, position }: ArrivedInput): InputSnapshot {
  return { value: valueToText(event.attribute('input') ?? null), timestamp: event.sourceTimestamp, position };
}

function snapshotRun(run: Run): RunSnapshot {
  return {
    number: run.number,
    input: snapshotInput(run.arrived),
    startedAtMs: run.startedAtMs,
    shortTerm: recordOperations(run.shortTerm.operations),
    sensory: recordOperations(run.sensory.operations),
    readPaths: [...run.readPaths],
    heldOutputs: run.heldOutputs.map(({ value, timestamp, outputId }) => ({
      value: valueToText(value),
      timestamp,
      outputId,
    })),
    succeededCalls: [...run.succeededCalls],
    tasks: [...run.openTasks].map(snapshotTask),
  };
}

function snapshotTask(task: ActionTask): TaskSnapshot {
  const { event } = task;
  return {
    invocation: task.id.toString(),
    actionName: task.actionName,
    event: {
      type: event.type,
      attributes: valueToText(event.attributes),
      id: event.id,
      upstreamEventId: event.upstreamEventId,
      upstreamActionName: event.upstreamActionName,
    },
    calls: task.history.snapshot(task.hasStarted ? task.startedAt : undefined),
  };
}
