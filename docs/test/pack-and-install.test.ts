import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Example, examples } from './support/code-fences.js';
import { InstalledPackages } from './support/installed-packages.js';
import { guides, publishablePackages, readRepositoryFile, rootPath } from './support/repository.js';

const installTimeoutMs = 300_000;
const exampleTimeoutMs = 120_000;
const anyText: unknown = expect.any(String);

let installed: InstalledPackages;

beforeAll(async () => {
  installed = await InstalledPackages.create();
}, installTimeoutMs);

afterAll(async () => {
  await installed?.close();
});

describe.each(publishablePackages())('$path, packed and installed', ({ path, manifest }) => {
  test('holds its manifest, its README, the licence and what was built from its sources, and nothing else', async () => {
    const files = await installed.files(manifest.name);
    const built = files.filter((file) => file.startsWith('dist/'));
    expect(files.filter((file) => !file.startsWith('dist/'))).toEqual(['LICENSE', 'README.md', 'package.json']);
    expect(built.filter((file) => !existsSync(join(rootPath, path, sourceOf(file))))).toEqual([]);
    expect(built.filter((file) => /(?:^|[./])(?:test|spec|bench)(?:[./]|$)/.test(file))).toEqual([]);
  });

  test.each(Object.keys(manifest.exports ?? {}))('exports something a program can import at %s', async (entry) => {
    expect(await installed.exportedNames(join(manifest.name, entry))).not.toEqual([]);
  });

  describeExamples(`${path}/README.md`, () => {
    const [first] = examples(readRepositoryFile(`${path}/README.md`));
    if (first === undefined) throw new Error(`${path}/README.md has no example in a ts code block`);
    return [first];
  });
});

for (const guide of guides()) {
  describeExamples(guide, () =>
    examples(readRepositoryFile(guide)).filter(({ code }) => !code.startsWith('// file: ')),
  );
}

function describeExamples(document: string, find: () => readonly Example[]): void {
  let found: readonly Example[];
  try {
    found = find();
  } catch (error) {
    test(`${document} can be read and has an example`, () => {
      expect.fail(String(error));
    });
    return;
  }
  for (const example of found) {
    const name = `${document.replaceAll('/', '-')}-${example.line}`;
    const place = `${document}:${example.line}`;

    test(`the example of ${place} compiles under strict settings and runs`, { timeout: exampleTimeoutMs }, async () => {
      expectOutput(await installed.runAsTypeScript(name, example), example);
    });

    test(`the example of ${place} runs as JavaScript without a change`, { timeout: exampleTimeoutMs }, async () => {
      expectOutput(await installed.runAsJavaScript(name, example), example);
    });
  }
}

function expectOutput(stdout: string, { expectedOutput }: Example): void {
  expect(stdout.trimEnd()).toEqual(expectedOutput?.trimEnd() ?? anyText);
}

function sourceOf(builtFile: string): string {
  return builtFile.replace(/^dist\//, 'src/').replace(/\.(?:js|d\.ts)(?:\.map)?$/, '.ts');
}
