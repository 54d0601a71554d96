import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import { canKeepState } from '../support/line-job.js';
import { temporaryFile } from '../support/temporary-folder.js';
import { numbered, type ThreadOutput } from './thread-job.js';

const script = fileURLToPath(new URL('../scripts/threads-until-killed.mjs', import.meta.url));

/** When a process is killed: by a thread that has begun so many orders, before or after the last takes effect. */
interface Kill {
  readonly after: number;
  readonly moment: 'before' | 'after';
}

/** A job over a file in processes that are killed with all their threads. */
class KilledThreads {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  get #ledger(): string {
    return join(this.#directory, 'ledger');
  }

  /** @returns what the process printed at the end; `undefined`: it was killed. @throws when it failed */
  async live(parallelism: number, kill?: Kill): Promise<string | undefined> {
    const paths = ['state', 'in.jsonl', 'out.jsonl'].map((name) => join(this.#directory, name));
    const child = spawn(process.execPath, [script, ...paths, String(parallelism)], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        MILLRACE_TEST_LEDGER: this.#ledger,
        ...(kill && { MILLRACE_TEST_KILL_AFTER: String(kill.after), MILLRACE_TEST_KILL_MOMENT: kill.moment }),
      },
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    if (signal !== 'SIGKILL' && code !== 0) {
      throw new Error(`The job ended with exit code ${code}, signal ${signal}.`);
    }
    return signal === null ? printed : undefined;
  }

  /** By key, in the order of the file. */
  async outputs(): Promise<ReadonlyMap<string, readonly ThreadOutput[]>> {
    const outputs = new Map<string, ThreadOutput[]>();
    for (const line of await linesOf(join(this.#directory, 'out.jsonl'))) {
      const output = JSON.parse(line) as ThreadOutput;
      outputs.set(output.key, [...(outputs.get(output.key) ?? []), output]);
    }
    return outputs;
  }

  /** Orders that took effect, sorted. */
  async orders(): Promise<readonly string[]> {
    return (await linesOf(this.#ledger)).toSorted();
  }
}

async function linesOf(path: string): Promise<readonly string[]> {
  return (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
}

const count = 600;

/** What has to come out, whatever happened. */
function expectedOutputs(count: number): ReadonlyMap<string, readonly unknown[]> {
  const outputs = new Map<string, unknown[]>();
  for (const { key, number } of numbered(count)) {
    const before = outputs.get(key) ?? [];
    const output = { key, place: before.length + 1, number, answer: `answer ${number}`, order: `order ${number} done` };
    outputs.set(key, [...before, output]);
  }
  return outputs;
}

/** Kills the job once with each number of subtasks, lets it finish with two, and looks at everything that came of it. */
async function expectNothingLost(lives: readonly number[], seed: number): Promise<void> {
  const input = await temporaryFile('in.jsonl');
  const lines = numbered(count).map((line) => `${JSON.stringify(line)}\n`);
  await writeFile(input, lines.join(''));
  const random = new SeededRandom(seed);
  const job = new KilledThreads(dirname(input));
  for (const parallelism of lives) {
    const kill: Kill = { after: 1 + random.below(45), moment: random.below(2) === 0 ? 'before' : 'after' };
    expect(await job.live(parallelism, kill)).toBeUndefined();
  }
  expect(JSON.parse((await job.live(2)) ?? '')).toMatchObject({ resumedFrom: expect.any(Number) });
  expect(await job.outputs()).toEqual(expectedOutputs(count));
  const orders = numbered(count).map(({ number }) => `order ${number}`);
  expect(await job.orders()).toEqual(orders.toSorted());
}

describe.runIf(canKeepState)('a job that is killed with all its threads again and again', () => {
  test('loses, repeats and invents nothing', async () => {
    await expectNothingLost([2, 2, 2, 2, 2, 2], 1);
  }, 180_000);

  test('loses, repeats and invents nothing from one subtask to three threads to two, and back', async () => {
    await expectNothingLost([1, 3, 2, 3, 1, 2], 2);
  }, 180_000);
});
