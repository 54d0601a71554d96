import { formatCount } from './format-quantity.js';
import type { OutputStream } from './output-stream.js';
import { Progress } from './progress.js';
import type { RunSummary } from './summary.js';
import { TerminalLogger } from './terminal-logger.js';

export interface RunDisplayOptions {
  readonly stream: OutputStream;
  /** Errors only. */
  readonly quiet: boolean;
  /** How many reviews there are, where that is known. */
  readonly total: number | undefined;
  readonly models: RunSummary['models'];
  readonly inputPath: string;
}

/** What can be watched of a run, as the tally counts it. */
export interface WatchedRun {
  readonly analysed: number;
  readonly deadLetters: number;
  readonly alerts: readonly unknown[];
}

const silence: OutputStream = { write: () => undefined };

/** What a person sees while a run lasts: what is being done, how far it has come, warnings, and that a stop was heard. */
export class RunDisplay {
  readonly logger: TerminalLogger;
  readonly #progress: Progress;
  readonly #heading: readonly string[];
  #hasBegun = false;

  constructor({ stream, quiet, total, models, inputPath }: RunDisplayOptions) {
    const progress = new Progress({ stream: quiet ? silence : stream, nowMs: () => performance.now(), total });
    const print = quiet ? (line: string) => void stream.write(`${line}\n`) : (line: string) => progress.note(line);
    this.logger = new TerminalLogger({ print, quiet });
    this.#progress = progress;
    this.#heading = [
      `Analysing ${reviewsText(total)} in ${inputPath}`,
      `Chat model: ${models.chat}. Embeddings: ${models.embedding}.`,
    ];
  }

  /** Before it is said where the run begins, nothing is shown of its progress: what an earlier run had begun is finished first. */
  update({ analysed, deadLetters, alerts }: WatchedRun): void {
    if (this.#hasBegun)
      this.#progress.update({ processed: analysed + deadLetters, alerts: alerts.length, deadLetters });
  }

  /** Says what is done and where the run begins, as a line for people, and goes on counting from there. */
  noteBeginning(line: string, { analysed, deadLetters }: WatchedRun): void {
    this.#hasBegun = true;
    this.#progress.begin(analysed + deadLetters);
    for (const each of [...this.#heading, line]) this.#progress.note(each);
  }

  noteStop(): void {
    this.#progress.note('Stopping. Reviews that have begun are being finished; Ctrl-C again quits at once.');
  }

  /** Shows the final state; nothing is drawn after it. */
  finish(): void {
    this.logger.finish();
    if (this.#hasBegun) this.#progress.finish();
  }
}

function reviewsText(total: number | undefined): string {
  if (total === undefined) return 'the reviews';
  return total === 1 ? '1 review' : `${formatCount(total)} reviews`;
}
