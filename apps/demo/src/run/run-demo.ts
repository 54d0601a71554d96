import { readFile } from 'node:fs/promises';
import { errorMessage, MillraceError } from '@millrace/api';
import type { DurableStores, JobReport } from '@millrace/runtime';
import { checkFiles } from '../cli/check-files.js';
import { describeBeginning } from '../cli/describe-beginning.js';
import { describeFailure } from '../cli/describe-failure.js';
import { type DemoOptions, type Environment, shippedProductsPath } from '../cli/options.js';
import { mayUseColour, type OutputStream } from '../cli/output-stream.js';
import { RunDisplay } from '../cli/run-display.js';
import { shownPath } from '../cli/shown-path.js';
import { formatSummary, type ResumedRun } from '../cli/summary.js';
import { printableText } from '../cli/terminal-text.js';
import { UsageError } from '../cli/usage-error.js';
import { ProductCatalog } from '../product/product-catalog.js';
import { countLines } from '../source/count-lines.js';
import { openDemoState } from '../state/demo-state.js';
import { wireJob } from '../wiring.js';
import { RunTally } from './run-tally.js';
import { StopSignals } from './stop-signals.js';
import { type EndedRun, modelNames, summarizeRun } from './summarize-run.js';

/** What a run talks to. */
export interface Terminal {
  /** For the summary. */
  readonly stdout: OutputStream;
  /** For progress, warnings and errors, so that the summary can be piped. */
  readonly stderr: OutputStream;
  readonly env: Environment;
  /** Paths below it are shown without it. */
  readonly cwd: string;
}

const columnsWithoutTerminal = 100;

/**
 * Analyses the reviews, shows progress, and sums up. Gives the exit code.
 *
 * @throws UsageError when a file or the state cannot be used; nothing was started then.
 */
export async function runDemo(options: DemoOptions, terminal: Terminal): Promise<number> {
  await checkFiles(options);
  const catalog = ProductCatalog.parse(await readFile(shippedProductsPath, 'utf8'));
  const run = new DemoRun(options, terminal, await openState(options, terminal), await countReviews(options));
  return await run.run(catalog);
}

/** One run, from its first line on the terminal to its last. */
class DemoRun {
  readonly #options: DemoOptions;
  readonly #terminal: Terminal;
  readonly #stores: DurableStores | undefined;
  readonly #total: number | undefined;
  readonly #tally = new RunTally();
  readonly #display: RunDisplay;
  #previousFinished = false;
  #hasBegun = false;
  #resumed: ResumedRun | undefined;

  constructor(options: DemoOptions, terminal: Terminal, stores: DurableStores | undefined, total: number | undefined) {
    this.#options = options;
    this.#terminal = terminal;
    this.#stores = stores;
    this.#total = total;
    this.#display = new RunDisplay({
      stream: terminal.stderr,
      quiet: options.quiet,
      total,
      models: modelNames(options),
      inputPath: shownPath(options.inputPath, terminal.cwd),
    });
    this.#tally.onChange = () => this.#display.update(this.#tally);
  }

  async run(catalog: ProductCatalog): Promise<number> {
    const job = wireJob(this.#options, {
      catalog,
      tally: this.#tally,
      logger: this.#display.logger,
      stores: this.#stores,
      onRead: (after) => this.#begin(after),
    });
    const stop = new StopSignals(() => this.#display.noteStop());
    try {
      const report = await job.execute({
        signal: stop.signal,
        handleSignals: false,
        onBegin: ({ previousFinished }) => {
          this.#previousFinished = previousFinished;
        },
      });
      this.#display.finish();
      await this.#printSummary(report);
      return 0;
    } catch (failure) {
      this.#display.finish();
      return this.#fail(failure);
    } finally {
      stop.release();
    }
  }

  /** Says where the run begins, now that state and files are open and the first review is about to be read. */
  async #begin(after: number | undefined): Promise<void> {
    const { resumePoint } = this.#tally;
    this.#resumed = resumePoint && { ...resumePoint, read: await this.#countRead(after) };
    this.#hasBegun = true;
    const line = describeBeginning({
      stateDir: this.#stateDir,
      previousFinished: this.#previousFinished,
      resumed: this.#resumed,
      total: this.#total,
    });
    this.#display.noteBeginning(line, this.#tally);
  }

  /** Positions in the input are the bytes at which lines begin; the line at `after` was read, too. */
  async #countRead(after: number | undefined): Promise<number> {
    return after === undefined ? 0 : ((await countLines(this.#options.inputPath, after)) ?? 0) + 1;
  }

  async #printSummary(report: JobReport): Promise<void> {
    const { stdout, env, cwd } = this.#terminal;
    const ended: EndedRun = { options: this.#options, report, tally: this.#tally, resumed: this.#resumed, cwd };
    const columns = stdout.columns ?? columnsWithoutTerminal;
    stdout.write(formatSummary(await summarizeRun(ended), { columns, colour: mayUseColour(stdout, env) }));
  }

  /** @throws UsageError when the run had not begun: then it is the state that cannot be used, or a file. */
  #fail(failure: unknown): number {
    if (this.#stateDir !== undefined && !this.#hasBegun) throw unusableState(this.#stateDir, failure);
    const { stderr, cwd } = this.#terminal;
    const reached = {
      analysed: this.#tally.committedTotals.analysed,
      isKept: this.#stateDir !== undefined,
      latestReview: (product: string) => this.#tally.latestReview(product),
    };
    stderr.write(`${describeFailure(failure, reached, shownPath(this.#options.outputPath, cwd))}\n`);
    return 1;
  }

  get #stateDir(): string | undefined {
    const { state } = this.#options;
    return state.kind === 'directory' ? shownPath(state.path, this.#terminal.cwd) : undefined;
  }
}

/** @throws UsageError when another run uses it. */
async function openState({ state }: DemoOptions, { cwd }: Terminal): Promise<DurableStores | undefined> {
  if (state.kind === 'memory') return undefined;
  try {
    return await openDemoState(state.path);
  } catch (failure) {
    const isLocked = MillraceError.is(failure) && failure.code === 'STATE_DIRECTORY_LOCKED';
    throw isLocked
      ? new UsageError(`${withoutHint(failure)} Stop that run, or give this one another --state-dir`, failure)
      : unusableState(shownPath(state.path, cwd), failure);
  }
}

function unusableState(stateDir: string, failure: unknown): UsageError {
  const reason = MillraceError.is(failure) ? withoutHint(failure) : errorMessage(failure);
  return new UsageError(
    printableText(`cannot go on with the state in ${stateDir}: ${reason} --fresh discards it and begins anew`),
    failure,
  );
}

/** Hints of the runtime speak of options of a program, not of flags. */
function withoutHint({ message, hint }: MillraceError): string {
  return hint !== undefined && message.endsWith(hint) ? message.slice(0, -hint.length).trimEnd() : message;
}

/** `undefined` where nobody can know before the end. */
async function countReviews({
  inputPath,
  limit = Number.POSITIVE_INFINITY,
  quiet,
}: DemoOptions): Promise<number | undefined> {
  const lines = quiet ? undefined : await countLines(inputPath);
  return lines === undefined ? undefined : Math.min(lines, limit);
}
