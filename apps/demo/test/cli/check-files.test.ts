import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkFiles } from '../../src/cli/check-files.js';
import { type DemoOptions, readCommand } from '../../src/cli/options.js';
import { UsageError } from '../../src/cli/usage-error.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

async function optionsIn(cwd: string, ...args: readonly string[]): Promise<DemoOptions> {
  const command = readCommand({ args, env: {}, cwd });
  if (command.kind !== 'run') throw new Error(`The command is ${command.kind}.`);
  return command.options;
}

describe('checkFiles', () => {
  it('makes the directories nobody named', async () => {
    const cwd = await temporaryDirectory();
    await checkFiles(await optionsIn(cwd));

    expect((await stat(join(cwd, '.millrace/demo/log'))).isDirectory()).toBe(true);
    expect((await stat(join(cwd, '.millrace/demo/results.jsonl.state'))).isDirectory()).toBe(true);
  });

  it('refuses an input that is not there', async () => {
    const cwd = await temporaryDirectory();

    await expect(checkFiles(await optionsIn(cwd, '--input', 'no.jsonl'))).rejects.toThrow(
      new UsageError(`cannot read the input "${cwd}/no.jsonl": does not exist`),
    );
  });

  it('refuses an input that is a directory', async () => {
    const cwd = await temporaryDirectory();

    await expect(checkFiles(await optionsIn(cwd, '--input', '.'))).rejects.toThrow(
      `cannot read the input "${cwd}": it is a directory`,
    );
  });

  it('refuses an input behind something that is not a directory', async () => {
    const cwd = await temporaryDirectory();
    await writeFile(join(cwd, 'a.txt'), '');

    await expect(checkFiles(await optionsIn(cwd, '--input', 'a.txt/b'))).rejects.toThrow(
      `cannot read the input "${cwd}/a.txt/b": is not a directory`,
    );
  });

  it('refuses an output in a directory that is not there, and one that is a directory', async () => {
    const cwd = await temporaryDirectory();
    await mkdir(join(cwd, 'results'));

    await expect(checkFiles(await optionsIn(cwd, '--output', 'nowhere/out.jsonl'))).rejects.toThrow(
      `cannot write --output "${cwd}/nowhere/out.jsonl": the directory does not exist`,
    );
    await expect(checkFiles(await optionsIn(cwd, '--output', 'results'))).rejects.toThrow(
      `cannot write --output "${cwd}/results": it is a directory`,
    );
  });

  it('refuses to keep state of a run over what is no file, and takes it in memory', async () => {
    const cwd = await temporaryDirectory();
    const args = ['--output', 'out.jsonl', '--dead-letters', '/dev/null'];

    await expect(checkFiles(await optionsIn(cwd, ...args))).rejects.toThrow(
      'a run can go on after a crash only with files, and "/dev/null" is none; give --in-memory',
    );
    await expect(checkFiles(await optionsIn(cwd, ...args, '--state-dir', 'kept'))).rejects.toThrow(
      '"/dev/null" is none; leave out --state-dir and give --in-memory',
    );
    await expect(checkFiles(await optionsIn(cwd, ...args, '--in-memory'))).resolves.toBeUndefined();
  });

  it('refuses a log directory where a file is', async () => {
    const cwd = await temporaryDirectory();
    await writeFile(join(cwd, 'log'), '');

    await expect(checkFiles(await optionsIn(cwd, '--output', 'out.jsonl'))).rejects.toThrow(
      `cannot make the directory "${cwd}/log": a file is in the way`,
    );
  });
});
