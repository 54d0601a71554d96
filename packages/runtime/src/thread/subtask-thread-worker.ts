import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MessagePort } from 'node:worker_threads';
import type { CutPoint, SubtaskCut } from '../checkpoint/checkpointed-subtask.js';
import { packStateChanges } from '../checkpoint/state-change-batch.js';
import { systemClock } from '../clock.js';
import { Mailbox } from '../mailbox/mailbox.js';
import { TurnClock } from '../mailbox/turn-clock.js';
import { MetricRegistry } from '../metrics/metric-registry.js';
import { grantedAtOnce, Inbox } from './inbox.js';
import { MessageBatch } from './message-batch.js';
import { errorToPass, passedError } from './passed-error.js';
import type {
  FromThread,
  InboxEntry,
  SubtaskThreadData,
  ThreadOrder,
  ThreadProgress,
  ThreadRequest,
  ToThread,
} from './subtask-thread-protocol.js';
import { ThreadExit } from './thread-exit.js';
import { ThreadLogger } from './thread-logger.js';
import { openThreadedOperator, type ThreadedOperator } from './threaded-operator.js';

/** Changes are sent in slices of about this many bytes; between them other work of the loop gets its turn. */
const sliceBytes = 256 * 1024;

/** The thread's end of a subtask: takes what it is sent, and sends what leaves. */
export class SubtaskThreadWorker {
  readonly mailbox: Mailbox;
  readonly #data: SubtaskThreadData;
  readonly #outbox: MessageBatch<FromThread>;
  readonly #exit: ThreadExit;
  readonly #inbox: Inbox;
  readonly #metrics: MetricRegistry;
  readonly #opened: (() => Promise<void>)[] = [];
  #open: ThreadedOperator | undefined;
  #cut: SubtaskCut | undefined;
  /** What was told last. */
  #told: ThreadProgress | undefined;

  constructor(port: MessagePort, data: SubtaskThreadData) {
    this.#data = data;
    this.#outbox = new MessageBatch<FromThread>(port, (hasOthers) => this.#progress(hasOthers));
    this.mailbox = new Mailbox({ onError: (error) => this.#fail(error) });
    this.#metrics = new MetricRegistry(new TurnClock(systemClock, this.mailbox));
    this.#exit = new ThreadExit((departure) => this.#outbox.addLingering(departure), data.windowSize);
    this.#inbox = new Inbox(this, data.windowSize);
    port.on('message', (messages: readonly ToThread[]) => {
      for (const message of messages) {
        this.#receive(message);
      }
    });
  }

  get hasRoom(): boolean {
    return this.#open?.subtask.hasRoom === true;
  }

  /** Opens everything. What fails then is told. */
  async start(): Promise<void> {
    try {
      const open = await openThreadedOperator(
        this.#data,
        {
          logger: new ThreadLogger((line) => this.#outbox.add(line)),
          mailbox: this.mailbox,
          metrics: this.#metrics,
          sink: this.#exit.sink,
          deadLetterSink: this.#data.hasDeadLetterSink ? this.#exit.deadLetterSink : undefined,
          onProgress: () => this.#onProgress(),
          onFailure: (error) => this.#fail(error),
        },
        this.#opened,
      );
      this.#open = open;
      open.subtask.onCrowded(() => this.#outbox.add({ kind: 'crowded' }));
      this.#outbox.add({
        kind: 'ready',
        journaledInputs: Object.fromEntries(this.#data.sourceIds.map((id) => [id, open.subtask.journaledInputs(id)])),
      });
    } catch (error) {
      this.#fail(error);
    }
  }

  take(entry: InboxEntry): void {
    const subtask = this.#open?.subtask;
    switch (entry.kind) {
      case 'record':
        subtask?.processElement(entry.record);
        break;
      case 'advanced':
        subtask?.sourceAdvanced(entry.sourceId, entry.position);
        break;
      case 'watermark':
        subtask?.processWatermark(entry.watermarkMs);
        break;
      case 'deadLetter':
        subtask?.addDeadLetter(entry.output);
        break;
      case 'resume':
        subtask?.resume();
        break;
      case 'hold':
        subtask?.hold();
        break;
      case 'cut':
        this.#takeCut(entry.point);
    }
    this.#tellNews();
  }

  #receive(message: ToThread): void {
    switch (message.kind) {
      case 'release':
      case 'ended':
      case 'left':
      case 'abandon':
      case 'request':
        this.#obey(message);
        break;
      default:
        this.#inbox.receive(message);
    }
  }

  #obey(order: ThreadOrder): void {
    switch (order.kind) {
      case 'release':
        this.#open?.subtask.release();
        break;
      case 'ended':
        this.#endCut(order.isComplete);
        break;
      case 'left':
        this.#exit.left(order.count);
        break;
      case 'abandon':
        this.#inbox.close();
        this.#open?.subtask.abandon(passedError(order.reason, []));
        break;
      case 'request':
        void this.#answer(order.number, order.request);
    }
  }

  #takeCut(point: CutPoint): void {
    const cut = this.#open?.subtask.cut(point);
    if (cut === undefined) {
      return;
    }
    this.#cut = cut;
    this.#open?.subtask.addBarrier(async () => this.#outbox.add({ kind: 'barrier' }));
    this.#sendCut(cut).catch((error: unknown) => this.#fail(error));
  }

  async #sendCut(cut: SubtaskCut): Promise<void> {
    this.#outbox.add({ kind: 'cutDurable', marker: await cut.durable });
    const { busyKeys, changedKeys } = await cut.content();
    for (const batch of packStateChanges(changedKeys, sliceBytes)) {
      this.#outbox.flush();
      this.#outbox.add({ kind: 'cutChanges', batch });
      this.#outbox.flush([batch]);
      await nextTurn();
    }
    this.#outbox.add({ kind: 'cutEnd', busyKeys });
  }

  #endCut(isComplete: boolean): void {
    const cut = this.#cut;
    this.#cut = undefined;
    if (isComplete) {
      this.#open?.reader?.refresh();
      cut?.complete();
    } else {
      cut?.fail();
    }
    this.#onProgress();
  }

  async #answer(number: number, request: ThreadRequest): Promise<void> {
    try {
      this.#outbox.add({ kind: 'answer', number, value: await this.#serve(request) });
    } catch (error) {
      this.#outbox.add({ kind: 'refusal', number, error: errorToPass(error) });
    }
    this.#outbox.flush();
  }

  async #serve(request: ThreadRequest): Promise<unknown> {
    const subtask = this.#open?.subtask;
    switch (request.what) {
      case 'prune':
        return await subtask?.prune(request.marker);
      case 'flushEventLog':
        return await subtask?.flushEventLog();
      case 'whenQuiet':
        return await subtask?.whenQuiet();
      case 'metrics':
        return this.#metrics.snapshot();
      case 'close':
        return await this.#close();
    }
  }

  /** Every one is closed, also when another fails. @throws the first failure */
  async #close(): Promise<void> {
    this.#inbox.close();
    const failures: unknown[] = [];
    for (const close of this.#opened.splice(0).toReversed()) {
      await close().catch((error: unknown) => failures.push(error));
    }
    for (const stream of [process.stdout, process.stderr]) {
      // What was printed is passed on before the thread is gone.
      await new Promise<void>((resolve) => void stream.write('', () => resolve()));
    }
    if (failures.length > 0) {
      throw failures[0];
    }
  }

  #onProgress(): void {
    this.#inbox.wake();
    this.#tellNews();
  }

  /** What leaves waits for more to leave, unless the job's thread may have something to do. */
  #tellNews(): void {
    if (this.#hasNews) {
      this.#outbox.schedule();
    }
  }

  /** Goes with other messages; on its own only when the job's thread may have something to do because of it. */
  #progress(hasOthers: boolean): FromThread | undefined {
    const open = this.#open;
    if (open === undefined || !(hasOthers || this.#hasNews)) {
      return undefined;
    }
    const { unfinishedInputs, finishedInputs } = open.subtask;
    const { taken, takenRecords, granted } = this.#inbox;
    const { isExpecting } = open.assembled;
    const isIdle = this.#isIdle;
    this.#told = { taken, takenRecords, granted, isIdle, unfinishedInputs, finishedInputs, isExpecting };
    return { kind: 'progress', progress: this.#told };
  }

  get #isIdle(): boolean {
    return this.#inbox.length === 0 && this.#open?.subtask.isIdle === true;
  }

  get #hasNews(): boolean {
    const [told, open] = [this.#told, this.#open];
    if (told === undefined || open === undefined) {
      return open !== undefined;
    }
    const { length, taken, granted } = this.#inbox;
    const grantsMuch = granted - told.granted >= grantedAtOnce(this.#data.windowSize);
    const isHungry = length === 0 && taken !== told.taken;
    return grantsMuch || isHungry || this.#isIdle !== told.isIdle || open.assembled.isExpecting !== told.isExpecting;
  }

  #fail(error: unknown): void {
    this.#outbox.add({ kind: 'failed', error: errorToPass(error) });
    this.#outbox.flush();
  }
}
