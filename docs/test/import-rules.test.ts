import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { importTable } from './support/import-table.js';
import {
  filesBelow,
  publishablePackages,
  readRepositoryFile,
  rootPath,
  workspacePackages,
} from './support/repository.js';
import { runCommand } from './support/run-command.js';

interface ImportCase {
  /** Folder of the file that imports, relative to the root. */
  readonly folder: string;
  readonly statement: string;
  readonly allowed: boolean;
}

const packageCases: readonly ImportCase[] = [...importTable].flatMap(([importer, mayImport]) =>
  [...importTable.keys(), 'demo']
    .filter((imported) => imported !== importer)
    .flatMap((imported) => {
      const allowed = mayImport.includes(imported);
      return ['src', 'test'].flatMap((folder) => [
        { folder: `packages/${importer}/${folder}`, statement: `import '@millrace/${imported}';`, allowed },
        { folder: `packages/${importer}/${folder}`, statement: `import '@millrace/${imported}/testing';`, allowed },
      ]);
    }),
);

const insideCases: readonly ImportCase[] = ['packages/runtime/src', 'packages/ai-sdk/test', 'apps/demo/src'].flatMap(
  (folder) => [
    { folder, statement: "import '@millrace/api/src/errors.js';", allowed: false },
    { folder, statement: "import '@millrace/api/dist/errors.js';", allowed: false },
    { folder, statement: "import '../../../packages/api/index.js';", allowed: false },
    { folder, statement: "export * from '../../api/src/errors.js';", allowed: false },
    { folder, statement: "import { AsyncLocalStorage } from 'node:async_hooks';", allowed: false },
    { folder, statement: "import '../src/errors.js';", allowed: true },
    { folder, statement: "import 'node:fs';", allowed: true },
  ],
);

const dependencyCases: readonly ImportCase[] = [
  { folder: 'packages/api/src', statement: "import 'node:fs';", allowed: false },
  { folder: 'packages/api/src', statement: "import type { Stats } from 'node:fs';", allowed: false },
  { folder: 'packages/api/src', statement: "import { z } from 'zod';", allowed: false },
  { folder: 'packages/api/src', statement: "import '@ai-sdk/provider';", allowed: false },
  {
    folder: 'packages/api/src',
    statement: "import { StandardSchemaV1 } from '@standard-schema/spec';",
    allowed: false,
  },
  {
    folder: 'packages/api/src',
    statement: "import type { StandardSchemaV1 } from '@standard-schema/spec';",
    allowed: true,
  },
  { folder: 'packages/api/src', statement: "import './errors.js';", allowed: true },
  { folder: 'packages/api/src/a', statement: "import '../errors.js';", allowed: true },
  { folder: 'packages/api/test', statement: "import 'node:fs';", allowed: true },
  { folder: 'packages/plan/src', statement: "import 'node:fs/promises';", allowed: false },
  { folder: 'packages/plan/src', statement: "import 'node:crypto';", allowed: true },
  { folder: 'packages/plan/test', statement: "import 'node:fs';", allowed: true },
  { folder: 'apps/demo/src', statement: "import '@millrace/runtime/testing';", allowed: true },
];

const cases = [...packageCases, ...insideCases, ...dependencyCases];

describe('the lint rule', () => {
  let refused: ReadonlySet<number>;

  beforeAll(async () => {
    refused = await lint(cases);
  });

  test('allows every import the table allows', () => {
    const wrong = cases.filter(({ allowed }, index) => allowed && refused.has(index));
    expect(wrong).toEqual([]);
  });

  test('refuses every import the table does not allow', () => {
    const wrong = cases.filter(({ allowed }, index) => !allowed && !refused.has(index));
    expect(wrong).toEqual([]);
  });
});

describe.each(publishablePackages())('$path', ({ path, folder, manifest }) => {
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } = manifest;
  const workspaceNames = Object.keys({
    ...dependencies,
    ...devDependencies,
    ...optionalDependencies,
    ...peerDependencies,
  }).filter((name) => name.startsWith('@millrace/'));

  test('has a row in the import table', () => {
    expect([...importTable.keys()]).toContain(folder);
  });

  test('depends only on the packages its row allows', () => {
    const allowed = importTable.get(folder)?.map((name) => `@millrace/${name}`) ?? [];
    expect(workspaceNames.filter((name) => !allowed.includes(name))).toEqual([]);
  });

  test('is compiled after exactly the packages it depends on', () => {
    const references = readRepositoryFile(`${path}/tsconfig.json`).matchAll(/"path": "\.\.\/([^"]+)"/g);
    const referenced = [...references].map(([, name]) => `@millrace/${name}`);
    expect(referenced.sort()).toEqual(workspaceNames.sort());
  });
});

test('api depends on nothing that exists at run time', () => {
  const api = publishablePackages().find(({ folder }) => folder === 'api');
  const names = Object.keys({ ...api?.manifest.dependencies, ...api?.manifest.peerDependencies });
  expect(names.filter((name) => name !== '@standard-schema/spec')).toEqual([]);
});

test.each([...workspacePackages('packages'), ...workspacePackages('apps')])(
  'no relative import leaves $path, dynamic ones included',
  ({ path }) => {
    const leaving = filesBelow(path, '.ts').flatMap((file) =>
      relativeSpecifiers(readRepositoryFile(file))
        .filter((specifier) => !normalize(join(dirname(file), specifier)).startsWith(`${path}/`))
        .map((specifier) => `${file}: ${specifier}`),
    );
    expect(leaving).toEqual([]);
  },
);

function relativeSpecifiers(source: string): readonly string[] {
  const specifier = /(?:^\s*import\s*|\bfrom\s*|\bimport\s*\(\s*)['"](\.{1,2}\/[^'"]+)['"]/gm;
  return [...source.matchAll(specifier)].map((match) => match[1] ?? '');
}

/** Lints each case as a file of its own and returns the indexes of those the import rule refuses. */
async function lint(importCases: readonly ImportCase[]): Promise<ReadonlySet<number>> {
  const directory = mkdtempSync(join(tmpdir(), 'millrace-lint-'));
  try {
    cpSync(join(rootPath, '.oxlintrc.json'), join(directory, '.oxlintrc.json'));
    for (const [index, { folder, statement }] of importCases.entries()) {
      mkdirSync(join(directory, folder), { recursive: true });
      writeFileSync(join(directory, folder, `case-${index}.ts`), `${statement}\n`);
    }
    return refusedCases(await lintReport(directory));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function lintReport(directory: string): Promise<string> {
  const oxlint = join(rootPath, 'node_modules/.bin/oxlint');
  const options = { cwd: directory, timeoutMs: 60_000, acceptFailure: true };
  return (await runCommand(oxlint, ['--format=json'], options)).stdout;
}

function refusedCases(report: string): ReadonlySet<number> {
  const { diagnostics }: { diagnostics: { code: string; filename: string }[] } = JSON.parse(report);
  const refusals = diagnostics.filter(({ code }) => code === 'eslint(no-restricted-imports)');
  return new Set(refusals.map(({ filename }) => Number(/case-(\d+)\.ts$/.exec(filename)?.[1])));
}
