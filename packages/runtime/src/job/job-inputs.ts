import type { CheckpointManifest } from '../checkpoint/checkpoint-manifest.js';
import type { Clock } from '../clock.js';
import { type BadInputError, JobFailedError } from '../errors.js';
import type { Mailbox } from '../mailbox/mailbox.js';
import { deadLetterOutput } from '../output/dead-letter.js';
import { CombinedWatermark } from '../source/combined-watermark.js';
import { expectAllSources } from '../source/source-identity.js';
import { type PumpHost, type SourceBinding, SourcePump } from '../source/source-pump.js';
import { MAX_WATERMARK } from '../source/watermark-strategy.js';
import type { SourceReport } from './job-report.js';
import type { Subtasks } from './subtasks.js';

/** What {@link JobInputs} need of their job. */
export interface JobInputsHost {
  readonly mailbox: Mailbox;
  readonly clock: Clock;
  readonly sources: readonly SourceBinding[];
  readonly hasDeadLetterSink: boolean;
  /** Whether records may still be taken. */
  isRunning(): boolean;
  /** A source has no more records. */
  onEnded(): void;
  onFailure(error: unknown): void;
}

/** The sources of a job, pumped into its subtasks: records to the owner of their key, watermarks to all, bad inputs to the dead-letter sink. */
export class JobInputs implements PumpHost {
  readonly mailbox: Mailbox;
  readonly clock: Clock;
  readonly #host: JobInputsHost;
  readonly #pumps: readonly SourcePump[];
  readonly #watermark: CombinedWatermark | undefined;
  readonly #stop = new AbortController();
  #subtasks: Subtasks | undefined;
  #deadLetters = 0;

  constructor(host: JobInputsHost) {
    const { sources } = host;
    this.#host = host;
    this.mailbox = host.mailbox;
    this.clock = host.clock;
    this.#pumps = sources.map((binding, index) => new SourcePump(binding, index, this));
    this.#watermark = sources.some(({ watermarks }) => watermarks !== undefined)
      ? new CombinedWatermark(sources.length)
      : undefined;
  }

  /** Aborted when no more records are taken. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  get hasRoom(): boolean {
    return this.#host.isRunning() && this.#subtasks?.hasRoom === true;
  }

  get haveEnded(): boolean {
    return this.#pumps.every((pump) => pump.hasEnded);
  }

  get sourceIds(): readonly string[] {
    return this.#pumps.map(({ binding }) => binding.source.id);
  }

  /** How far each source was read. */
  get progress(): CheckpointManifest['sources'] {
    return Object.fromEntries(this.#pumps.map((pump) => [pump.binding.source.id, pump.progress]));
  }

  get reports(): readonly SourceReport[] {
    return this.#pumps.map(({ binding, recordCount, badCount }) => ({
      id: binding.source.id,
      records: recordCount,
      bad: badCount,
    }));
  }

  /** Bad inputs that went to the dead-letter sink. */
  get deadLetters(): number {
    return this.#deadLetters;
  }

  /** Finds out what the sources read, to go on where a checkpoint was. @throws IllegalStateError `SOURCE_IDENTITY_CHANGED` */
  async restore(sources: CheckpointManifest['sources']): Promise<void> {
    expectAllSources(
      this.#pumps.map(({ binding }) => binding.source),
      sources,
    );
    for (const pump of this.#pumps) {
      await pump.restore(sources[pump.binding.source.id]);
    }
  }

  /** Says where records go, and delivers again first what sources that cannot be read again had brought. */
  connect(subtasks: Subtasks): void {
    this.#subtasks = subtasks;
    for (const pump of this.#pumps) {
      pump.deliverFirst(subtasks.journaledInputs(pump.binding.source.id));
    }
  }

  /** The last watermark of each generator comes behind everything that was unfinished. */
  restoreWatermarks(sources: CheckpointManifest['sources']): void {
    for (const pump of this.#pumps) {
      const watermarkMs = sources[pump.binding.source.id]?.watermarkMs;
      this.#forwardWatermark(watermarkMs === undefined ? undefined : this.#watermark?.advance(pump.index, watermarkMs));
    }
  }

  start(): void {
    for (const pump of this.#pumps) {
      pump.start();
    }
  }

  /** Goes on where there was no room. */
  wake(): void {
    for (const pump of this.#pumps) {
      pump.wake();
    }
  }

  /** Takes no more records. */
  stop(): void {
    this.#stop.abort();
    for (const pump of this.#pumps) {
      pump.stop();
    }
  }

  // What the pumps bring.

  record(_pump: SourcePump, record: Parameters<PumpHost['record']>[1]): void {
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
    if (!this.#host.hasDeadLetterSink) {
      this.#host.onFailure(error);
      return;
    }
    this.#deadLetters++;
    this.#subtasks?.first?.addDeadLetter(deadLetterOutput(error, details));
  }

  ended(pump: SourcePump): void {
    this.#subtasks?.sourceEnded(pump.binding.source.id);
    this.#forwardWatermark(this.#watermark?.advance(pump.index, MAX_WATERMARK));
    this.#host.onEnded();
  }

  failed(pump: SourcePump, error: unknown): void {
    this.#host.onFailure(new JobFailedError(`The source ${pump.binding.source.id} failed`, error));
  }

  #forwardWatermark(watermarkMs: number | undefined): void {
    if (watermarkMs !== undefined) {
      this.#subtasks?.processWatermark(watermarkMs);
    }
  }
}
