import type { FileHandle } from 'node:fs/promises';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { MillraceError, NotFoundError } from '@millrace/api';
import { eventLogFileName, parseEventLogFileName } from './file-name.js';

/** The files of one subtask, or one file with a name of its own. */
export interface LogStream {
  readonly directory: string;
  /** `undefined` for a single file. */
  readonly stem: string | undefined;
  readonly currentFile: string;
}

/** A file that is open for reading. */
export interface OpenLogFile {
  readonly path: string;
  readonly handle: FileHandle;
}

/**
 * The event logs at `path`: those of all subtasks for a directory; that of one subtask, rotated files included, for its current file; one file for any other.
 *
 * @throws NotFoundError `EVENT_LOG_NOT_FOUND`
 */
export async function findLogStreams(path: string): Promise<readonly LogStream[]> {
  const stats = await stat(path).catch((cause: unknown) => {
    throw new NotFoundError('EVENT_LOG_NOT_FOUND', `There is no event log at ${path}.`, {
      hint: 'Pass a file, or the directory that the logger had as baseLogDir.',
      cause,
    });
  });
  if (!stats.isDirectory()) {
    return [streamOf(path)];
  }
  const stems = new Map<string, number>();
  for (const name of await readdir(path)) {
    const parsed = parseEventLogFileName(name);
    if (parsed !== undefined) {
      stems.set(parsed.stem, parsed.subtaskIndex);
    }
  }
  return [...stems]
    .toSorted(bySubtask)
    .map(([stem]) => ({ directory: path, stem, currentFile: join(path, eventLogFileName(stem)) }));
}

/**
 * Opens the files of a stream one after the other, oldest first. A logger may go on writing meanwhile: the current file is opened before the rotated ones are
 * listed, so that a rotation in between can neither hide a file nor show one twice; files that are deleted meanwhile are left out.
 */
export async function* openLogFiles(stream: LogStream): AsyncGenerator<OpenLogFile, void, void> {
  const current = await openIfThere(stream.currentFile);
  try {
    for (const path of await rotatedFiles(stream)) {
      const handle = await openIfThere(path);
      if (handle === undefined) {
        continue;
      }
      try {
        if (current === undefined || !(await isSameFile(handle, current))) {
          yield { path, handle };
        }
      } finally {
        await handle.close();
      }
    }
    if (current !== undefined) {
      yield { path: stream.currentFile, handle: current };
    }
  } finally {
    await current?.close();
  }
}

function streamOf(path: string): LogStream {
  const parsed = parseEventLogFileName(basename(path));
  const stem = parsed?.rotation === undefined ? parsed?.stem : undefined;
  return { directory: dirname(path), stem, currentFile: path };
}

async function rotatedFiles({ directory, stem }: LogStream): Promise<readonly string[]> {
  const files: { readonly path: string; readonly rotation: number }[] = [];
  for (const name of stem === undefined ? [] : await readdir(directory)) {
    const parsed = parseEventLogFileName(name);
    if (parsed?.stem === stem && parsed?.rotation !== undefined) {
      files.push({ path: join(directory, name), rotation: parsed.rotation });
    }
  }
  return files.toSorted((left, right) => left.rotation - right.rotation).map(({ path }) => path);
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (failure) {
    if (failure instanceof Error && 'code' in failure && failure.code === 'ENOENT') {
      return undefined;
    }
    throw new MillraceError('EVENT_LOG_READ_FAILED', `The event log ${path} cannot be read.`, {
      hint: 'Check that you may read it.',
      cause: failure,
    });
  }
}

async function isSameFile(left: FileHandle, right: FileHandle): Promise<boolean> {
  const [a, b] = await Promise.all([left.stat({ bigint: true }), right.stat({ bigint: true })]);
  return a.ino === b.ino && a.dev === b.dev;
}

function bySubtask(
  [leftStem, leftIndex]: readonly [string, number],
  [rightStem, rightIndex]: readonly [string, number],
): number {
  const left = leftStem.slice(0, leftStem.lastIndexOf('-'));
  const right = rightStem.slice(0, rightStem.lastIndexOf('-'));
  if (left !== right) {
    return left < right ? -1 : 1;
  }
  return leftIndex - rightIndex;
}
