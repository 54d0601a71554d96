import { readFile } from 'node:fs/promises';
import { checkFiles } from '../cli/check-files.js';
import { describeFailure } from '../cli/describe-failure.js';
import { type DemoOptions, type Environment, shippedProductsPath } from '../cli/options.js';
import { mayUseColour, type OutputStream } from '../cli/output-stream.js';
import { RunDisplay } from '../cli/run-display.js';
import { shownPath } from '../cli/shown-path.js';
import { formatSummary } from '../cli/summary.js';
import { ProductCatalog } from '../product/product-catalog.js';
import { countLines } from '../source/count-lines.js';
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

/** Analyses the reviews, shows progress, and sums up. Gives the exit code. @throws UsageError when a file cannot be used; nothing was started then. */
export async function runDemo(options: DemoOptions, terminal: Terminal): Promise<number> {
  await checkFiles(options);
  const catalog = ProductCatalog.parse(await readFile(shippedProductsPath, 'utf8'));
  const tally = new RunTally();
  const { cwd } = terminal;
  const display = new RunDisplay({
    stream: terminal.stderr,
    quiet: options.quiet,
    total: await countReviews(options),
    models: modelNames(options),
    inputPath: shownPath(options.inputPath, cwd),
  });
  tally.onChange = () => display.update(tally);
  const job = wireJob(options, { catalog, tally, logger: display.logger });
  const stop = new StopSignals(() => display.noteStop());
  try {
    const report = await job.execute({ signal: stop.signal, handleSignals: false });
    display.finish();
    await printSummary({ options, report, tally, cwd }, terminal);
    return 0;
  } catch (failure) {
    display.finish();
    terminal.stderr.write(`${describeFailure(failure, tally, shownPath(options.outputPath, cwd))}\n`);
    return 1;
  } finally {
    stop.release();
  }
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

async function printSummary(run: EndedRun, { stdout, env }: Terminal): Promise<void> {
  const columns = stdout.columns ?? columnsWithoutTerminal;
  stdout.write(formatSummary(await summarizeRun(run), { columns, colour: mayUseColour(stdout, env) }));
}
