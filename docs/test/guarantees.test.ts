import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { promiseCount, unprovenPromises } from './support/proofs.js';
import { readRepositoryFile, rootPath } from './support/repository.js';

const page = 'docs/guarantees.md';

test('every promise of the page on guarantees names a test that exists', () => {
  const markdown = readRepositoryFile(page);
  const read = (path: string): string | undefined =>
    existsSync(join(rootPath, path)) ? readRepositoryFile(path) : undefined;
  expect(promiseCount(markdown)).toBeGreaterThan(40);
  expect(unprovenPromises(page, markdown, read)).toEqual([]);
});

describe('a promise', () => {
  const files: Readonly<Record<string, string>> = {
    'packages/a/test/a.test.ts': `describe('a group', () => {
      test.each(cases)(
        'holds',
        () => {});
      test(\`holds \${count} times\`, () => {});
    });`,
  };
  const faultsOf = (proof: string): readonly string[] =>
    unprovenPromises(page, `| promise | proven by |\n| --- | --- |\n| It holds. | ${proof} |\n`, (path) => files[path]);

  test('is proven by the tests and groups it names, also by those with something computed in their title', () => {
    expect(faultsOf('[a](../packages/a/test/a.test.ts) “holds”, “holds … times”')).toEqual([]);
    expect(faultsOf('[a](../packages/a/test/a.test.ts) “a group”')).toEqual([]);
  });

  test('that names no test is found', () => {
    expect(faultsOf('everybody knows')).toEqual(['It holds.: no test is named']);
    expect(faultsOf('[a](../packages/a/test/a.test.ts)')).toEqual(['It holds.: no test is named']);
  });

  test('that names a test that is not there is found', () => {
    expect(faultsOf('[a](../packages/a/test/a.test.ts) “hold”, “a group”')).toEqual([
      'packages/a/test/a.test.ts: no test “hold”',
    ]);
    expect(faultsOf('[b](../packages/b/test/b.test.ts) “holds”')).toEqual(['packages/b/test/b.test.ts: no such file']);
  });
});
