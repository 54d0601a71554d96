import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Kill } from './kill.js';
import { OrderLedger } from './order-ledger.js';

const script = fileURLToPath(new URL('../scripts/orders-until-killed.mjs', import.meta.url));

/** However slow the progress that is waited for, a life ends after this many requests. */
const mostRequests = 200;

/** A job in a process of its own, which is killed and started again; the service it calls is in this process and lives on. */
export class KilledJob {
  readonly ledger: OrderLedger;
  readonly #input: string;
  readonly #output: string;
  readonly #stateDir: string;
  #service = '';
  #child: ChildProcess | undefined;
  #kill: Kill | undefined;
  #requests = 0;
  /** Bytes that were there when the life began. */
  #outputBytes = 0;
  #journalBytes = 0;

  /** @param input the file of the source; output and state are put beside it. */
  constructor(input: string) {
    this.#input = input;
    this.#output = join(dirname(input), 'out.jsonl');
    this.#stateDir = join(dirname(input), 'state');
    this.ledger = new OrderLedger((moment) => {
      this.#requests += moment === 'before' ? 1 : 0;
      if (this.#kill?.moment === moment && this.#isTime(this.#kill)) {
        this.#child?.kill('SIGKILL');
      }
    });
  }

  async open(): Promise<void> {
    this.#service = await this.ledger.open();
  }

  async close(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.ledger.close();
  }

  /** What readers see; empty while there is no file. */
  async outputText(): Promise<string> {
    return await readFile(this.#output, 'utf8').catch(() => '');
  }

  /** One life of the process. @returns what it printed; `undefined` when it was killed. @throws when it failed */
  async live(kill?: Kill): Promise<string | undefined> {
    this.ledger.beginLife();
    this.#kill = kill;
    this.#requests = 0;
    this.#outputBytes = sizeOf(this.#output);
    this.#journalBytes = sizeOfAll(join(this.#stateDir, 'journal'));
    const args = [script, this.#stateDir, this.#input, this.#output, this.#service];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      if (kill?.by === 'start') {
        child.kill('SIGKILL');
      }
    });
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    if (signal !== 'SIGKILL' && code !== 0) {
      throw new Error(`The job ended with exit code ${code}, signal ${signal}.`);
    }
    return signal === null ? printed : undefined;
  }

  #isTime({ by, amount }: Kill): boolean {
    if (this.#requests >= mostRequests) {
      return true;
    }
    switch (by) {
      case 'requests':
        return this.#requests >= amount;
      case 'output bytes':
        return sizeOf(this.#output) - this.#outputBytes >= amount;
      case 'journal bytes':
        return sizeOfAll(join(this.#stateDir, 'journal')) - this.#journalBytes >= amount;
      case 'start':
        return false;
    }
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Bytes of all files in a directory and those below it, as far as they are there for long enough. */
function sizeOfAll(directory: string): number {
  try {
    const names = readdirSync(directory, { recursive: true, encoding: 'utf8' });
    return names.reduce((sum, name) => sum + sizeOf(join(directory, name)), 0);
  } catch {
    return 0;
  }
}
