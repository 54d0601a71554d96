import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Runs in the child: see `task-main.ts`. */
const taskMain = fileURLToPath(new URL('../task-main.js', import.meta.url));

/** How a process for a task is started. */
export interface TaskProcessOptions {
  /** Further options of Node. */
  readonly nodeOptions?: readonly string[];
}

/**
 * Runs a task in a process of its own, which can collect garbage when it is asked to, and gives what the task returned.
 *
 * @throws Error when the process ends without a result.
 */
export async function runTask<R>(name: string, parameters: object, options: TaskProcessOptions = {}): Promise<R> {
  const child = fork(taskMain, [name, JSON.stringify(parameters)], {
    execArgv: ['--expose-gc', ...(options.nodeOptions ?? [])],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  return await new Promise((resolve, reject) => {
    let result: { readonly value: R } | undefined;
    child.on('message', (message) => {
      // What the task of this name has returned.
      result = message as { readonly value: R };
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (result === undefined || code !== 0) {
        reject(new Error(`The task ${name} failed (${signal ?? `exit code ${code}`}).`));
      } else {
        resolve(result.value);
      }
    });
  });
}
