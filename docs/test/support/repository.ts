import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const rootPath = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

const ignoredFolders = new Set(['node_modules', 'dist', 'coverage']);

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly type?: string;
  readonly private?: boolean;
  readonly sideEffects?: boolean;
  readonly files?: readonly string[];
  readonly engines?: { readonly node?: string };
  readonly exports?: Readonly<Record<string, { readonly types: string; readonly default: string }>>;
  readonly publishConfig?: { readonly access?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export interface WorkspacePackage {
  /** Folder, relative to the root: `packages/api`. */
  readonly path: string;
  /** Name of the folder: `api`. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** Every package a user can install, by folder name. */
export function publishablePackages(): readonly WorkspacePackage[] {
  return workspacePackages('packages').filter(({ manifest }) => manifest.private !== true);
}

export function workspacePackages(parent: 'packages' | 'apps'): readonly WorkspacePackage[] {
  return readdirSync(join(rootPath, parent))
    .sort()
    .filter((folder) => existsSync(join(rootPath, parent, folder, 'package.json')))
    .map((folder) => {
      const path = `${parent}/${folder}`;
      return { path, folder, manifest: readManifest(join(rootPath, path)) };
    });
}

export function readManifest(directory: string): Manifest {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
}

export function readRepositoryFile(path: string): string {
  return readFileSync(join(rootPath, path), 'utf8');
}

/** Files below a folder, relative to the root, without what is installed, built or hidden. */
export function filesBelow(folder: string, suffix: string): readonly string[] {
  const directory = join(rootPath, folder);
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = relative(rootPath, join(directory, entry.name));
    if (entry.isDirectory()) return isIgnored(entry.name) ? [] : filesBelow(path, suffix);
    return entry.name.endsWith(suffix) ? [path] : [];
  });
}

function isIgnored(folderName: string): boolean {
  return folderName.startsWith('.') || ignoredFolders.has(folderName);
}

/** What teaches: the README of the repository and the guides. */
export function guides(): readonly string[] {
  return ['README.md', ...filesBelow('docs/guide', '.md')];
}

/** The exact version the workspace's catalog names for a dependency. */
export function catalogVersion(name: string): string {
  const line = readRepositoryFile('pnpm-workspace.yaml')
    .split('\n')
    .find((candidate) => candidate.startsWith(`  ${name}: `) || candidate.startsWith(`  "${name}": `));
  const version = line?.split(': ')[1];
  if (version === undefined) throw new Error(`the catalog in pnpm-workspace.yaml names no version of ${name}`);
  return version;
}
