import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { temporaryDirectory } from './temporary-directory.js';

const mainPath = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** How a process ended, and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface DemoProcessOptions {
  /** Default: a directory of its own. */
  readonly cwd?: string;
  /** Besides the path; nothing else is passed on, above all no keys and models of whoever runs the tests. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The demo as its users start it: the built program in a process of its own. */
export class DemoProcess {
  readonly cwd: string;
  /** Resolves when the process has ended and everything it said was read. */
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;
  readonly #watchers = new Set<() => void>();
  #stdout = '';
  #stderr = '';

  private constructor(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>) {
    this.cwd = cwd;
    this.#child = spawn(process.execPath, [mainPath, ...args], {
      cwd,
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
      for (const watch of this.#watchers) watch();
    });
    this.ended = new Promise((resolve) => {
      this.#child.on('close', (code, signal) => resolve({ code, signal, stdout: this.#stdout, stderr: this.#stderr }));
    });
  }

  /** Starts the demo; it does not outlive the test. */
  static async start(args: readonly string[], options: DemoProcessOptions = {}): Promise<DemoProcess> {
    const demo = new DemoProcess(args, options.cwd ?? (await temporaryDirectory()), options.env ?? {});
    onTestFinished(async () => {
      demo.signal('SIGKILL');
      await demo.ended;
    });
    return demo;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Resolves when standard error has said something. Rejects when the process ends without having said it. */
  async hasSaid(pattern: RegExp): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      void this.ended.then(() => reject(new Error(`The demo has ended without ${pattern}:\n${this.#stderr}`)));
      const watch = (): void => {
        if (!pattern.test(this.#stderr)) return;
        this.#watchers.delete(watch);
        resolve();
      };
      this.#watchers.add(watch);
      watch();
    });
  }
}

/** Runs the demo to its end. */
export async function runDemo(
  args: readonly string[],
  options: DemoProcessOptions = {},
): Promise<Ended & { readonly cwd: string }> {
  const demo = await DemoProcess.start(args, options);
  return { ...(await demo.ended), cwd: demo.cwd };
}
