import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { helpText } from '../src/cli/help.js';
import { runDemo } from './support/demo-process.js';
import { temporaryDirectory } from './support/temporary-directory.js';

describe('the command line of the demo', () => {
  it('explains itself on standard output', async () => {
    expect(await runDemo(['--help'])).toMatchObject({ code: 0, stdout: helpText, stderr: '' });
  });

  it('tells its version', async () => {
    expect(await runDemo(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  it.each([
    [['--inptu', 'x'], 'unknown option --inptu; did you mean --input?'],
    [['--limit', 'many'], '--limit must be a positive whole number, not "many"'],
    [['reviews.jsonl'], 'unexpected argument "reviews.jsonl"'],
    [['--input', 'nowhere.jsonl'], 'cannot read the input "{cwd}/nowhere.jsonl": does not exist'],
    [['--input', '.'], 'cannot read the input "{cwd}": it is a directory'],
    [
      ['--output', 'nowhere/out.jsonl'],
      'cannot write --output "{cwd}/nowhere/out.jsonl": the directory does not exist',
    ],
    [['--alerts', 'folder'], 'cannot write --alerts "{cwd}/folder": it is a directory'],
    [['--log-dir', 'file'], 'cannot make the directory "{cwd}/file": a file is in the way'],
    [['--state-dir', 'file'], 'cannot make the directory "{cwd}/file": a file is in the way'],
  ])('answers %j with one line on standard error and exit code 2', async (args, message) => {
    const cwd = await temporaryDirectory();
    await mkdir(join(cwd, 'folder'));
    await writeFile(join(cwd, 'file'), '');
    const { code, stdout, stderr } = await runDemo(args, { cwd });

    expect(stderr).toBe(`${message.replace('{cwd}', cwd)} (--help explains the options)\n`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
