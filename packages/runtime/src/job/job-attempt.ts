import { errorMessage, MillraceError } from '@millrace/api';
import { CheckpointCoordinator } from '../checkpoint/checkpoint-coordinator.js';
import type { CheckpointManifest } from '../checkpoint/checkpoint-manifest.js';
import { beginSink } from '../checkpoint/sink-transactions.js';
import { JobFailedError } from '../errors.js';
import { KeyOwnership } from '../identity/key-ownership.js';
import { Mailbox, type MailboxOptions } from '../mailbox/mailbox.js';
import { TurnClock } from '../mailbox/turn-clock.js';
import { MetricRegistry } from '../metrics/metric-registry.js';
import { resolveJobId } from '../operator/operator-factory.js';
import { RuntimeOptions, readParallelism } from '../options.js';
import type { MergedOutlet } from '../output/merged-outlet.js';
import type { SinkOpenParams } from '../output/sink.js';
import { type DurableState, openDurableState } from './durable-state.js';
import { expectActions } from './expect-resumable.js';
import { describeGuarantee } from './job-guarantee.js';
import { JobInputs } from './job-inputs.js';
import type { JobReport } from './job-report.js';
import type { JobSetup } from './job-setup.js';
import { jobNotRunning, type Savepoint, savepointsUnsupported } from './savepoint.js';
import { SavepointTaker } from './savepoint-taker.js';
import { SubtaskOpener } from './subtask-opener.js';
import type { Subtasks } from './subtasks.js';
import { waitAtMost } from './wait-at-most.js';

/**
 * One attempt at a job: opens stores, resources and sources, pumps records into the operator, and closes everything when the input has ended, a stop was asked for, or something failed.
 */
export class JobAttempt {
  readonly #mailbox: Mailbox;
  #jobId: string;
  readonly #setup: JobSetup;
  readonly #openSinks: (params: SinkOpenParams) => Promise<void>;
  readonly #stopGraceMs: number;
  readonly #callSettleTimeoutMs: number;
  readonly #metrics: MetricRegistry;
  readonly #inputs: JobInputs;
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
  #hasFinished = false;

  /** @param openSinks opens the sinks, if they are not open yet: only now it is known which job they are for. */
  constructor(setup: JobSetup, openSinks: (params: SinkOpenParams) => Promise<void> = async () => {}) {
    this.#openSinks = openSinks;
    this.#stopGraceMs = setup.plan.configuration.get(RuntimeOptions.stopGraceMs);
    this.#callSettleTimeoutMs = setup.plan.configuration.get(RuntimeOptions.callSettleTimeoutMs);
    this.#setup = setup;
    this.#ownership = new KeyOwnership(readParallelism(setup.plan.configuration));
    this.#jobId = resolveJobId(setup.plan.configuration);
    const mailboxOptions: MailboxOptions = { onError: (error) => this.#fail(error) };
    this.#mailbox = setup.createMailbox?.(mailboxOptions) ?? new Mailbox(mailboxOptions);
    this.#metrics = new MetricRegistry(new TurnClock(setup.clock, this.#mailbox));
    this.#inputs = new JobInputs({
      mailbox: this.#mailbox,
      clock: setup.clock,
      sources: setup.sources,
      hasDeadLetterSink: setup.deadLetterSink !== undefined,
      isRunning: () => this.#outcome === 'running',
      onEnded: () => this.#endWhenIdle(),
      onFailure: (error) => this.#fail(error),
    });
  }

  /** Whether everything was opened, so that what failed may go better the next time. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Whether everything was done that there was to do: what failed since cannot go better another time. */
  get hasFinished(): boolean {
    return this.#hasFinished;
  }

  /** Checkpoints completed, without the one that a new job begins with. */
  get checkpointsCompleted(): number {
    return this.#coordinator?.completedCount ?? 0;
  }

  /** Runs the attempt to its end. @throws what failed, after everything is closed. */
  async run(): Promise<JobReport> {
    const startedAtMs = this.#setup.clock.now();
    const opened: (() => Promise<void> | void)[] = [];
    let report: JobReport | undefined;
    try {
      const subtasks = await this.#open(opened);
      this.#hasBegun = true;
      await this.#process(subtasks);
      report = await this.#report(subtasks, this.#setup.clock.now() - startedAtMs);
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
    this.#inputs.stop();
    this.#endWhenIdle();
  }

  async #open(opened: (() => Promise<void> | void)[]): Promise<Subtasks> {
    const { plan } = this.#setup;
    this.#durableState = await this.#openDurableState(opened);
    this.#setup.onBegin?.({
      jobId: this.#jobId,
      resumedFrom: this.#durableState?.restored?.checkpointId,
      resumedFromSavepoint: this.#setup.resumeFrom,
      previousFinished: this.#durableState?.previousFinished ?? false,
    });
    await this.#openSinks({ jobId: this.#jobId, agentName: plan.agentName, subtaskIndex: 0 });
    const opener = new SubtaskOpener({
      setup: this.#setup,
      jobId: this.#jobId,
      ownership: this.#ownership,
      mailbox: this.#mailbox,
      metrics: this.#metrics,
      sourceIds: this.#inputs.sourceIds,
      durableState: this.#durableState,
      onProgress: () => this.#onProgress(),
      onFailure: (error) => this.#fail(error),
    });
    this.#mergedOutlet = opener.mergedOutlet;
    const subtasks = await opener.open(opened);
    this.#subtasks = subtasks;
    this.#inputs.connect(subtasks);
    await this.#resume(subtasks);
    return subtasks;
  }

  async #openDurableState(opened: (() => Promise<void> | void)[]): Promise<DurableState | undefined> {
    const { durability: stores, plan, isRestart = false } = this.#setup;
    if (stores === undefined) {
      return undefined;
    }
    const state = await openDurableState(stores, this.#ownership, {
      opened,
      leavesJournals: this.#setup.threads !== undefined,
      isRestart,
      expectResumable: (manifest, store) => expectActions(plan, manifest, store),
    });
    const manifest = state.restored?.manifest;
    await this.#inputs.restore(manifest?.sources ?? {});
    this.#jobId = manifest?.jobId ?? this.#jobId;
    return state;
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
      this.#mailbox.post({
        takeTurn: () => {
          try {
            subtasks.resume();
          } catch (error) {
            reject(error);
            return;
          }
          this.#inputs.restoreWatermarks(restored.manifest.sources);
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
        mailbox: this.#mailbox,
        clock: this.#setup.clock,
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
          clock: this.#setup.clock,
          logger,
          retained: plan.configuration.get(RuntimeOptions.retainedSavepoints),
        });
  }

  #describe(): Pick<CheckpointManifest, 'jobId' | 'attempt' | 'sources'> {
    const manifest = this.#durableState?.restored?.manifest;
    return {
      jobId: this.#jobId,
      attempt: manifest === undefined ? 0 : manifest.attempt + 1,
      sources: this.#inputs.progress,
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
      this.#inputs.start();
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
    this.#inputs.stop();
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
      await waitAtMost(quiet, this.#callSettleTimeoutMs, this.#setup.clock);
    }
    if (!failed && subtasks.hasNothingWaiting) {
      await this.#setup.sink.flush?.();
      await this.#setup.deadLetterSink?.flush?.();
    }
  }

  /** Resolves when a stop was asked for and the grace period after it is over. */
  async #afterStop(ended: Promise<void>): Promise<void> {
    if (!this.#inputs.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#inputs.signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    await waitAtMost(ended, this.#stopGraceMs, this.#setup.clock);
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

  async #close(opened: readonly (() => Promise<void> | void)[]): Promise<void> {
    this.#inputs.stop();
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

  /** Whether nothing is in progress and nothing waits to leave. */
  get #isIdle(): boolean {
    return this.#subtasks?.isIdle === true && (this.#mergedOutlet?.length ?? 0) === 0;
  }

  #onProgress(): void {
    this.#inputs.wake();
    this.#endWhenIdle();
  }

  #endWhenIdle(): void {
    if (this.#outcome === 'running' && this.#inputs.haveEnded && this.#isIdle) {
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
        this.#hasFinished = true;
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
      guarantee: describeGuarantee(this.#setup, this.#durableState?.description),
      resumedFrom: this.#durableState?.restored?.checkpointId,
      resumedFromSavepoint: this.#setup.resumeFrom,
      previousFinished: this.#durableState?.previousFinished ?? false,
      isDurable: this.#durableState !== undefined,
      savepoint: this.#lastSavepoint,
      sources: this.#inputs.reports,
      inputsProcessed: subtasks.finishedInputs,
      outputs: subtasks.outputCount,
      deadLetters: this.#inputs.deadLetters,
      inputsAbandoned: subtasks.unfinishedInputs,
      durationMs,
      metrics,
    };
  }
}
