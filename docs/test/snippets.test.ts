import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { examples } from './support/code-fences.js';
import { guides, readRepositoryFile, rootPath } from './support/repository.js';

describe.each(guides())('%s', (document) => {
  const quotes = examples(readRepositoryFile(document)).flatMap(({ code, line }) => {
    const source = /^\/\/ file: (\S+)\n/.exec(code)?.[1];
    return source === undefined ? [] : [{ source, line, text: code.slice(code.indexOf('\n') + 1) }];
  });

  test('quotes only files and regions that exist', () => {
    const missing = quotes.filter(({ source }) => readQuoted(source) === undefined);
    expect(missing.map(({ source, line }) => `${document}:${line} ${source}`)).toEqual([]);
  });

  for (const { source, line, text } of quotes) {
    test(`line ${line} shows ${source} as it is`, () => {
      expect(text.trim()).toBe(readQuoted(source));
    });
  }
});

/** The text of `path` or `path#region`, trimmed, without region marks. */
function readQuoted(source: string): string | undefined {
  const [path = '', region] = source.split('#');
  if (!existsSync(join(rootPath, path))) return undefined;
  const lines = readRepositoryFile(path).split('\n');
  if (region === undefined) return withoutMarks(lines);
  const start = lines.findIndex((line) => line.trim() === `// #region ${region}`);
  const end = lines.findIndex((line) => line.trim() === `// #endregion ${region}`);
  return start < 0 || end < start ? undefined : withoutMarks(lines.slice(start + 1, end));
}

function withoutMarks(lines: readonly string[]): string {
  const shown = lines.filter((line) => !/^\s*\/\/ #(?:end)?region\b/.test(line));
  const indents = shown.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents);
  return shown
    .map((line) => line.slice(indent))
    .join('\n')
    .trim();
}
