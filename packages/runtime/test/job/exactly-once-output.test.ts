import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Agent, InputEvent, OutputEvent } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { AgentsExecutionEnvironment, JsonLinesFileSink, JsonLinesFileSource } from '../../src/index.js';
import { CollectingLogger } from '../support/collecting-logger.js';
import { canKeepState } from '../support/line-job.js';
import { temporaryFile } from '../support/temporary-folder.js';

const numbers = Array.from({ length: 1500 }, (_, index) => index + 1);
const expectedText = numbers.map((number) => `[${number},${number}]\n`).join('');

async function createPlace() {
  const input = await temporaryFile('numbers.jsonl');
  await writeFile(input, numbers.map((number) => `${number}\n`).join(''));
  const folder = dirname(input);
  return { input, folder, output: join(folder, 'out.jsonl'), stateDir: join(folder, 'state') };
}

type Place = Awaited<ReturnType<typeof createPlace>>;

/** Runs the job in a process of its own. @returns what it printed; `undefined` when it was killed. */
async function runProcess({ stateDir, input, output }: Place, killAfter: number): Promise<string | undefined> {
  const script = fileURLToPath(new URL('../scripts/count-until-killed.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, stateDir, input, output, String(killAfter)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect(signal === 'SIGKILL' || code === 0).toBe(true);
  return signal === null ? printed : undefined;
}

/** Runs the job in this process; an action fails once at each of some numbers, and stops the job at one. */
async function runHere(
  { stateDir, input, output }: Place,
  { failOnceAt = [], stopAt }: { readonly failOnceAt?: readonly number[]; readonly stopAt?: number } = {},
) {
  const failing = new Set(failOnceAt);
  const stop = new AbortController();
  const agent = new Agent('counting').addAction('count', [InputEvent], (event, ctx) => {
    if (failing.delete(Number(event.input))) {
      throw new Error('once');
    }
    if (event.input === stopAt) {
      stop.abort();
    }
    const count = (ctx.shortTermMemory.get<number>('count') ?? 0) + 1;
    ctx.shortTermMemory.set('count', count);
    ctx.sendEvent(new OutputEvent([event.input, count]));
  });
  const env = new AgentsExecutionEnvironment({
    stateDir,
    logger: new CollectingLogger(),
    config: {
      'checkpoint.interval': 1,
      'in-flight-keys.max': 2,
      'pending-inputs.max': 2,
      'restart-strategy.delay': 1,
    },
  });
  const stream = env
    .fromSource(new JsonLinesFileSource<number>(input))
    .keyBy(() => 'one key')
    .apply(agent)
    .sinkTo(new JsonLinesFileSink(output, { bufferBytes: 100 }));
  const list = stream.toList();
  return { report: await env.execute({ signal: stop.signal, handleSignals: false }), listed: list.length };
}

if (!canKeepState) {
  console.warn('The storage thread runs what was built, and nothing was: jobs that keep state are skipped.');
}

describe.skipIf(!canKeepState)('the output file of a job that keeps state', { timeout: 60_000 }, () => {
  test('has every output exactly once, however often the process was killed; in between it has whole lines of the result', async () => {
    const place = await createPlace();
    let length = 0;
    for (const killAfter of [1, 150, 300, 300, 301]) {
      expect(await runProcess(place, killAfter)).toBeUndefined();
      const text = await readFile(place.output, 'utf8').catch(() => '');
      expect(expectedText.startsWith(text) && (text === '' || text.endsWith('\n'))).toBe(true);
      expect(text.length).toBeGreaterThanOrEqual(killAfter === 1 ? 0 : length + 1);
      length = text.length;
    }
    const report = JSON.parse((await runProcess(place, 0)) ?? '') as { resumedFrom: number; guarantee: string };
    expect(report.resumedFrom).toBeGreaterThan(0);
    expect(report.guarantee).toContain('outputs exactly once');
    expect(await readFile(place.output, 'utf8')).toBe(expectedText);
    expect(await readdir(place.folder)).toEqual(['numbers.jsonl', 'out.jsonl', 'state']);
  });

  test('has every output exactly once when the job fails and goes on, while other sinks may have some again', async () => {
    const place = await createPlace();
    const { report, listed } = await runHere(place, { failOnceAt: [3, 400, 401, 1200, 1500] });
    expect(await readFile(place.output, 'utf8')).toBe(expectedText);
    expect(listed).toBeGreaterThanOrEqual(numbers.length);
    expect(report.guarantee).toContain('outputs exactly once in JsonLinesFileSink, at least once in ListSink');
  });

  test('begins anew with the next job when all input was processed', async () => {
    const place = await createPlace();
    await runHere(place);
    await runHere(place);
    expect(await readFile(place.output, 'utf8')).toBe(expectedText);
  });

  test('that somebody has shortened stops the job, which says so', async () => {
    const place = await createPlace();
    const { report } = await runHere(place, { stopAt: 700 });
    expect(report.status).toBe('stopped');
    const { length } = await readFile(place.output);
    expect(length).toBeGreaterThan(700);
    await truncate(place.output, length - 1);
    await expect(runHere(place)).rejects.toMatchObject({
      code: 'JOB_FAILED',
      message: expect.stringMatching(
        `sink failed to begin: The file has ${length - 1} bytes, but ${length} were`,
      ) as unknown,
      cause: { code: 'SINK_FILE_SHORTENED', file: place.output },
    });
    expect((await readFile(place.output)).length).toBe(length - 1);
  });
});
