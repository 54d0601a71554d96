import { formatCount, formatDuration } from './format-quantity.js';
import type { OutputStream } from './output-stream.js';
import { fitColumns, printableText } from './terminal-text.js';

/** How far a run has come. */
export interface ProgressState {
  readonly processed: number;
  readonly alerts: number;
  readonly deadLetters: number;
}

export interface ProgressOptions {
  /** Normally standard error, so that standard output can be piped. */
  readonly stream: OutputStream;
  /** Milliseconds from any fixed point. */
  readonly nowMs: () => number;
  /** How many reviews there are, where that is known. */
  readonly total?: number | undefined;
}

const redrawIntervalMs = 100;
const lineIntervalMs = 10_000;
const linesPerRun = 10;
const columnsDefault = 80;
const barColumnsMax = 30;
const clearLine = '\r\u001B[2K';

/**
 * Shows how far a run has come: on a terminal one line that is drawn again, elsewhere a plain line for every tenth of the way and at least one every ten seconds.
 * Draws only when told of progress; it has no timer that could keep a process alive.
 */
export class Progress {
  readonly #stream: OutputStream;
  readonly #nowMs: () => number;
  readonly #total: number | undefined;
  #startedMs: number;
  /** Processed by earlier runs, which says nothing about how fast this one is. */
  #processedBefore = 0;
  #state: ProgressState = { processed: 0, alerts: 0, deadLetters: 0 };
  #shownMs: number;
  #shownTenths = 0;
  #isDrawn = false;
  #isStale = true;
  #isFinished = false;

  constructor({ stream, nowMs, total }: ProgressOptions) {
    this.#stream = stream;
    this.#nowMs = nowMs;
    this.#total = total;
    this.#startedMs = nowMs();
    this.#shownMs = this.#startedMs;
  }

  /** Begins to measure here, where an earlier run may have been. */
  begin(processedBefore: number): void {
    this.#processedBefore = processedBefore;
    this.#startedMs = this.#nowMs();
    this.#state = { ...this.#state, processed: processedBefore };
    this.#shownTenths = this.#tenths();
  }

  /** Takes notice of progress, and shows it when it is time to. */
  update(state: ProgressState): void {
    this.#state = state;
    this.#isStale = true;
    if (this.#isFinished || !this.#isDue()) return;
    this.#show();
  }

  /** Prints a line of its own, above the bar where there is one. */
  note(line: string): void {
    const text = printableText(line);
    if (this.#stream.isTTY !== true) {
      this.#stream.write(`${text}\n`);
      return;
    }
    this.#stream.write(`${this.#isDrawn ? clearLine : ''}${text}\n`);
    if (this.#isDrawn) this.#show();
  }

  /** Shows the final state and leaves the cursor on a line of its own. */
  finish(): void {
    if (this.#isFinished) return;
    this.#isFinished = true;
    // A plain line that says it all may be there already.
    if (this.#stream.isTTY === true || this.#isStale) this.#show();
    if (this.#stream.isTTY === true) this.#stream.write('\n');
    this.#isDrawn = false;
  }

  #isDue(): boolean {
    const elapsedMs = this.#nowMs() - this.#shownMs;
    if (this.#stream.isTTY === true) return !this.#isDrawn || elapsedMs >= redrawIntervalMs;
    return elapsedMs >= lineIntervalMs || this.#tenths() > this.#shownTenths;
  }

  #show(): void {
    this.#shownMs = this.#nowMs();
    this.#shownTenths = this.#tenths();
    this.#isStale = false;
    if (this.#stream.isTTY === true) {
      this.#stream.write(clearLine + this.#drawing());
      this.#isDrawn = true;
    } else {
      this.#stream.write(`${this.#facts()}\n`);
    }
  }

  #tenths(): number {
    return Math.floor(this.#share() * linesPerRun);
  }

  #share(): number {
    return this.#total === undefined || this.#total === 0 ? 0 : Math.min(1, this.#state.processed / this.#total);
  }

  #drawing(): string {
    const facts = this.#facts();
    // The last column stays free: some terminals wrap there.
    const columns = (this.#stream.columns ?? columnsDefault) - 1;
    const barColumns = Math.min(barColumnsMax, columns - facts.length - 3);
    if (this.#total === undefined || barColumns < 5) return fitColumns(facts, columns);
    const filled = Math.round(this.#share() * barColumns);
    return `[${'#'.repeat(filled)}${'-'.repeat(barColumns - filled)}] ${facts}`;
  }

  #facts(): string {
    const { processed, alerts, deadLetters } = this.#state;
    const elapsedMs = this.#shownMs - this.#startedMs;
    const parts =
      this.#total === undefined
        ? [`${formatCount(processed)} reviews`]
        : [`${formatCount(processed)}/${formatCount(this.#total)} reviews`, `${Math.floor(this.#share() * 100)}%`];
    if (elapsedMs > 0) parts.push(`${formatCount(this.#processedNow / (elapsedMs / 1000))}/s`);
    const remainingMs = this.#remainingMs(elapsedMs);
    if (remainingMs !== undefined) parts.push(`${formatDuration(remainingMs)} left`);
    if (alerts > 0) parts.push(`${formatCount(alerts)} ${alerts === 1 ? 'alert' : 'alerts'}`);
    if (deadLetters > 0) parts.push(`${formatCount(deadLetters)} bad`);
    return parts.join('  ');
  }

  /** `undefined` until there is something to reckon with. */
  #remainingMs(elapsedMs: number): number | undefined {
    const { processed } = this.#state;
    const processedNow = this.#processedNow;
    if (this.#total === undefined || processedNow <= 0 || elapsedMs === 0 || processed >= this.#total) return undefined;
    return (elapsedMs / processedNow) * (this.#total - processed);
  }

  /** Processed by this run. */
  get #processedNow(): number {
    return this.#state.processed - this.#processedBefore;
  }
}
