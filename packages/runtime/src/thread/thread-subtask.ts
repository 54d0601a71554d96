import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { errorMessage, type Logger, MillraceError } from '@millrace/api';
import type { RecoveryMarker } from '../action-state/action-state-store.js';
import type { JournaledInput } from '../checkpoint/checkpoint-manifest.js';
import type { CutPoint, SubtaskCut } from '../checkpoint/checkpointed-subtask.js';
import type { Clock } from '../clock.js';
import type { Subtask } from '../job/subtask.js';
import { waitAtMost } from '../job/wait-at-most.js';
import type { MetricSnapshot } from '../metrics/metric-registry.js';
import type { InputRecord } from '../operator/action-execution-operator.js';
import { Outlet } from '../output/outlet.js';
import type { Output, Sink } from '../output/sink.js';
import { ArrivingCut } from './arriving-cut.js';
import { grantedAtOnce } from './inbox.js';
import { MessageBatch } from './message-batch.js';
import { errorToPass, type OwnErrorClasses, passedError } from './passed-error.js';
import type {
  FromThread,
  SubtaskThreadData,
  ThreadProgress,
  ThreadRequest,
  ToThread,
} from './subtask-thread-protocol.js';

// The thread runs the built file, also when this one is run from its source by a test.
const entry = new URL('../../dist/thread/subtask-thread-entry.js', import.meta.url);

/** What the subtask of a thread is given. */
export interface ThreadSubtaskParts {
  readonly data: SubtaskThreadData;
  /** Where what leaves the thread goes. */
  readonly sink: Sink;
  readonly deadLetterSink: Sink | undefined;
  readonly logger: Logger;
  readonly clock: Clock;
  /** How long a thread that is told to end may take for it, in milliseconds. */
  readonly settleTimeoutMs: number;
  readonly errorClasses: OwnErrorClasses;
  readonly onProgress: () => void;
  readonly onFailure: (error: unknown) => void;
}

const nothingDone: ThreadProgress = {
  taken: 0,
  takenRecords: 0,
  granted: 0,
  isIdle: true,
  unfinishedInputs: 0,
  finishedInputs: 0,
  isExpecting: true,
};

/**
 * The job's end of a subtask that runs in a thread of its own. What it is given is sent in order; at most a window of records that the thread has not taken is on its way. What the thread
 * sends leaves through a lane, in order, at the pace of the sinks; the thread is told what has left.
 */
export class ThreadSubtask implements Subtask {
  readonly #parts: ThreadSubtaskParts;
  readonly #worker: Worker;
  readonly #exited: Promise<unknown>;
  readonly #outbox: MessageBatch<ToThread>;
  /** What has come out of the thread and waits for the sinks or for the barriers of the others. */
  readonly #lane: Outlet;
  readonly #requests = new Map<number, { resolve: (value: unknown) => void; reject: (error: unknown) => void }>();
  readonly #barriers: (() => Promise<void>)[] = [];
  #requestCount = 0;
  #onReady: () => void = () => undefined;
  #onNotReady: (error: unknown) => void = () => undefined;
  #journaledInputs: Readonly<Record<string, readonly JournaledInput[]>> = {};
  #progress: ThreadProgress;
  #sent = 0;
  #sentRecords = 0;
  #hasRoom = true;
  /** What has left the lane since the thread was told. */
  #left = 0;
  #cut: ArrivingCut | undefined;
  #onCrowded: (() => void) | undefined;
  #isCrowded = false;
  /** Why nothing more comes out of the thread. */
  #ended: { readonly error: unknown } | undefined;
  #isClosing = false;

  constructor(parts: ThreadSubtaskParts) {
    const { data, sink, deadLetterSink, onProgress, onFailure } = parts;
    this.#parts = parts;
    this.#progress = { ...nothingDone, granted: data.windowSize };
    this.#lane = new Outlet({
      sink: {
        write: (output) => this.#leave(sink.write(output)),
        writeWatermark: (watermarkMs) => this.#leave(sink.writeWatermark?.(watermarkMs)),
      },
      deadLetterSink: deadLetterSink && { write: (output) => this.#leave(deadLetterSink.write(output)) },
      onProgress,
      onFailure,
    });
    this.#worker = new Worker(entry, { name: `millrace subtask ${data.subtask}`, workerData: data });
    this.#exited = once(this.#worker, 'exit').catch(() => undefined);
    this.#outbox = new MessageBatch<ToThread>(this.#worker, (hasOthers) => this.#takeLeft(hasOthers));
    this.#worker.on('message', (messages: readonly FromThread[]) => {
      for (const message of messages) {
        this.#receive(message);
      }
    });
    this.#worker.on('error', (error) => this.#fail(threadEnded(data.subtask, errorMessage(error), error)));
    this.#worker.on('exit', (code) => this.#end(threadEnded(data.subtask, `exit code ${code}`)));
  }

  /** Resolves when everything is open in the thread. @throws what failed there */
  async whenReady(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#onReady = resolve;
      this.#onNotReady = reject;
    });
  }

  /** Once there is none, there is none until a good part of the window is free. */
  get hasRoom(): boolean {
    return this.#hasRoom;
  }

  get isIdle(): boolean {
    return this.#progress.isIdle && this.#progress.taken === this.#sent && this.#lane.length === 0;
  }

  get unfinishedInputs(): number {
    return this.#progress.unfinishedInputs + this.#sentRecords - this.#progress.takenRecords;
  }

  get finishedInputs(): number {
    return this.#progress.finishedInputs;
  }

  get outputCount(): number {
    return this.#lane.outputCount;
  }

  get hasNothingWaiting(): boolean {
    return this.#lane.length === 0;
  }

  processElement({ key, value, timestamp, position, isUnrepeatable }: InputRecord): void {
    this.#sentRecords++;
    this.#sent++;
    this.#hasRoom = this.#sentRecords < this.#progress.granted;
    this.#outbox.add({ kind: 'record', record: { key, value, timestamp, position, isUnrepeatable } });
  }

  sourceAdvanced(sourceId: string, position: number | undefined): void {
    if (this.#progress.isExpecting) {
      this.#sent++;
      this.#outbox.add({ kind: 'advanced', sourceId, position });
    }
  }

  processWatermark(watermarkMs: number): void {
    this.#sent++;
    this.#outbox.add({ kind: 'watermark', watermarkMs });
  }

  addDeadLetter(output: Output): void {
    this.#sent++;
    this.#outbox.add({ kind: 'deadLetter', output });
  }

  journaledInputs(sourceId: string): readonly JournaledInput[] {
    return this.#journaledInputs[sourceId] ?? [];
  }

  resume(): void {
    this.#sent++;
    this.#outbox.add({ kind: 'resume' });
  }

  hold(): void {
    this.#sent++;
    this.#outbox.add({ kind: 'hold' });
  }

  release(): void {
    this.#outbox.add({ kind: 'release' });
  }

  abandon(reason: unknown): void {
    this.#outbox.add({ kind: 'abandon', reason: errorToPass(reason) });
  }

  async whenQuiet(): Promise<void> {
    const asked = this.#request({ what: 'whenQuiet' });
    // A thread that has ended is quiet.
    await Promise.all([asked.catch(() => undefined), this.#lane.close()]);
  }

  async metrics(): Promise<MetricSnapshot> {
    const { data, clock, settleTimeoutMs } = this.#parts;
    let snapshot: MetricSnapshot = {};
    const asked = this.#request({ what: 'metrics' }).then(
      (answer) => {
        snapshot = answer as MetricSnapshot;
      },
      () => undefined,
    );
    await waitAtMost(asked, settleTimeoutMs, clock);
    return Object.fromEntries(
      Object.entries(snapshot).map(([name, value]) => [`subtask=${data.subtask}.${name}`, value]),
    );
  }

  /** Ends the thread, in good order if it answers in time. @throws what could not be closed there */
  async close(): Promise<void> {
    this.#isClosing = true;
    const asked = this.#request({ what: 'close' });
    const refused = asked.then(
      () => undefined,
      // A thread that has ended has nothing to close.
      (error: unknown) => (this.#ended === undefined ? { error } : undefined),
    );
    await waitAtMost(refused, this.#parts.settleTimeoutMs, this.#parts.clock);
    this.#outbox.close();
    await this.#worker.terminate();
    await this.#exited;
    // Where there was no answer, there is none now.
    const failure = await Promise.race([refused, Promise.resolve(undefined)]);
    if (failure !== undefined) {
      throw failure.error;
    }
  }

  // What checkpoints ask for.

  cut(point: CutPoint): SubtaskCut {
    this.#sent++;
    this.#outbox.add({ kind: 'cut', point });
    const cut = new ArrivingCut((isComplete) => this.#outbox.add({ kind: 'ended', isComplete }));
    this.#cut = cut;
    return cut;
  }

  addBarrier(pass: () => Promise<void>): void {
    this.#barriers.push(pass);
  }

  async prune(marker: RecoveryMarker): Promise<void> {
    await this.#request({ what: 'prune', marker });
  }

  async flushEventLog(): Promise<void> {
    await this.#request({ what: 'flushEventLog' });
  }

  onCrowded(listener: () => void): void {
    this.#onCrowded = listener;
    if (this.#isCrowded) {
      this.#isCrowded = false;
      listener();
    }
  }

  #receive(message: FromThread): void {
    switch (message.kind) {
      case 'output':
        this.#lane.addOutput(message.output);
        break;
      case 'deadLetter':
        this.#lane.addDeadLetter(message.output);
        break;
      case 'watermark':
        this.#lane.addWatermark(message.watermarkMs);
        break;
      case 'barrier':
        this.#lane.addBarrier(this.#barriers.shift() ?? (async () => {}));
        break;
      case 'cutDurable':
        this.#cut?.arriveMarker(message.marker);
        break;
      case 'cutChanges':
        this.#cut?.arriveChanges(message.batch);
        break;
      case 'cutEnd':
        this.#cut?.arriveEnd(message.busyKeys);
        break;
      case 'crowded':
        this.#isCrowded = this.#onCrowded === undefined;
        this.#onCrowded?.();
        break;
      case 'progress':
        this.#progress = message.progress;
        this.#hasRoom ||= message.progress.granted - this.#sentRecords >= this.#leastGranted;
        this.#parts.onProgress();
        break;
      case 'ready':
        this.#journaledInputs = message.journaledInputs;
        this.#onReady();
        break;
      case 'answer':
        this.#requests.get(message.number)?.resolve(message.value);
        this.#requests.delete(message.number);
        break;
      case 'refusal':
        this.#requests.get(message.number)?.reject(passedError(message.error, this.#parts.errorClasses));
        this.#requests.delete(message.number);
        break;
      case 'failed':
        this.#fail(passedError(message.error, this.#parts.errorClasses));
        break;
      case 'log':
        this.#parts.logger[message.level](message.message, message.fields);
    }
  }

  #request(request: ThreadRequest): Promise<unknown> {
    if (this.#ended !== undefined) {
      return Promise.reject(this.#ended.error);
    }
    return new Promise((resolve, reject) => {
      const number = this.#requestCount++;
      this.#requests.set(number, { resolve, reject });
      this.#outbox.add({ kind: 'request', number, request });
    });
  }

  #fail(error: unknown): void {
    this.#onNotReady(error);
    if (!this.#isClosing) {
      this.#parts.onFailure(error);
    }
  }

  #end(error: unknown): void {
    this.#ended = { error };
    this.#outbox.close();
    for (const { reject } of this.#requests.values()) {
      reject(error);
    }
    this.#requests.clear();
    this.#fail(error);
  }

  #leave(leaving: void | Promise<void>): void | Promise<void> {
    this.#left++;
    if (this.#left >= this.#leastGranted) {
      this.#outbox.schedule();
    }
    return leaving;
  }

  /** Goes with other messages; on its own only when it makes much room. */
  #takeLeft(hasOthers: boolean): ToThread | undefined {
    const count = this.#left;
    if (count === 0 || !(hasOthers || count >= this.#leastGranted)) {
      return undefined;
    }
    this.#left = 0;
    return { kind: 'left', count };
  }

  get #leastGranted(): number {
    return grantedAtOnce(this.#parts.data.windowSize);
  }
}

function threadEnded(subtask: number, how: string, cause?: unknown): MillraceError {
  return new MillraceError('SUBTASK_THREAD_ENDED', `The thread of subtask ${subtask} has ended: ${how}.`, {
    hint: 'Let what an action throws reach the runtime, and end no process from within an agent.',
    cause,
  });
}
