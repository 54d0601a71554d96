import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** How a script is started. */
export interface ScriptOptions {
  /** Command and arguments to put before those of Node. */
  readonly wrapper?: readonly string[];
  /** User and group to run as. */
  readonly uid?: number;
}

export function scriptPath(name: string): string {
  return fileURLToPath(new URL(`../scripts/${name}.mjs`, import.meta.url));
}

/** Runs a script to its end and returns what it reported: the JSON of its last line. */
export async function runScript<Report>(
  name: string,
  args: readonly string[],
  { wrapper = [], uid }: ScriptOptions = {},
): Promise<Report> {
  const [command = process.execPath, ...rest] = [...wrapper, process.execPath, scriptPath(name), ...args];
  const { stdout } = await execute(command, rest, uid === undefined ? {} : { uid, gid: uid });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
}

/** Whether a command ends with success, that is, whether this machine lets tests do such a thing. */
export async function canRun(command: string, ...args: readonly string[]): Promise<boolean> {
  return execute(command, args).then(
    () => true,
    () => false,
  );
}
