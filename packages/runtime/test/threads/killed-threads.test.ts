import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
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

const count = 600;

test.runIf(canKeepState).each([
  ['with the same number of threads', [2, 2, 2, 2, 2, 2]],
  ['from one subtask to three threads to two, and back', [1, 3, 2, 3, 1, 2]],
])(
  'a job that is killed with all its threads again and again loses, repeats and invents nothing: %s',
  async (_, lives) => {
    const input = await temporaryFile('in.jsonl');
    await writeFile(
      input,
      numbered(count)
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(''),
    );
    const random = new SeededRandom(lives.length + (lives[0] ?? 0));
    const job = new KilledThreads(dirname(input));
    for (const parallelism of lives) {
      const kill: Kill = { after: 1 + random.below(45), moment: random.below(2) === 0 ? 'before' : 'after' };
      expect(await job.live(parallelism, kill)).toBeUndefined();
    }
    expect(JSON.parse((await job.live(2)) ?? '')).toMatchObject({ resumedFrom: expect.any(Number) });
    expect(await job.outputs()).toEqual(expectedOutputs(count));
    expect(await job.orders()).toEqual(
      numbered(count)
        .map(({ number }) => `order ${number}`)
        .toSorted(),
    );
  },
  180_000,
);
