import { StateSweep } from '../checkpoint/state-sweep.js';
import type { KeyOwnership } from '../identity/key-ownership.js';
import type { Mailbox } from '../mailbox/mailbox.js';
import type { MetricRegistry } from '../metrics/metric-registry.js';
import { type AssembledOperator, createOperator, type OperatorDurability } from '../operator/operator-factory.js';
import { RuntimeOptions } from '../options.js';
import { MergedOutlet } from '../output/merged-outlet.js';
import type { Sink } from '../output/sink.js';
import type { SubtaskState } from '../thread/subtask-thread-protocol.js';
import { ThreadSubtask } from '../thread/thread-subtask.js';
import type { DurableState } from './durable-state.js';
import type { JobSetup, SubtaskThreads } from './job-setup.js';
import { LocalSubtask } from './local-subtask.js';
import type { Subtask } from './subtask.js';
import { Subtasks } from './subtasks.js';

/** How many records may be on their way to a thread, and how many departures from it. */
const threadWindowSize = 256;

/** What subtasks are opened with. */
export interface SubtaskOpenerParts {
  readonly setup: JobSetup;
  readonly jobId: string;
  readonly ownership: KeyOwnership;
  readonly mailbox: Mailbox;
  readonly metrics: MetricRegistry;
  readonly sourceIds: readonly string[];
  /** Absent: everything is in memory. */
  readonly durableState: DurableState | undefined;
  readonly onProgress: () => void;
  readonly onFailure: (error: unknown) => void;
}

/** Makes and opens the subtasks of a job, on this thread or in threads of their own, and what leads from several of them to the sinks. */
export class SubtaskOpener {
  readonly #parts: SubtaskOpenerParts;
  readonly #mergedOutlet: MergedOutlet | undefined;

  constructor(parts: SubtaskOpenerParts) {
    const { setup, ownership, onProgress, onFailure } = parts;
    const { plan, sink, deadLetterSink, threads } = setup;
    this.#parts = parts;
    this.#mergedOutlet =
      ownership.parallelism === 1 && threads === undefined
        ? undefined
        : new MergedOutlet(ownership.parallelism, plan.configuration.get(RuntimeOptions.maxWaitingOutputs), {
            sink,
            deadLetterSink,
            onProgress,
            onFailure,
          });
  }

  /** Where the subtasks' outlets lead when there are several. */
  get mergedOutlet(): MergedOutlet | undefined {
    return this.#mergedOutlet;
  }

  /** @param opened collects how to close what was opened. */
  async open(opened: (() => Promise<void> | void)[]): Promise<Subtasks> {
    const { setup, ownership } = this.#parts;
    const { threads } = setup;
    const numbers = Array.from({ length: ownership.parallelism }, (_, subtask) => subtask);
    if (threads !== undefined) {
      return new Subtasks(
        await Promise.all(numbers.map((subtask) => this.#openThread(subtask, threads, opened))),
        ownership,
      );
    }
    const local: Subtask[] = [];
    for (const subtask of numbers) {
      local.push(await this.#openLocal(subtask, opened));
    }
    return new Subtasks(local, ownership);
  }

  async #openThread(
    subtask: number,
    { module, resources }: SubtaskThreads,
    opened: (() => Promise<void> | void)[],
  ): Promise<Subtask> {
    const { setup, jobId, ownership, sourceIds, onProgress, onFailure } = this.#parts;
    const { plan, logger, errorClasses, alwaysReplay = false, clock } = setup;
    const thread = new ThreadSubtask({
      data: {
        module: module.href,
        configuration: plan.configuration.toJSON(),
        resources,
        jobId,
        subtask,
        parallelism: ownership.parallelism,
        sourceIds,
        hasDeadLetterSink: setup.deadLetterSink !== undefined,
        alwaysReplay,
        windowSize: threadWindowSize,
        state: this.#stateOfThread(subtask),
      },
      ...this.#exitOf(subtask),
      logger,
      clock,
      settleTimeoutMs: plan.configuration.get(RuntimeOptions.callSettleTimeoutMs),
      errorClasses,
      onProgress,
      onFailure,
    });
    opened.push(() => thread.close());
    await thread.whenReady();
    return thread;
  }

  async #openLocal(subtask: number, opened: (() => Promise<void> | void)[]): Promise<Subtask> {
    const { durableState, ownership, mailbox } = this.#parts;
    const assembled = await this.#assemble(subtask);
    opened.push(() => assembled.close());
    await assembled.open();
    const sweep =
      durableState &&
      new StateSweep(durableState.checkpointStore, {
        keyedState: assembled.keyedState,
        ownsKey: (key) => ownership.ownerOf(key) === subtask,
        mailbox,
        startAt: durableState.restored?.checkpointId ?? -1,
      });
    return new LocalSubtask(assembled, mailbox, sweep);
  }

  async #assemble(subtask: number): Promise<AssembledOperator> {
    const { setup, jobId, ownership, mailbox, metrics, onProgress, onFailure } = this.#parts;
    const { plan, eventLoggers, listeners, longTermMemory, logger, clock, handedOver, alwaysReplay } = setup;
    return await createOperator({
      plan,
      jobId,
      subtaskIndex: subtask,
      durability: this.#durabilityOf(subtask),
      handedOver,
      alwaysReplay,
      logger,
      clock,
      mailbox,
      metrics: ownership.parallelism === 1 ? metrics : metrics.getSubGroup('subtask', String(subtask)),
      eventLoggers: eventLoggers.flatMap((create) => create()),
      listeners,
      longTermMemory,
      ...this.#exitOf(subtask),
      onProgress,
      onFailure,
    });
  }

  #exitOf(subtask: number): { readonly sink: Sink; readonly deadLetterSink: Sink | undefined } {
    const { sink, deadLetterSink } = this.#parts.setup;
    return this.#mergedOutlet?.exitOf(subtask) ?? { sink, deadLetterSink };
  }

  #durabilityOf(subtask: number): OperatorDurability | undefined {
    const { durableState, setup } = this.#parts;
    const actionStateStore = durableState?.actionStateStores[subtask];
    if (durableState === undefined || actionStateStore === undefined) {
      return undefined;
    }
    return {
      actionStateStore,
      checkpointStore: durableState.checkpointStore,
      errorClasses: setup.errorClasses,
      ...this.#restoredPartOf(subtask),
    };
  }

  #stateOfThread(subtask: number): SubtaskState | undefined {
    const { durableState, setup } = this.#parts;
    const place = setup.durability?.place;
    if (place === undefined || durableState === undefined) {
      return undefined;
    }
    return {
      place,
      markers: durableState.restored?.manifest.markers ?? [],
      ...this.#restoredPartOf(subtask),
      sweepFrom: durableState.restored?.checkpointId ?? -1,
    };
  }

  /** What the restored checkpoint says of a subtask. */
  #restoredPartOf(subtask: number): Pick<OperatorDurability, 'positions' | 'busyKeys' | 'attempt'> {
    const { durableState, ownership } = this.#parts;
    const manifest = durableState?.restored?.manifest;
    const positions = Object.entries(manifest?.sources ?? {}).flatMap(([id, { position }]) =>
      position === undefined ? [] : [[id, position] as const],
    );
    return {
      positions: new Map(positions),
      busyKeys: (manifest?.busyKeys ?? []).filter((key) => ownership.ownerOf(key) === subtask),
      attempt: manifest === undefined ? 0 : manifest.attempt + 1,
    };
  }
}
