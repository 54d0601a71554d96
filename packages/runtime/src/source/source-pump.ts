import {
  type AttributeValue,
  copyAttributeValue,
  errorMessage,
  formatKey,
  type Key,
  keyIdentity,
  MillraceError,
} from '@millrace/api';
import type { JournaledInput, SourceProgress } from '../checkpoint/checkpoint-manifest.js';
import type { Clock, Timer } from '../clock.js';
import { BadInputError, type InputPosition, JobFailedError } from '../errors.js';
import type { Mailbox, Turn } from '../mailbox/mailbox.js';
import type { MalformedSourceRecord, Source, SourceRecord } from './source.js';
import { expectSameInput } from './source-identity.js';
import type { WatermarkGenerator, WatermarkStrategy } from './watermark-strategy.js';

/** A source with what the job makes of its records. */
export interface SourceBinding {
  readonly source: Source<unknown>;
  /** Event time of a record, if the source does not tell it or tells another one. */
  readonly timestampOf: ((value: unknown) => number | undefined) | undefined;
  readonly keyOf: (value: unknown) => Key;
  readonly watermarks: WatermarkStrategy | undefined;
}

/** What a pump feeds. Called on turns of the mailbox only. */
export interface PumpHost {
  readonly mailbox: Mailbox;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly hasRoom: boolean;
  record(
    pump: SourcePump,
    record: {
      readonly key: Key;
      readonly value: AttributeValue;
      readonly timestamp: number | undefined;
      readonly position: InputPosition;
      /** Whether the source does not bring it again. */
      readonly isUnrepeatable: boolean;
    },
  ): void;
  watermark(pump: SourcePump, watermarkMs: number): void;
  idle(pump: SourcePump): void;
  active(pump: SourcePump): void;
  badInput(
    pump: SourcePump,
    error: BadInputError,
    details: { readonly line?: number; readonly value?: AttributeValue; readonly text?: string },
  ): void;
  ended(pump: SourcePump): void;
  failed(pump: SourcePump, error: unknown): void;
}

type Step = IteratorResult<SourceRecord<unknown>, unknown>;

/**
 * Carries records from a source into the operator, one turn of the mailbox each, when nothing that was taken before can go on, and only while the operator has room. When it has none the pump rests
 * until {@link wake}.
 */
export class SourcePump implements Turn {
  readonly binding: SourceBinding;
  /** Place of the source among those of the job. */
  readonly index: number;
  /** Records read so far, good and bad. */
  recordCount = 0;
  /** Bad inputs among them. */
  badCount = 0;
  readonly #host: PumpHost;
  readonly #watermarks: WatermarkGenerator | undefined;
  #next: () => Step | Promise<Step> = () => ({ done: true, value: undefined });
  #return: () => Promise<unknown> = async () => undefined;
  /** What an asynchronous source has answered, for the turn that takes it. */
  #arrived: Step | undefined;
  #identity: AttributeValue | undefined;
  #lastPosition: number | undefined;
  /** By position; delivered before the source goes on. */
  #undelivered: readonly JournaledInput[] = [];
  #deliveredCount = 0;
  /** Where the source goes on behind, and how much is added to its positions. */
  #after: number | undefined;
  #offset: number | undefined;
  #lastWatermarkMs: number | undefined;
  #resting = false;
  #ended = false;
  #idleTimer: Timer | undefined;
  #idle = false;

  constructor(binding: SourceBinding, index: number, host: PumpHost) {
    this.binding = binding;
    this.index = index;
    this.#host = host;
    this.#watermarks = binding.watermarks?.createGenerator();
  }

  get hasEnded(): boolean {
    return this.#ended;
  }

  /** How far the source was read. */
  get progress(): SourceProgress {
    return {
      position: this.#lastPosition,
      identity: this.#identity,
      watermarkMs: this.#lastWatermarkMs,
      undelivered: this.#nextUndelivered === undefined ? undefined : this.#undelivered.slice(this.#deliveredCount),
    };
  }

  get #nextUndelivered(): JournaledInput | undefined {
    return this.#undelivered[this.#deliveredCount];
  }

  /** Delivers inputs that were taken before a crash, in the order of their positions, before the source goes on. Before {@link start}, after {@link restore}. */
  deliverFirst(inputs: readonly JournaledInput[]): void {
    const byPosition = new Map([...this.#undelivered, ...inputs].map((input) => [input.position, input]));
    this.#undelivered = [...byPosition.values()].sort((one, other) => one.position - other.position);
  }

  /**
   * Finds out what the source reads. Before {@link start}, when progress is kept.
   *
   * @param restored how far it had been read, to go on behind.
   * @throws IllegalStateError `SOURCE_IDENTITY_CHANGED`
   */
  async restore(restored?: SourceProgress): Promise<void> {
    const { source } = this.binding;
    try {
      if (restored !== undefined) {
        await expectSameInput(source, restored);
      }
      this.#identity = await source.identify?.();
    } catch (error) {
      throw MillraceError.is(error) ? error : new JobFailedError(`The source ${source.id} failed`, error);
    }
    this.#lastPosition = restored?.position;
    this.#undelivered = restored?.undelivered ?? [];
    this.#lastWatermarkMs = restored?.watermarkMs;
  }

  /** Opens the source and begins to pump. */
  start(): void {
    try {
      this.#openSource();
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#restartIdleTimer();
    this.#host.mailbox.postLast(this);
  }

  #openSource(): void {
    this.#after = this.#undelivered.at(-1)?.position ?? this.#lastPosition;
    const records = this.binding.source.read({ after: this.#after, signal: this.#host.signal });
    if (Symbol.asyncIterator in records) {
      const iterator = records[Symbol.asyncIterator]();
      // Whatever kind of promise the iterator answers with; a promise of this realm is taken as it is.
      this.#next = () => Promise.resolve(iterator.next());
      this.#return = async () => iterator.return?.();
    } else {
      const iterator = records[Symbol.iterator]();
      this.#next = () => iterator.next();
      this.#return = async () => iterator.return?.();
    }
  }

  /** Goes on if the pump rests and there is room again. */
  wake(): void {
    if (this.#resting && this.#host.hasRoom) {
      this.#resting = false;
      this.#restartIdleTimer();
      this.#host.mailbox.postLast(this);
    }
  }

  /** Takes no more records. What the source does with the news is up to the source; nobody waits for it. */
  stop(): void {
    if (!this.#ended) {
      this.#end();
      this.#closeSource();
    }
  }

  takeTurn(): void {
    if (this.#ended) {
      return;
    }
    const arrived = this.#arrived;
    if (arrived !== undefined) {
      this.#arrived = undefined;
      this.#take(arrived);
    }
    if (!this.#ended) {
      this.#pull();
    }
  }

  #pull(): void {
    if (!this.#host.hasRoom) {
      this.#resting = true;
      // The source may well have records: it is not idle for want of room, or they would be late when they are read.
      this.#stopIdleTimer();
      return;
    }
    const undelivered = this.#nextUndelivered;
    if (undelivered !== undefined) {
      this.#deliveredCount++;
      this.#takeRecord(undelivered, false);
      if (!this.#ended) {
        this.#host.mailbox.postLast(this);
      }
      return;
    }
    let step: Step | Promise<Step>;
    try {
      step = this.#next();
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (step instanceof Promise) {
      step.then(
        (result) => {
          this.#arrived = result;
          this.#host.mailbox.postLast(this);
        },
        (error: unknown) => {
          this.#host.mailbox.post({ takeTurn: () => this.#fail(error) });
        },
      );
      return;
    }
    if (this.#ended) {
      // Stopped from within the source, which could not be closed then.
      this.#closeSource();
      return;
    }
    this.#take(step);
    if (!this.#ended) {
      this.#host.mailbox.postLast(this);
    }
  }

  #closeSource(): void {
    void this.#return().catch(() => undefined);
  }

  #take(step: Step): void {
    if (step.done === true) {
      this.#end();
      this.#host.ended(this);
      return;
    }
    this.#takeRecord(this.#renumbered(step.value), !this.binding.source.replayable);
  }

  /** A source that cannot be read again may count from 0 again: its positions go on behind the last one that was taken before. */
  #renumbered(record: SourceRecord<unknown>): SourceRecord<unknown> {
    if (this.binding.source.replayable || this.#after === undefined) {
      return record;
    }
    this.#offset ??= Math.max(0, this.#after + 1 - record.position);
    return this.#offset === 0 ? record : { ...record, position: record.position + this.#offset };
  }

  #takeRecord(record: SourceRecord<unknown>, isUnrepeatable: boolean): void {
    this.recordCount++;
    this.#restartIdleTimer();
    this.#lastPosition = record.position;
    if ('malformed' in record) {
      this.#takeMalformed(record);
      return;
    }
    const position: InputPosition = { sourceId: this.binding.source.id, position: record.position };
    const prepared = this.#prepare(record.value, record.timestamp, position, isUnrepeatable);
    if (prepared instanceof BadInputError) {
      this.badCount++;
      this.#host.badInput(this, prepared, { ...valueIfStorable(record.value) });
      return;
    }
    this.#host.record(this, prepared);
    const watermarkMs =
      prepared.timestamp === undefined ? undefined : this.#watermarks?.onTimestamp(prepared.timestamp);
    if (watermarkMs !== undefined) {
      this.#lastWatermarkMs = watermarkMs;
      this.#host.watermark(this, watermarkMs);
    }
  }

  #takeMalformed({ position, malformed }: MalformedSourceRecord): void {
    this.badCount++;
    const { line, reason, text } = malformed;
    const where = line === undefined ? `at position ${position}` : `in line ${line}`;
    const error = new BadInputError(
      'RECORD_MALFORMED',
      `The source ${this.binding.source.id} has a malformed record ${where}: ${reason}.`,
      { sourceId: this.binding.source.id, position },
    );
    this.#host.badInput(this, error, { text, ...(line === undefined ? {} : { line }) });
  }

  /** Finds key and timestamp of a record, or what is wrong with it. */
  #prepare(
    value: unknown,
    sourceTimestamp: number | undefined,
    position: InputPosition,
    isUnrepeatable: boolean,
  ): Parameters<PumpHost['record']>[1] | BadInputError {
    const { keyOf, timestampOf } = this.binding;
    try {
      const storable = copyAttributeValue(value, 'record');
      const key = keyOf(storable);
      keyIdentity(key);
      const timestamp = timestampOf?.(storable) ?? sourceTimestamp;
      if (timestamp !== undefined && !Number.isFinite(timestamp)) {
        return new BadInputError(
          'TIMESTAMP_INVALID',
          `The record with key ${formatKey(key)} has the timestamp ${timestamp}.`,
          position,
        );
      }
      return { key, value: storable, timestamp, position, isUnrepeatable };
    } catch (error) {
      const code = MillraceError.is(error) ? error.code : 'RECORD_UNUSABLE';
      return new BadInputError(code, `The record cannot be used: ${errorMessage(error)}`, position, error);
    }
  }

  #restartIdleTimer(): void {
    const idleTimeoutMs = this.binding.watermarks?.idleTimeoutMs;
    if (idleTimeoutMs === undefined) {
      return;
    }
    if (this.#idle) {
      this.#idle = false;
      this.#host.active(this);
    }
    this.#stopIdleTimer();
    const timer = this.#host.clock.setTimer(idleTimeoutMs, () => {
      // Behind a record that has arrived.
      this.#host.mailbox.postLast({
        takeTurn: () => {
          // Unless a record has come between the time and the turn.
          if (this.#idleTimer === timer) {
            this.#idle = true;
            this.#host.idle(this);
          }
        },
      });
    });
    this.#idleTimer = timer;
  }

  #stopIdleTimer(): void {
    this.#idleTimer?.cancel();
    this.#idleTimer = undefined;
  }

  #end(): void {
    this.#ended = true;
    this.#stopIdleTimer();
  }

  #fail(error: unknown): void {
    if (!this.#ended) {
      this.#end();
      this.#host.failed(this, error);
    }
  }
}

function valueIfStorable(value: unknown): { readonly value?: AttributeValue } {
  try {
    return { value: copyAttributeValue(value, 'record') };
  } catch {
    return {};
  }
}
