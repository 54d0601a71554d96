import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DemoOptions, StateChoice } from './options.js';
import { UsageError } from './usage-error.js';

/** Makes sure, before anything is started, that the input can be read and the output written. @throws UsageError naming the path. */
export async function checkFiles(options: DemoOptions): Promise<void> {
  await checkInput(options.inputPath);
  for (const directory of options.ownDirectories) await makeDirectory(directory);
  await checkOutput('--output', options.outputPath);
  await checkOutput('--alerts', options.alertsPath);
  await checkOutput('--dead-letters', options.deadLettersPath);
  if (options.logDir !== undefined) await makeDirectory(options.logDir);
  if (options.state.kind === 'directory') await checkState(options, options.state);
}

/** What is written and read again after a crash has to be a file; a pipe or a terminal is none. */
async function checkState(
  { inputPath, outputPath, alertsPath, deadLettersPath }: DemoOptions,
  { path, isNamed }: Extract<StateChoice, { kind: 'directory' }>,
): Promise<void> {
  for (const file of [inputPath, outputPath, alertsPath, deadLettersPath]) {
    const existing = await stat(file).catch(() => undefined);
    if (existing === undefined || existing.isFile()) continue;
    throw new UsageError(
      `a run can go on after a crash only with files, and ${JSON.stringify(file)} is none; ${isNamed ? 'leave out --state-dir and give' : 'give'} --in-memory`,
    );
  }
  await makeDirectory(path);
}

async function checkInput(path: string): Promise<void> {
  try {
    await access(path, constants.R_OK);
    if (!(await stat(path)).isDirectory()) return;
  } catch (cause) {
    throw new UsageError(`cannot read the input ${JSON.stringify(path)}: ${reason(cause)}`, cause);
  }
  throw new UsageError(`cannot read the input ${JSON.stringify(path)}: it is a directory`);
}

async function checkOutput(flag: string, path: string): Promise<void> {
  const directory = dirname(path);
  try {
    await access(directory, constants.W_OK);
  } catch (cause) {
    throw new UsageError(`cannot write ${flag} ${JSON.stringify(path)}: the directory ${reason(cause)}`, cause);
  }
  const existing = await stat(path).catch(() => undefined);
  if (existing?.isDirectory() === true)
    throw new UsageError(`cannot write ${flag} ${JSON.stringify(path)}: it is a directory`);
  if (existing === undefined) return;
  try {
    await access(path, constants.W_OK);
  } catch (cause) {
    throw new UsageError(`cannot write ${flag} ${JSON.stringify(path)}: the file ${reason(cause)}`, cause);
  }
}

async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw new UsageError(`cannot make the directory ${JSON.stringify(path)}: ${reason(cause)}`, cause);
  }
}

function reason(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  switch (code) {
    case 'ENOENT':
      return 'does not exist';
    case 'EACCES':
    case 'EPERM':
      return 'may not be accessed';
    case 'ENOTDIR':
      return 'is not a directory';
    case 'EEXIST':
      return 'a file is in the way';
    default:
      return `failed with ${code}`;
  }
}
