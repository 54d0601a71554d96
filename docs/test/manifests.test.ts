import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { satisfies } from 'semver';
import { describe, expect, test } from 'vitest';
import {
  type Manifest,
  publishablePackages,
  readManifest,
  readRepositoryFile,
  rootPath,
} from './support/repository.js';

const lowestNode = '20.19.0';
const exactVersion = /^\d+\.\d+\.\d+$/;

describe.each(publishablePackages())('$path/package.json', ({ path, manifest }) => {
  test('describes an ES module package for Node 20.19 and later that anyone may install', () => {
    expect(manifest).toMatchObject({
      name: `@millrace/${path.replace('packages/', '')}`,
      license: 'Apache-2.0',
      type: 'module',
      engines: { node: '>=20.19' },
      sideEffects: false,
      files: ['dist'],
      publishConfig: { access: 'public' },
    });
  });

  test('depends on exact versions, on those of the catalog, and on packages of the workspace', () => {
    const ranges = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
    const others = ranges.filter(
      ([, range]) => range !== 'catalog:' && range !== 'workspace:^' && !exactVersion.test(range),
    );
    expect(others).toEqual([]);
  });

  test('names every runtime dependency in its README, which says what it is for', () => {
    const readme = readRepositoryFile(`${path}/README.md`);
    const names = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
    expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });

  test(`has only runtime dependencies that run on Node ${lowestNode}`, () => {
    const refusing = [...runtimeDependencies(join(rootPath, path))].filter(
      ([, { engines }]) => engines?.node !== undefined && !satisfies(lowestNode, engines.node),
    );
    expect(refusing.map(([, { name, version, engines }]) => `${name} ${version}: ${engines?.node}`)).toEqual([]);
  });
});

test('the catalog names exact versions', () => {
  const workspace = readRepositoryFile('pnpm-workspace.yaml');
  const catalog = /^catalog:\n((?: {2}.*\n)+)/m.exec(workspace)?.[1]?.trimEnd().split('\n') ?? [];
  expect(catalog).not.toEqual([]);
  expect(catalog.filter((line) => !exactVersion.test(line.split(': ')[1] ?? ''))).toEqual([]);
});

/** Everything installed because of the package, by folder. */
function runtimeDependencies(
  directory: string,
  found: Map<string, Manifest> = new Map(),
): ReadonlyMap<string, Manifest> {
  const { dependencies, optionalDependencies } = readManifest(directory);
  for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
    const dependency = resolveInstalled(directory, name);
    if (dependency === undefined || found.has(dependency)) continue;
    found.set(dependency, readManifest(dependency));
    runtimeDependencies(dependency, found);
  }
  return found;
}

/** Where Node finds a package from a folder; nowhere for an optional dependency of another platform. */
function resolveInstalled(from: string, name: string): string | undefined {
  const candidate = join(from, 'node_modules', name);
  if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
  const parent = dirname(from);
  return parent === from ? undefined : resolveInstalled(parent, name);
}
