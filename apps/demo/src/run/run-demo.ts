import { readFile } from 'node:fs/promises';
import type { JobReport } from '@millrace/runtime';
import { checkFiles } from '../cli/check-files.js';
import { describeFailure } from '../cli/describe-failure.js';
import { type DemoOptions, type Environment, shippedProductsPath } from '../cli/options.js';
import { mayUseColour, type OutputStream } from '../cli/output-stream.js';
import { RunDisplay } from '../cli/run-display.js';
import { formatSummary } from '../cli/summary.js';
import { ProductCatalog } from '../product/product-catalog.js';
import { countLines } from '../source/count-lines.js';
import { wireJob } from '../wiring.js';
import { RunTally } from './run-tally.js';
import { modelNames, summarizeRun } from './summarize-run.js';

/** What a run talks to. */
export interface Terminal {
  /** For the summary. */
  readonly stdout: OutputStream;
  /** For progress, warnings and errors, so that the summary can be piped. */
  readonly stderr: OutputStream;
  readonly env: Environment;
}

const columnsWithoutTerminal = 100;

/** Analyses the reviews, shows progress, and sums up. Gives the exit code. @throws UsageError when a file cannot be used; nothing was started then. */
export async function runDemo(options: DemoOptions, terminal: Terminal): Promise<number> {
  await checkFiles(options);
  const catalog = ProductCatalog.parse(await readFile(shippedProductsPath, 'utf8'));
  const tally = new RunTally();
  const display = new RunDisplay({
    stream: terminal.stderr,
    quiet: options.quiet,
    total: await countReviews(options),
    models: modelNames(options),
    inputPath: options.inputPath,
  });
  tally.onChange = () => display.update(tally);
  const job = wireJob(options, { catalog, tally, logger: display.logger });
  try {
    const report = await job.execute();
    display.finish();
    await printSummary(options, terminal, report, tally);
    return 0;
  } catch (failure) {
    display.finish();
    terminal.stderr.write(`${describeFailure(failure, tally, options.outputPath)}\n`);
    return 1;
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

async function printSummary(
  options: DemoOptions,
  { stdout, env }: Terminal,
  report: JobReport,
  tally: RunTally,
): Promise<void> {
  const summary = await summarizeRun(options, report, tally);
  const columns = stdout.columns ?? columnsWithoutTerminal;
  stdout.write(formatSummary(summary, { columns, colour: mayUseColour(stdout, env) }));
}
