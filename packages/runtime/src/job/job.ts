import {
  type AttributeValue,
  type EventListener,
  type EventLoggerFactory,
  type Key,
  type Logger,
  MillraceError,
} from '@millrace/api';
import type { AgentPlan } from '@millrace/plan';
import type { Clock } from '../clock.js';
import { type BadInputError, type InputPosition, JobFailedError } from '../errors.js';
import { Mailbox } from '../mailbox/mailbox.js';
import { MetricRegistry } from '../metrics/metric-registry.js';
import {
  type AssembledOperator,
  createOperator,
  type LongTermMemoryFactory,
  resolveJobId,
} from '../operator/operator-factory.js';
import { RuntimeOptions } from '../options.js';
import { deadLetterOutput } from '../output/dead-letter.js';
import type { Sink } from '../output/sink.js';
import { CombinedWatermark } from '../source/combined-watermark.js';
import { type PumpHost, type SourceBinding, SourcePump } from '../source/source-pump.js';
import { MAX_WATERMARK } from '../source/watermark-strategy.js';
import type { JobReport } from './job-report.js';
import { waitAtMost } from './wait-at-most.js';

/** What a job is made of. */
export interface JobSetup {
  readonly plan: AgentPlan;
  readonly sources: readonly SourceBinding[];
  readonly sink: Sink;
  readonly deadLetterSink: Sink | undefined;
  readonly eventLogger: EventLoggerFactory | undefined;
  readonly listeners: readonly EventListener[];
  readonly longTermMemory: LongTermMemoryFactory | undefined;
  readonly logger: Logger;
  readonly clock: Clock;
}

const inMemoryGuarantee =
  'in memory: every input is processed once while the process lives; a crash loses what was not written out, and a restart begins from the start of the sources';

/**
 * One execution of an agent over its sources: opens everything, pumps records into the operator, and closes everything when the input has ended, a stop was asked for, or something failed.
 */
export class Job implements PumpHost {
  readonly mailbox: Mailbox;
  readonly clock: Clock;
  readonly jobId: string;
  readonly #setup: JobSetup;
  readonly #metrics: MetricRegistry;
  readonly #sourcesStop = new AbortController();
  readonly #pumps: readonly SourcePump[];
  readonly #watermark: CombinedWatermark | undefined;
  #assembled: AssembledOperator | undefined;
  #outcome: { readonly error: unknown } | 'running' | 'done' = 'running';
  #settle: () => void = () => undefined;
  #stopped = false;
  #deadLetters = 0;

  constructor(setup: JobSetup) {
    this.#setup = setup;
    this.clock = setup.clock;
    this.jobId = resolveJobId(setup.plan.configuration);
    this.#metrics = new MetricRegistry(setup.clock);
    this.mailbox = new Mailbox({ onError: (error) => this.#fail(error) });
    this.#pumps = setup.sources.map((binding, index) => new SourcePump(binding, index, this));
    this.#watermark = setup.sources.some(({ watermarks }) => watermarks !== undefined)
      ? new CombinedWatermark(setup.sources.length)
      : undefined;
  }

  get signal(): AbortSignal {
    return this.#sourcesStop.signal;
  }

  get hasRoom(): boolean {
    return this.#outcome === 'running' && this.#assembled?.operator.hasRoom === true;
  }

  /** Runs the job to its end. @throws what failed, after everything is closed. */
  async run(): Promise<JobReport> {
    const startedAtMs = this.clock.now();
    const opened: (() => Promise<void> | void)[] = [];
    let report: JobReport | undefined;
    try {
      const assembled = await this.#open(opened);
      await this.#process(assembled);
      report = this.#report(assembled, this.clock.now() - startedAtMs);
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
    this.#sourcesStop.abort();
    for (const pump of this.#pumps) {
      pump.stop();
    }
    this.#endWhenIdle();
  }

  async #open(opened: (() => Promise<void> | void)[]): Promise<AssembledOperator> {
    const { plan, sink, deadLetterSink, eventLogger, listeners, longTermMemory, logger } = this.#setup;
    for (const each of deadLetterSink === undefined ? [sink] : [sink, deadLetterSink]) {
      opened.push(() => each.close?.());
      await each.open?.();
    }
    const assembled = await createOperator({
      plan,
      jobId: this.jobId,
      subtaskIndex: 0,
      logger,
      clock: this.clock,
      mailbox: this.mailbox,
      metrics: this.#metrics,
      eventLogger: eventLogger?.(),
      listeners,
      longTermMemory,
      sink,
      deadLetterSink,
      onProgress: () => this.#onProgress(),
      onFailure: (error) => this.#fail(error),
    });
    opened.push(() => assembled.close());
    await assembled.open();
    this.#assembled = assembled;
    return assembled;
  }

  async #process({ operator, callLimiter, outlet }: AssembledOperator): Promise<void> {
    const { configuration } = this.#setup.plan;
    const ended = new Promise<void>((resolve) => {
      this.#settle = resolve;
    });
    if (!this.#stopped) {
      for (const pump of this.#pumps) {
        pump.start();
      }
    }
    this.#endWhenIdle();
    const graceOver = this.#afterStop(configuration.get(RuntimeOptions.stopGraceMs), ended);
    await Promise.race([ended, graceOver]);
    const failed = typeof this.#outcome === 'object';
    if (failed || !operator.isIdle) {
      operator.close(
        failed ? (this.#outcome as { error: unknown }).error : new MillraceError('JOB_STOPPED', 'The job was stopped.'),
      );
      await waitAtMost(callLimiter.whenIdle(), configuration.get(RuntimeOptions.callSettleTimeoutMs), this.clock);
    }
    if (!failed && outlet.length === 0) {
      await this.#setup.sink.flush?.();
      await this.#setup.deadLetterSink?.flush?.();
    }
  }

  /** Resolves when a stop was asked for and the grace period after it is over. */
  async #afterStop(graceMs: number, ended: Promise<void>): Promise<void> {
    if (!this.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    await waitAtMost(ended, graceMs, this.clock);
  }

  async #close(opened: readonly (() => Promise<void> | void)[]): Promise<void> {
    this.#sourcesStop.abort();
    for (const pump of this.#pumps) {
      pump.stop();
    }
    for (const close of opened.toReversed()) {
      try {
        await close();
      } catch (error) {
        // The first failure is the one to report; what follows from it is only told.
        if (typeof this.#outcome === 'object') {
          this.#setup.logger.warn('Closing failed after the job had failed.', { error });
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
    this.#assembled?.operator.processElement(record);
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
    if (this.#assembled?.outlet.hasDeadLetterSink !== true) {
      this.#fail(error);
      return;
    }
    this.#deadLetters++;
    this.#assembled.outlet.addDeadLetter(deadLetterOutput(error, details));
  }

  ended(pump: SourcePump): void {
    this.#forwardWatermark(this.#watermark?.advance(pump.index, MAX_WATERMARK));
    this.#endWhenIdle();
  }

  failed(pump: SourcePump, error: unknown): void {
    this.#fail(new JobFailedError(`The source ${pump.binding.source.id} failed`, error));
  }

  #forwardWatermark(watermarkMs: number | undefined): void {
    if (watermarkMs !== undefined) {
      this.#assembled?.operator.processWatermark(watermarkMs);
    }
  }

  #onProgress(): void {
    for (const pump of this.#pumps) {
      pump.wake();
    }
    this.#endWhenIdle();
  }

  #endWhenIdle(): void {
    if (
      this.#outcome === 'running' &&
      this.#pumps.every((pump) => pump.hasEnded) &&
      this.#assembled?.operator.isIdle === true
    ) {
      this.#outcome = 'done';
      this.#settle();
    }
  }

  #fail(error: unknown): void {
    if (this.#outcome === 'running') {
      this.#outcome = { error };
      this.#settle();
    }
  }

  #report(assembled: AssembledOperator, durationMs: number): JobReport {
    const metrics = this.#metrics.snapshot();
    const count = (name: string): number => Number(metrics[name] ?? 0);
    const inputsAbandoned = assembled.operator.runs.size + assembled.operator.pendingInputs;
    return {
      jobId: this.jobId,
      agentName: this.#setup.plan.agentName,
      status: this.#stopped ? 'stopped' : 'finished',
      guarantee: inMemoryGuarantee,
      sources: this.#pumps.map(({ binding, recordCount, badCount }) => ({
        id: binding.source.id,
        records: recordCount,
        bad: badCount,
      })),
      inputsProcessed: count('numOfInputs') - inputsAbandoned,
      outputs: count('numOfOutputs'),
      deadLetters: this.#deadLetters,
      inputsAbandoned,
      durationMs,
      metrics,
    };
  }
}
