import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readEventLog } from '@millrace/eventlog-file';
import { SeededRandom } from '@millrace/runtime/testing';
import { describe, expect, it } from 'vitest';
import { Changes } from './support/changes.js';
import { DemoProcess, type Ended, runDemo } from './support/demo-process.js';
import { readJsonLines } from './support/json-lines.js';
import { readGroundTruth, readShippedReviews, type ShippedReview } from './support/shipped-data.js';
import { temporaryDirectory } from './support/temporary-directory.js';

/** Starts and stops of many processes take seconds on a machine that is idle, and longer on one that is not. */
const timeoutMs = 180_000;
const seed = 20_250_314;
const killsWhileStarting = 3;
const killsWhileWorking = 6;

/** The reviews of products that get worse, so that there are alerts, with lines among them that cannot be used. */
function inputLines(): readonly string[] {
  const declining = new Set(
    readGroundTruth()
      .declines.slice(0, 4)
      .map(({ product }) => product),
  );
  return readShippedReviews()
    .filter(({ product }) => declining.has(product))
    .flatMap((review: ShippedReview, index) =>
      index % 50 === 7 ? [`not a review, number ${index}`, JSON.stringify(review)] : [JSON.stringify(review)],
    );
}

const args = ['--input', 'reviews.jsonl', '--output', 'out/results.jsonl'];

async function directoryWithInput(): Promise<string> {
  const cwd = await temporaryDirectory();
  await writeFile(join(cwd, 'reviews.jsonl'), `${inputLines().join('\n')}\n`);
  await mkdir(join(cwd, 'out/results.jsonl.state'), { recursive: true });
  return cwd;
}

/** Starts the demo and kills it at the change of that number among its outputs and in its state, counted from its start or from when it has said something; gives how it ended. */
async function killAtChange(cwd: string, change: number, said?: RegExp): Promise<Ended> {
  const demo = await DemoProcess.start(args, { cwd });
  if (said !== undefined) await demo.hasSaid(said);
  const state = join(cwd, 'out/results.jsonl.state');
  const directories = [join(cwd, 'out'), state, join(state, 'journal')].filter((directory) => existsSync(directory));
  const changes = new Changes(directories);
  await Promise.race([changes.reached(change), demo.ended]);
  changes.stop();
  demo.signal('SIGKILL');
  return await demo.ended;
}

/** Stops the demo in good order as soon as it says that it goes on. */
async function stopWhenItGoesOn(cwd: string): Promise<Ended> {
  const demo = await DemoProcess.start(args, { cwd });
  await demo.hasSaid(/Going on/);
  demo.signal('SIGINT');
  return await demo.ended;
}

type Line = Readonly<Record<string, unknown>>;

/** For each product its lines in the order of the file. */
function byProduct(lines: readonly Line[]): Readonly<Record<string, readonly Line[]>> {
  const groups: Record<string, readonly Line[]> = {};
  for (const line of lines) {
    const product = String(line['product']);
    groups[product] = [...(groups[product] ?? []), line];
  }
  return groups;
}

interface Written {
  readonly results: Readonly<Record<string, readonly Line[]>>;
  readonly alerts: Readonly<Record<string, readonly Line[]>>;
  readonly deadLetters: readonly Line[];
  /** The last line of every complaint, by id. */
  readonly complaints: Readonly<Record<string, unknown>>;
  /** Every event once: key, run, type and place in the run. */
  readonly events: readonly string[];
}

async function readWritten(cwd: string): Promise<Written> {
  const lines = (name: string): readonly Line[] => readJsonLines(join(cwd, 'out', name));
  const events: string[] = [];
  for await (const { context, event } of readEventLog(join(cwd, 'out/log')))
    events.push([context.key, context.runNumber, event.type, context.causalPosition].join(' '));
  return {
    results: byProduct(lines('results.jsonl')),
    alerts: byProduct(lines('alerts.jsonl')),
    deadLetters: lines('dead-letters.jsonl'),
    complaints: Object.fromEntries(
      lines('results.jsonl.state/complaints.jsonl').map((line) => [String(line['id']), line] as const),
    ),
    events: events.toSorted(),
  };
}

describe('a run that is killed', { timeout: timeoutMs }, () => {
  it(`again and again, while it starts and while it works, and stopped once, ends with the results of an undisturbed run (seed ${seed})`, async () => {
    const undisturbed = await directoryWithInput();
    await runDemo(args, { cwd: undisturbed });
    const expected = await readWritten(undisturbed);

    const random = new SeededRandom(seed);
    const cwd = await directoryWithInput();
    const lives: Ended[] = [];
    for (let kill = 0; kill < killsWhileStarting + killsWhileWorking; kill += 1) {
      const said = kill < killsWhileStarting ? undefined : /State: /;
      lives.push(await killAtChange(cwd, 1 + random.below(8), said));
    }
    const stopped = await stopWhenItGoesOn(cwd);
    const last = await runDemo(args, { cwd });

    expect(lives.map(({ signal }) => signal)).toEqual(lives.map(() => 'SIGKILL'));
    expect(lives.filter(({ stderr }) => stderr.includes('Going on from checkpoint')).length).toBeGreaterThanOrEqual(5);
    expect(stopped.code).toBe(0);
    expect(stopped.stdout).toMatch(/^Stopped before the end of the input\n/);
    expect(stopped.stdout).toContain('; the same command goes on from here\n');
    expect(last.code).toBe(0);
    expect(last.stderr).toMatch(/Going on from checkpoint \d+ of .* UTC: [\d,]+ of [\d,]+ reviews had been read/);
    expect(last.stdout).toMatch(/ resumed +from checkpoint \d+ of .*: [\d,]+ read and [\d,]+ analysed before\n/);
    const lines = inputLines().length;
    const bad = expected.deadLetters.length;
    expect(last.stdout).toContain(` ${lines} read, ${lines - bad} analysed, ${bad} bad\n`);

    const written = await readWritten(cwd);
    expect(written.results).toEqual(expected.results);
    expect(written.alerts).toEqual(expected.alerts);
    expect(written.deadLetters).toEqual(expected.deadLetters);
    expect(written.complaints).toEqual(expected.complaints);
    expect(written.events).toEqual(expected.events);
    expect([Object.values(expected.alerts).flat().length, bad > 0]).toEqual([4, true]);
  });

  it('begins anew when it had finished, or with --fresh', async () => {
    const cwd = await directoryWithInput();
    const first = await runDemo([...args, '--limit', '20'], { cwd });
    const second = await runDemo([...args, '--limit', '20'], { cwd });
    const killed = await killAtChange(cwd, 3, /State: /);
    const other = await runDemo([...args, '--limit', '20'], { cwd });
    const fresh = await runDemo([...args, '--limit', '20', '--fresh'], { cwd });

    expect(first.stderr).toContain('\nState: out/results.jsonl.state. Killed or stopped');
    expect(second.stderr).toContain('\nThe run before had finished, this is a new one.');
    expect(killed.signal).toBe('SIGKILL');
    expect(other).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /^cannot go on with the state in out\/results\.jsonl\.state: .*: all records were to be read before, and now the first 20 records\. --fresh discards it and begins anew \(--help explains the options\)\n$/,
      ),
    });
    expect(fresh.stdout).toContain('20 read, 19 analysed, 1 bad');
    expect(readJsonLines(join(cwd, 'out/results.jsonl'))).toHaveLength(19);
  });
});

describe('a second run over the same state', { timeout: timeoutMs }, () => {
  it('is refused with one line and exit code 2, and changes nothing', async () => {
    const cwd = await directoryWithInput();
    const first = await DemoProcess.start(args, { cwd });
    await first.hasSaid(/State: /);
    const second = await runDemo(args, { cwd });

    expect(second).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /^The state directory \S+ is in use by process \d+ on \S+, since \S+\. Stop that run, or give this one another --state-dir \(--help explains the options\)\n$/,
      ),
    });
    expect((await first.ended).stdout).toContain(` ${inputLines().length} read`);
  });
});
