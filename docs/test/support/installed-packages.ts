import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Example } from './code-fences.js';
import { catalogVersion, publishablePackages, rootPath } from './repository.js';
import { runCommand } from './run-command.js';

const packTimeoutMs = 60_000;
const installTimeoutMs = 240_000;
const compileTimeoutMs = 60_000;
const exampleTimeoutMs = 30_000;

/** What a strict user sets, with the declarations of the packages checked too. */
const compilerOptions = {
  exactOptionalPropertyTypes: true,
  module: 'nodenext',
  noUncheckedIndexedAccess: true,
  outDir: 'compiled',
  skipLibCheck: false,
  strict: true,
  target: 'es2023',
  types: ['node'],
};

/** A folder outside the repository in which all packages are installed from their tarballs. */
export class InstalledPackages {
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  static async create(): Promise<InstalledPackages> {
    const installed = new InstalledPackages(await mkdtemp(join(tmpdir(), 'millrace-user-')));
    try {
      await installed.#install();
    } catch (error) {
      await installed.close();
      throw error;
    }
    return installed;
  }

  async #install(): Promise<void> {
    const tarballDirectory = join(this.#directory, 'tarballs');
    for (const { path } of publishablePackages()) {
      const pack = ['pack', '--pack-destination', tarballDirectory];
      await this.#runTool('pnpm', pack, join(rootPath, path), packTimeoutMs);
    }
    const tarballs = (await readdir(tarballDirectory)).map((name) => `./tarballs/${name}`);
    const tools = ['typescript', '@types/node', 'zod'].map((name) => `${name}@${catalogVersion(name)}`);
    await this.#write('package.json', JSON.stringify({ private: true, type: 'module' }));
    const install = ['install', '--no-audit', '--no-fund', ...tarballs, ...tools];
    await runCommand('npm', install, { cwd: this.#directory, timeoutMs: installTimeoutMs });
  }

  /** Files of an installed package, relative to it. */
  async files(packageName: string): Promise<readonly string[]> {
    const directory = join(this.#directory, 'node_modules', packageName);
    const entries = await readdir(directory, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
      .filter((path) => !path.startsWith('node_modules/'))
      .sort();
  }

  /** The names an entry point exports at run time. */
  async exportedNames(specifier: string): Promise<readonly string[]> {
    const script = `console.log(JSON.stringify(Object.keys(await import(${JSON.stringify(specifier)}))))`;
    const names = await this.#runNode(['--input-type=module', '--eval', script], this.#directory);
    return JSON.parse(names);
  }

  /** Compiles the example as a strict TypeScript user would, runs it, and returns what it printed. */
  async runAsTypeScript(name: string, example: Example): Promise<string> {
    const directory = await this.#write(`typescript/${name}/main.ts`, example.code);
    await this.#write(`typescript/${name}/tsconfig.json`, JSON.stringify({ compilerOptions, files: ['main.ts'] }));
    const compiler = join(this.#directory, 'node_modules/.bin/tsc');
    await runCommand(compiler, ['--pretty', 'false'], { cwd: directory, timeoutMs: compileTimeoutMs });
    return this.#runInEmptyFolder(directory, '../compiled/main.js');
  }

  /** Runs the same text as a JavaScript user would, and returns what it printed. */
  async runAsJavaScript(name: string, example: Example): Promise<string> {
    const directory = await this.#write(`javascript/${name}/main.mjs`, example.code);
    return this.#runInEmptyFolder(directory, '../main.mjs');
  }

  async close(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #runInEmptyFolder(directory: string, main: string): Promise<string> {
    const cwd = join(directory, 'empty');
    await mkdir(cwd);
    return this.#runNode([main], cwd);
  }

  async #runNode(args: readonly string[], cwd: string): Promise<string> {
    const { stdout } = await runCommand(process.execPath, args, { cwd, timeoutMs: exampleTimeoutMs });
    return stdout;
  }

  async #runTool(name: string, args: readonly string[], cwd: string, timeoutMs: number): Promise<void> {
    await runCommand(join(rootPath, 'node_modules/.bin', name), args, { cwd, timeoutMs });
  }

  async #write(path: string, text: string): Promise<string> {
    const file = join(this.#directory, path);
    const directory = join(file, '..');
    await mkdir(directory, { recursive: true });
    await writeFile(file, text);
    return directory;
  }
}
