// What the scripts of this folder share: where things are, and how a command is run.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const rootPath = dirname(dirname(fileURLToPath(import.meta.url)));

const workspaceFolders = ['packages', 'apps'];

const environment = {
  ...process.env,
  PATH: [join(rootPath, 'node_modules/.bin'), process.env.PATH].join(delimiter),
  // Names the Node the cached results of the tests were obtained with.
  MILLRACE_NODE_VERSION: process.version,
  TURBO_TELEMETRY_DISABLED: '1',
  TURBO_NO_UPDATE_NOTIFIER: '1',
  ...(process.stdout.isTTY ? {} : { FORCE_COLOR: undefined, NO_COLOR: '1' }),
};

/** Paths, relative to the root, of every folder that has a package.json of the workspace (the root itself excluded). */
export function packagePaths() {
  const nested = workspaceFolders.flatMap((folder) =>
    readdirSync(join(rootPath, folder)).map((name) => `${folder}/${name}`),
  );
  return [...nested, 'docs'].filter((path) => existsSync(join(rootPath, path, 'package.json'))).sort();
}

export function readManifest(packagePath) {
  return JSON.parse(readFileSync(join(rootPath, packagePath, 'package.json'), 'utf8'));
}

/** The exact version of pnpm the catalog names. */
export function pnpmVersion() {
  const version = /^ {2}pnpm: (\S+)$/m.exec(readFileSync(join(rootPath, 'pnpm-workspace.yaml'), 'utf8'))?.[1];
  if (version === undefined) throw new Error('pnpm-workspace.yaml names no version of pnpm in its catalog');
  return version;
}

/**
 * Runs a command to its end and collects everything it printed.
 * @returns {Promise<{ ok: boolean, output: string }>} never rejects
 */
export function run(command, args, { cwd = rootPath, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...environment, ...env },
      shell: process.platform === 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.on('error', (error) => resolve({ ok: false, output: `${command}: ${error.message}\n` }));
    child.on('close', (code) => resolve({ ok: code === 0, output: Buffer.concat(chunks).toString() }));
  });
}

/**
 * Runs one phase: a line with its duration, and its whole output when it fails.
 * @param {NodeJS.WritableStream} stream where the progress is said
 * @param {{ quietForMs?: number }} options a phase that succeeds sooner than this says nothing
 */
export async function phase(name, stream, work, { quietForMs = 0 } = {}) {
  const startedAt = performance.now();
  let announced = false;
  const announce = () => {
    if (!announced) stream.write(`${name.padEnd(10)} `);
    announced = true;
  };
  const announcement = setTimeout(announce, quietForMs);
  const { ok, output } = await work();
  clearTimeout(announcement);
  if (!ok || quietForMs === 0) announce();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  if (announced) stream.write(`${ok ? 'ok' : 'FAILED'} (${seconds} s)\n`);
  if (!ok) stream.write(`\n${output.trimEnd()}\n\n`);
  return ok;
}

/** Runs tasks of the build graph; what has not changed comes from its cache. */
export function runTasks(tasks, ...options) {
  return run('turbo', ['run', ...tasks, '--output-logs=errors-only', '--ui=stream', '--concurrency=100%', ...options]);
}
