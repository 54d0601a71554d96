import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';

/** A process that runs a job, with what it has written so far. */
class JobProcess {
  readonly lines: string[] = [];
  readonly exited: Promise<readonly [code: number | null, signal: string | null]>;
  readonly #child: ChildProcess;
  #changed: () => void = () => {};

  constructor(behaviour: string) {
    const script = fileURLToPath(new URL('../scripts/job-until-signalled.mjs', import.meta.url));
    const child = spawn(process.execPath, [script, behaviour], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    this.#child = child;
    const read = createInterface({ input: child.stdout });
    read.on('line', (line) => {
      this.lines.push(line);
      this.#changed();
    });
    this.exited = Promise.all([once(child, 'exit'), once(read, 'close')]).then(([[code, signal]]) => [code, signal]);
    void this.exited.then(() => this.#changed());
  }

  /** Waits until the process has written the line. */
  async wrote(line: string): Promise<void> {
    while (!this.lines.includes(line)) {
      if (this.#child.exitCode !== null) {
        throw new Error(`The process ended without writing ${line}: ${this.lines.join(' | ')}`);
      }
      await new Promise<void>((resolve) => (this.#changed = resolve));
    }
  }

  send(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }
}

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s', (signal, exitCode) => {
  test('stops the job gracefully: what has begun finishes, and the process ends well', async () => {
    const job = new JobProcess('finishes');
    await job.wrote('working');
    job.send(signal);
    await job.wrote(`heard ${signal}`);
    job.send('SIGUSR2');
    expect(await job.exited).toEqual([0, null]);
    expect(job.lines).toContain('_output_event');
    expect(job.lines).toContain('outputs 1');
    expect(job.lines.find((line) => line.startsWith('Job signalled'))).toMatch(/ stopped after /);
    expect(job.lines).toContain('  1 inputs processed, 1 outputs, 0 dead letters');
  }, 30_000);

  test('abandons what does not finish within the grace, and the report says so', async () => {
    const job = new JobProcess('reacts');
    await job.wrote('working');
    job.send(signal);
    expect(await job.exited).toEqual([0, null]);
    expect(job.lines).not.toContain('_output_event');
    expect(job.lines).toContain('  1 inputs were begun and not finished');
  }, 30_000);

  test('ends the process at once when it comes a second time, whatever is still going on', async () => {
    const job = new JobProcess('never finishes');
    await job.wrote('working');
    job.send(signal);
    await job.wrote(`heard ${signal}`);
    job.send(signal);
    expect(await job.exited).toEqual([exitCode, null]);
  }, 30_000);

  test('is left to the program when it says so', async () => {
    const job = new JobProcess('deaf');
    await job.wrote('working');
    job.send(signal);
    await job.wrote(`heard ${signal}`);
    job.send(signal);
    job.send('SIGUSR2');
    await job.wrote('_output_event');
    job.send('SIGKILL');
    expect(await job.exited).toEqual([null, 'SIGKILL']);
  }, 30_000);
});

test('a signal of the other kind counts as the second one', async () => {
  const job = new JobProcess('never finishes');
  await job.wrote('working');
  job.send('SIGINT');
  await job.wrote('heard SIGINT');
  job.send('SIGTERM');
  expect(await job.exited).toEqual([143, null]);
}, 30_000);
