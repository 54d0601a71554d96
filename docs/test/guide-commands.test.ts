import { expect, test } from 'vitest';
import { codeFences } from './support/code-fences.js';
import { guides, readRepositoryFile, rootPath } from './support/repository.js';
import { runCommand } from './support/run-command.js';

const commandTimeoutMs = 30_000;

const rows = guides()
  .flatMap(shownRuns)
  .map(({ place, program, output }) => [`${place} shows what ${program} prints`, program, output] as const);

test.each(rows)('%s', { timeout: 2 * commandTimeoutMs }, async (_title, program, output) => {
  const run = await runCommand(process.execPath, [program], { cwd: rootPath, timeoutMs: commandTimeoutMs });
  expect(run.stdout.trimEnd()).toBe(output.trimEnd());
  expect(run.stderr).toBe('');
});

interface ShownRun {
  readonly place: string;
  readonly program: string;
  readonly output: string;
}

/** Every `sh` block of a document that is one `node` command, with the `text` block that follows it. */
function shownRuns(document: string): readonly ShownRun[] {
  const fences = codeFences(readRepositoryFile(document));
  return fences.flatMap(({ info, text, line }, index) => {
    const program = /^node (\S+\.js)$/.exec(text.trim())?.[1];
    const next = fences[index + 1];
    return info === 'sh' && program !== undefined && next?.info === 'text'
      ? [{ place: `${document}:${line}`, program, output: next.text }]
      : [];
  });
}
