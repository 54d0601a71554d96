import {
  type AttributeValue,
  type EventListener,
  type EventLogger,
  errorMessage,
  type Key,
  type Logger,
  MillraceError,
} from '@millrace/api';
import type { AgentPlan } from '@millrace/plan';
import { CheckpointCoordinator } from '../checkpoint/checkpoint-coordinator.js';
import type { CheckpointManifest } from '../checkpoint/checkpoint-manifest.js';
import { beginSink } from '../checkpoint/sink-transactions.js';
import { StateSweep } from '../checkpoint/state-sweep.js';
import type { Clock } from '../clock.js';
import type { HandedOverCalls } from '../context/handed-over-calls.js';
import { type BadInputError, type InputPosition, JobFailedError } from '../errors.js';
import { KeyOwnership } from '../identity/key-ownership.js';
import { Mailbox, type MailboxOptions } from '../mailbox/mailbox.js';
import { MetricRegistry } from '../metrics/metric-registry.js';
import {
  type AssembledOperator,
  createOperator,
  type LongTermMemoryFactory,
  type OperatorDurability,
  resolveJobId,
} from '../operator/operator-factory.js';
import { RuntimeOptions, readParallelism } from '../options.js';
import { deadLetterOutput } from '../output/dead-letter.js';
import { describeDelivery } from '../output/delivery.js';
import { MergedOutlet } from '../output/merged-outlet.js';
import type { Sink, SinkOpenParams } from '../output/sink.js';
import { CombinedWatermark } from '../source/combined-watermark.js';
import { expectAllSources } from '../source/source-identity.js';
import { type PumpHost, type SourceBinding, SourcePump } from '../source/source-pump.js';
import { MAX_WATERMARK } from '../source/watermark-strategy.js';
import type { DescribedResource, SubtaskState } from '../thread/subtask-thread-protocol.js';
import { ThreadSubtask } from '../thread/thread-subtask.js';
import { type DurableState, type DurableStores, openDurableState } from './durable-state.js';
import { expectActions } from './expect-resumable.js';
import type { JobBeginning, JobReport } from './job-report.js';
import { LocalSubtask } from './local-subtask.js';
import { jobNotRunning, type Savepoint, savepointsUnsupported } from './savepoint.js';
import { SavepointTaker } from './savepoint-taker.js';
import type { Subtask } from './subtask.js';
import { Subtasks } from './subtasks.js';
import { waitAtMost } from './wait-at-most.js';

/** What a job is made of. */
export interface JobSetup {
  readonly plan: AgentPlan;
  /** Whether an attempt went before this one. Default: `false`. */
  readonly isRestart?: boolean;
  readonly sources: readonly SourceBinding[];
  readonly sink: Sink;
  readonly deadLetterSink: Sink | undefined;
  /** Make the event loggers of one subtask. */
  readonly eventLoggers: readonly (() => EventLogger | readonly EventLogger[])[];
  readonly listeners: readonly EventListener[];
  readonly longTermMemory: LongTermMemoryFactory | undefined;
  /** Where state survives a crash; absent: nowhere. */
  readonly durability: DurableStores | undefined;
  /** Savepoint to go on from. Default: the newest checkpoint. */
  readonly resumeFrom?: string | undefined;
  /** Name of the savepoint that is taken when the job is stopped. Default: an automatic one. */
  readonly savepointOnStop?: string | undefined;
  /** Whether what is kept there is discarded before the job begins. Default: `false`. */
  readonly fresh?: boolean;
  /** Told where an attempt begins, before the sinks are opened. */
  readonly onBegin?: ((beginning: JobBeginning) => void) | undefined;
  /** Where calls that outlive an attempt are left for the next. */
  readonly handedOver?: HandedOverCalls | undefined;
  /** How the subtasks run in threads of their own; absent: on this thread. */
  readonly threads?: SubtaskThreads | undefined;
  /** Whether invocations are repeated whenever an outcome of a durable call arrives. Default: `false`. */
  readonly alwaysReplay?: boolean | undefined;
  /** Classes of the user whose errors replay as instances of them. */
  readonly errorClasses: readonly { readonly name: string; readonly prototype: Error }[];
  readonly logger: Logger;
  readonly clock: Clock;
  /** Makes the mailbox of an attempt. Default: one that the event loop drains, oldest turn first. */
  readonly createMailbox?: (options: MailboxOptions) => Mailbox;
}

/** What the threads of subtasks make their agent of. */
export interface SubtaskThreads {
  /** The module that makes the agent. */
  readonly module: URL;
  /** Resources of the environment. */
  readonly resources: readonly DescribedResource[];
}

/** How many records may be on their way to a thread, and how many departures from it. */
const threadWindowSize = 256;

/** What the operator of a subtask is restored from. */
type RestoredOperators = (subtask: number) => OperatorDurability | undefined;

const inMemoryGuarantee =
  'in memory: every input is processed once while the process lives; a crash loses what was not written out, and a restart begins from the start of the sources';

/**
 * One attempt at a job: opens stores, resources and sources, pumps records into the operator, and closes everything when the input has ended, a stop was asked for, or something failed.
 */
export class JobAttempt implements PumpHost {
  readonly mailbox: Mailbox;
  readonly clock: Clock;
  #jobId: string;
  readonly #setup: JobSetup;
  readonly #openSinks: (params: SinkOpenParams) => Promise<void>;
  readonly #stopGraceMs: number;
  readonly #callSettleTimeoutMs: number;
  readonly #metrics: MetricRegistry;
  readonly #sourcesStop = new AbortController();
  readonly #pumps: readonly SourcePump[];
  readonly #watermark: CombinedWatermark | undefined;
  readonly #ownership: KeyOwnership;
  #subtasks: Subtasks | undefined;
  /** Where the subtasks' outlets lead when there are several. */
  #mergedOutlet: MergedOutlet | undefined;
  #outcome: { readonly error: unknown } | 'running' | 'done' = 'running';
  #settle: () => void = () => undefined;
  #stopped = false;
  #durableState: DurableState | undefined;
  #coordinator: CheckpointCoordinator | undefined;
  #savepoints: SavepointTaker | undefined;
  #lastSavepoint: string | undefined;
  #isFinishing = false;
  #hasBegun = false;
  #deadLetters = 0;

  /** @param openSinks opens the sinks, if they are not open yet: only now it is known which job they are for. */
  constructor(setup: JobSetup, openSinks: (params: SinkOpenParams) => Promise<void> = async () => {}) {
    this.#openSinks = openSinks;
    this.#stopGraceMs = setup.plan.configuration.get(RuntimeOptions.stopGraceMs);
    this.#callSettleTimeoutMs = setup.plan.configuration.get(RuntimeOptions.callSettleTimeoutMs);
    this.#setup = setup;
    this.clock = setup.clock;
    this.#ownership = new KeyOwnership(readParallelism(setup.plan.configuration));
    this.#jobId = resolveJobId(setup.plan.configuration);
    this.#metrics = new MetricRegistry(setup.clock);
    const mailboxOptions: MailboxOptions = { onError: (error) => this.#fail(error) };
    this.mailbox = setup.createMailbox?.(mailboxOptions) ?? new Mailbox(mailboxOptions);
    this.#pumps = setup.sources.map((binding, index) => new SourcePump(binding, index, this));
    this.#watermark = setup.sources.some(({ watermarks }) => watermarks !== undefined)
      ? new CombinedWatermark(setup.sources.length)
      : undefined;
  }

  get signal(): AbortSignal {
    return this.#sourcesStop.signal;
  }

  get hasRoom(): boolean {
    return this.#outcome === 'running' && this.#subtasks?.hasRoom === true;
  }

  /** Whether everything was opened, so that what failed may go better the next time. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Checkpoints completed, without the one that a new job begins with. */
  get checkpointsCompleted(): number {
    return this.#coordinator?.completedCount ?? 0;
  }

  /** Runs the attempt to its end. @throws what failed, after everything is closed. */
  async run(): Promise<JobReport> {
    const startedAtMs = this.clock.now();
    const opened: (() => Promise<void> | void)[] = [];
    let report: JobReport | undefined;
    try {
      const subtasks = await this.#open(opened);
      this.#hasBegun = true;
      await this.#process(subtasks);
      report = await this.#report(subtasks, this.clock.now() - startedAtMs);
    } catch (error) {
      this.#outcome = { error };
    }
    await this.#close(opened);
    if (report === undefined || typeof this.#outcome === 'object') {
      throw typeof this.#outcome === 'object'
        ? this.#outcome.error
        : new JobFailedError('The job ended without a result', undefined);
    }
    return report;
  }

  /** Takes no more records. What has begun may finish, for as long as `stop.grace` allows. */
  stop(): void {
    if (this.#stopped || this.#outcome !== 'running') {
      return;
    }
    this.#stopped = true;
    this.#stopSources();
    this.#endWhenIdle();
  }

  async #open(opened: (() => Promise<void> | void)[]): Promise<Subtasks> {
    const { plan } = this.#setup;
    const durability = await this.#openDurableState(opened);
    this.#setup.onBegin?.({
      jobId: this.#jobId,
      resumedFrom: this.#durableState?.restored?.checkpointId,
      resumedFromSavepoint: this.#setup.resumeFrom,
      previousFinished: this.#durableState?.previousFinished ?? false,
    });
    await this.#openSinks({ jobId: this.#jobId, agentName: plan.agentName, subtaskIndex: 0 });
    const subtasks = new Subtasks(await this.#openSubtasks(durability, opened), this.#ownership);
    this.#subtasks = subtasks;
    for (const pump of this.#pumps) {
      pump.deliverFirst(subtasks.journaledInputs(pump.binding.source.id));
    }
    await this.#resume(subtasks);
    return subtasks;
  }

  async #openSubtasks(
    durability: RestoredOperators | undefined,
    opened: (() => Promise<void> | void)[],
  ): Promise<readonly Subtask[]> {
    const { threads } = this.#setup;
    const subtasks = Array.from({ length: this.#ownership.parallelism }, (_, subtask) => subtask);
    if (threads !== undefined) {
      return await Promise.all(subtasks.map((subtask) => this.#openThread(subtask, threads, opened)));
    }
    const local: Subtask[] = [];
    for (const subtask of subtasks) {
      local.push(await this.#openSubtask(subtask, durability, opened));
    }
    return local;
  }

  async #openThread(
    subtask: number,
    { module, resources }: SubtaskThreads,
    opened: (() => Promise<void> | void)[],
  ): Promise<Subtask> {
    const { plan, logger, errorClasses, alwaysReplay = false } = this.#setup;
    const thread = new ThreadSubtask({
      data: {
        module: module.href,
        configuration: plan.configuration.toJSON(),
        resources,
        jobId: this.#jobId,
        subtask,
        parallelism: this.#ownership.parallelism,
        sourceIds: this.#pumps.map(({ binding }) => binding.source.id),
        hasDeadLetterSink: this.#setup.deadLetterSink !== undefined,
        alwaysReplay,
        windowSize: threadWindowSize,
        state: this.#stateOfThread(subtask),
      },
      ...this.#exitOf(subtask),
      logger,
      clock: this.clock,
      settleTimeoutMs: this.#callSettleTimeoutMs,
      errorClasses,
      onProgress: () => this.#onProgress(),
      onFailure: (error) => this.#fail(error),
    });
    opened.push(() => thread.close());
    await thread.whenReady();
    return thread;
  }

  #stateOfThread(subtask: number): SubtaskState | undefined {
    const place = this.#setup.durability?.place;
    const state = this.#durableState;
    if (place === undefined || state === undefined) {
      return undefined;
    }
    return {
      place,
      markers: state.restored?.manifest.markers ?? [],
      ...this.#restoredPartOf(subtask),
      sweepFrom: state.restored?.checkpointId ?? -1,
    };
  }

  async #openSubtask(
    subtask: number,
    durability: RestoredOperators | undefined,
    opened: (() => Promise<void> | void)[],
  ): Promise<Subtask> {
    const assembled = await this.#assemble(subtask, durability?.(subtask));
    opened.push(() => assembled.close());
    await assembled.open();
    const sweep =
      this.#durableState &&
      new StateSweep(this.#durableState.checkpointStore, {
        keyedState: assembled.keyedState,
        ownsKey: (key) => this.#ownership.ownerOf(key) === subtask,
        mailbox: this.mailbox,
        startAt: this.#durableState.restored?.checkpointId ?? -1,
      });
    return new LocalSubtask(assembled, this.mailbox, sweep);
  }

  async #assemble(subtask: number, durability: OperatorDurability | undefined): Promise<AssembledOperator> {
    const { plan, eventLoggers, listeners, longTermMemory, logger, sink, deadLetterSink } = this.#setup;
    const { parallelism } = this.#ownership;
    return await createOperator({
      plan,
      jobId: this.#jobId,
      subtaskIndex: subtask,
      durability,
      handedOver: this.#setup.handedOver,
      alwaysReplay: this.#setup.alwaysReplay,
      logger,
      clock: this.clock,
      mailbox: this.mailbox,
      metrics: parallelism === 1 ? this.#metrics : this.#metrics.getSubGroup('subtask', String(subtask)),
      eventLoggers: eventLoggers.flatMap((create) => create()),
      listeners,
      longTermMemory,
      ...(parallelism === 1 ? { sink, deadLetterSink } : this.#exitOf(subtask)),
      onProgress: () => this.#onProgress(),
      onFailure: (error) => this.#fail(error),
    });
  }

  #exitOf(subtask: number): { readonly sink: Sink; readonly deadLetterSink: Sink | undefined } {
    const { plan, sink, deadLetterSink } = this.#setup;
    this.#mergedOutlet ??= new MergedOutlet(
      this.#ownership.parallelism,
      plan.configuration.get(RuntimeOptions.maxWaitingOutputs),
      { sink, deadLetterSink, onProgress: () => this.#onProgress(), onFailure: (error) => this.#fail(error) },
    );
    return this.#mergedOutlet.exitOf(subtask);
  }

  async #openDurableState(opened: (() => Promise<void> | void)[]): Promise<RestoredOperators | undefined> {
    const { durability: stores, errorClasses, plan } = this.#setup;
    if (stores === undefined) {
      return undefined;
    }
    const { isRestart = false } = this.#setup;
    const state = await openDurableState(stores, this.#ownership, {
      opened,
      leavesJournals: this.#setup.threads !== undefined,
      isRestart,
      expectResumable: (manifest, store) => expectActions(plan, manifest, store),
    });
    this.#durableState = state;
    const manifest = state.restored?.manifest;
    expectAllSources(
      this.#pumps.map(({ binding }) => binding.source),
      manifest?.sources ?? {},
    );
    for (const pump of this.#pumps) {
      await pump.restore(manifest?.sources[pump.binding.source.id]);
    }
    this.#jobId = manifest?.jobId ?? this.#jobId;
    return (subtask) => {
      const actionStateStore = state.actionStateStores[subtask];
      return actionStateStore === undefined
        ? undefined
        : {
            actionStateStore,
            checkpointStore: state.checkpointStore,
            errorClasses,
            ...this.#restoredPartOf(subtask),
          };
    };
  }

  /** What the restored checkpoint says of a subtask. */
  #restoredPartOf(subtask: number): Pick<OperatorDurability, 'positions' | 'busyKeys' | 'attempt'> {
    const manifest = this.#durableState?.restored?.manifest;
    const positions = Object.entries(manifest?.sources ?? {}).flatMap(([id, { position }]) =>
      position === undefined ? [] : [[id, position] as const],
    );
    const busyKeys = manifest?.busyKeys ?? [];
    return {
      positions: new Map(positions),
      busyKeys: busyKeys.filter((key) => this.#ownership.ownerOf(key) === subtask),
      attempt: manifest === undefined ? 0 : manifest.attempt + 1,
    };
  }

  /** Begins where the restored checkpoint ended, or takes the first checkpoint of a new job, which fixes its identity. */
  async #resume(subtasks: Subtasks): Promise<void> {
    const state = this.#durableState;
    if (state === undefined) {
      return;
    }
    const { sink, deadLetterSink } = this.#setup;
    const { restored } = state;
    await beginSink(sink, restored?.manifest.sinkHandle);
    await beginSink(deadLetterSink, restored?.manifest.deadLetterHandle);
    const coordinator = this.#createCoordinator(subtasks, state);
    this.#coordinator = coordinator;
    this.#savepoints = this.#createSavepointTaker(coordinator, state);
    this.#throwIfFailed();
    if (restored === undefined) {
      await coordinator.trigger();
      return;
    }
    const isRescaled = restored.manifest.markers.length !== this.#ownership.parallelism;
    await new Promise<void>((resolve, reject) => {
      this.mailbox.post({
        takeTurn: () => {
          try {
            subtasks.resume();
          } catch (error) {
            reject(error);
            return;
          }
          this.#restoreWatermarks(restored.manifest);
          if (isRescaled) {
            // What was read in the journals of the former subtasks is not in those of the new ones: nothing goes on before a checkpoint has it.
            const taken = coordinator.triggerOnThisTurn();
            subtasks.hold();
            taken.then(() => {
              subtasks.release();
              resolve();
            }, reject);
          } else {
            resolve();
          }
        },
      });
    });
  }

  /** What fails before there is a coordinator could not tell it. */
  #throwIfFailed(): void {
    if (typeof this.#outcome === 'object') {
      throw this.#outcome.error;
    }
  }

  #createCoordinator(subtasks: Subtasks, { checkpointStore, restored }: DurableState): CheckpointCoordinator {
    const { sink, deadLetterSink, plan } = this.#setup;
    return new CheckpointCoordinator(
      {
        store: checkpointStore,
        subtasks: subtasks.all,
        mergedOutlet: this.#mergedOutlet,
        sink,
        deadLetterSink,
        mailbox: this.mailbox,
        clock: this.clock,
        intervalMs: plan.configuration.get(RuntimeOptions.checkpointIntervalMs),
        describe: () => this.#describe(),
        onFailure: (error) => this.#fail(new JobFailedError('A checkpoint failed', error)),
      },
      restored,
    );
  }

  #createSavepointTaker(
    coordinator: CheckpointCoordinator,
    { checkpointStore }: DurableState,
  ): SavepointTaker | undefined {
    const { durability, plan, logger } = this.#setup;
    return durability?.savepoints === undefined
      ? undefined
      : new SavepointTaker({
          savepoints: durability.savepoints,
          checkpointStore,
          coordinator,
          clock: this.clock,
          logger,
          retained: plan.configuration.get(RuntimeOptions.retainedSavepoints),
        });
  }

  /** The last watermark of each generator comes behind everything that was unfinished. */
  #restoreWatermarks({ sources }: CheckpointManifest): void {
    for (const pump of this.#pumps) {
      const watermarkMs = sources[pump.binding.source.id]?.watermarkMs;
      this.#forwardWatermark(watermarkMs === undefined ? undefined : this.#watermark?.advance(pump.index, watermarkMs));
    }
  }

  #describe(): Pick<CheckpointManifest, 'jobId' | 'attempt' | 'sources'> {
    const manifest = this.#durableState?.restored?.manifest;
    return {
      jobId: this.#jobId,
      attempt: manifest === undefined ? 0 : manifest.attempt + 1,
      sources: Object.fromEntries(this.#pumps.map((pump) => [pump.binding.source.id, pump.progress])),
    };
  }

  async #process(subtasks: Subtasks): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      this.#settle = resolve;
      if (this.#outcome !== 'running') {
        resolve();
      }
    });
    if (!this.#stopped) {
      for (const pump of this.#pumps) {
        pump.start();
      }
      this.#coordinator?.start();
    }
    this.#endWhenIdle();
    await Promise.race([ended, this.#afterStop(ended)]);
    if (this.#isFinishing) {
      // Nothing is in progress any more, and the last checkpoint takes the time it takes.
      await ended;
    }
    // From now on nothing else ends the job, also when what was in progress ends meanwhile.
    this.#isFinishing = true;
    this.#stopSources();
    this.#coordinator?.stop();
    if (this.#outcome === 'running') {
      // Stopped in the middle: what is unfinished goes on when the job is started again.
      await this.#coordinator?.trigger();
      await this.#takeLastSavepoint();
    }
    const failed = typeof this.#outcome === 'object';
    if (failed || !this.#isIdle) {
      subtasks.abandon(
        failed ? (this.#outcome as { error: unknown }).error : new MillraceError('JOB_STOPPED', 'The job was stopped.'),
      );
      const quiet = Promise.all([subtasks.whenQuiet(), this.#mergedOutlet?.close()]);
      await waitAtMost(quiet, this.#callSettleTimeoutMs, this.clock);
    }
    if (!failed && subtasks.hasNothingWaiting) {
      await this.#setup.sink.flush?.();
      await this.#setup.deadLetterSink?.flush?.();
    }
  }

  /** Resolves when a stop was asked for and the grace period after it is over. */
  async #afterStop(ended: Promise<void>): Promise<void> {
    if (!this.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    await waitAtMost(ended, this.#stopGraceMs, this.clock);
  }

  /** Takes a savepoint. @throws IllegalStateError `JOB_NOT_RUNNING` */
  async savepoint(name: string): Promise<Savepoint> {
    if (this.#outcome !== 'running' || this.#isFinishing || this.#stopped || !this.#hasBegun) {
      throw jobNotRunning();
    }
    if (this.#savepoints === undefined) {
      throw savepointsUnsupported();
    }
    return await this.#savepoints.take(name);
  }

  async #takeLastSavepoint(): Promise<void> {
    const { savepointOnStop } = this.#setup;
    const taken = await (savepointOnStop === undefined
      ? this.#savepoints?.takeAutomatic()
      : this.#savepoints?.take(savepointOnStop));
    this.#lastSavepoint = taken?.name;
  }

  #stopSources(): void {
    this.#sourcesStop.abort();
    for (const pump of this.#pumps) {
      pump.stop();
    }
  }

  async #close(opened: readonly (() => Promise<void> | void)[]): Promise<void> {
    this.#stopSources();
    for (const close of opened.toReversed()) {
      try {
        await close();
      } catch (error) {
        // The first failure is the one to report; what follows from it is only told.
        if (typeof this.#outcome === 'object') {
          this.#setup.logger.warn('Closing failed after the job had failed.', { error: errorMessage(error) });
        } else {
          this.#outcome = { error };
        }
      }
    }
  }

  // What the pumps bring.

  record(
    _pump: SourcePump,
    record: {
      readonly key: Key;
      readonly value: AttributeValue;
      readonly timestamp: number | undefined;
      readonly position: InputPosition;
    },
  ): void {
    this.#subtasks?.processElement(record);
  }

  watermark(pump: SourcePump, watermarkMs: number): void {
    this.#forwardWatermark(this.#watermark?.advance(pump.index, watermarkMs));
  }

  idle(pump: SourcePump): void {
    this.#forwardWatermark(this.#watermark?.markIdle(pump.index));
  }

  active(pump: SourcePump): void {
    this.#watermark?.markActive(pump.index);
  }

  badInput(_pump: SourcePump, error: BadInputError, details: Parameters<PumpHost['badInput']>[2]): void {
    if (this.#setup.deadLetterSink === undefined) {
      this.#fail(error);
      return;
    }
    this.#deadLetters++;
    this.#subtasks?.first?.addDeadLetter(deadLetterOutput(error, details));
  }

  ended(pump: SourcePump): void {
    this.#subtasks?.sourceEnded(pump.binding.source.id);
    this.#forwardWatermark(this.#watermark?.advance(pump.index, MAX_WATERMARK));
    this.#endWhenIdle();
  }

  failed(pump: SourcePump, error: unknown): void {
    this.#fail(new JobFailedError(`The source ${pump.binding.source.id} failed`, error));
  }

  #guarantee(): string {
    const state = this.#durableState;
    if (state === undefined) {
      return inMemoryGuarantee;
    }
    const { sink, deadLetterSink } = this.#setup;
    const output = `outputs ${describeDelivery(sink)}`;
    const deadLetters = deadLetterSink === undefined ? '' : `, dead letters ${describeDelivery(deadLetterSink)}`;
    const unrepeatable = this.#setup.sources.filter(({ source }) => !source.replayable).map(({ source }) => source.id);
    const input =
      unrepeatable.length === 0
        ? 'inputs are read again after a crash'
        : `inputs are read again after a crash, except those of ${unrepeatable.join(', ')}: these are journaled before they are processed, and a crash loses what was handed over and not durable yet, and bad records`;
    return `durable (${state.description}): ${input}, at most one committed result per durable call, ${output}${deadLetters}`;
  }

  #forwardWatermark(watermarkMs: number | undefined): void {
    if (watermarkMs !== undefined) {
      this.#subtasks?.processWatermark(watermarkMs);
    }
  }

  /** Whether nothing is in progress and nothing waits to leave. */
  get #isIdle(): boolean {
    return this.#subtasks?.isIdle === true && (this.#mergedOutlet?.length ?? 0) === 0;
  }

  #onProgress(): void {
    for (const pump of this.#pumps) {
      pump.wake();
    }
    this.#endWhenIdle();
  }

  #endWhenIdle(): void {
    if (this.#outcome === 'running' && this.#pumps.every((pump) => pump.hasEnded) && this.#isIdle) {
      void this.#finish();
    }
  }

  /** All input is processed, or as much of it as was taken before the job was stopped. */
  async #finish(): Promise<void> {
    if (this.#isFinishing) {
      return;
    }
    this.#isFinishing = true;
    this.#coordinator?.stop();
    try {
      await this.#coordinator?.trigger();
      if (!this.#stopped) {
        // Finished is what has nothing left to commit: killed before, the job resumes and commits.
        await this.#coordinator?.trigger({ finished: true });
      } else {
        await this.#takeLastSavepoint();
      }
      if (this.#outcome === 'running') {
        this.#outcome = 'done';
        this.#settle();
      }
    } catch (error) {
      this.#fail(new JobFailedError('The last checkpoint failed', error));
    }
  }

  #fail(error: unknown): void {
    if (this.#outcome === 'running') {
      this.#outcome = { error };
      this.#coordinator?.abort(error);
      this.#settle();
    }
  }

  async #report(subtasks: Subtasks, durationMs: number): Promise<JobReport> {
    const metrics = { ...this.#metrics.snapshot(), ...(await subtasks.metrics()) };
    return {
      jobId: this.#jobId,
      agentName: this.#setup.plan.agentName,
      status: this.#stopped ? 'stopped' : 'finished',
      guarantee: this.#guarantee(),
      resumedFrom: this.#durableState?.restored?.checkpointId,
      resumedFromSavepoint: this.#setup.resumeFrom,
      previousFinished: this.#durableState?.previousFinished ?? false,
      isDurable: this.#durableState !== undefined,
      savepoint: this.#lastSavepoint,
      sources: this.#pumps.map(({ binding, recordCount, badCount }) => ({
        id: binding.source.id,
        records: recordCount,
        bad: badCount,
      })),
      inputsProcessed: subtasks.finishedInputs,
      outputs: subtasks.outputCount,
      deadLetters: this.#deadLetters,
      inputsAbandoned: subtasks.unfinishedInputs,
      durationMs,
      metrics,
    };
  }
}
