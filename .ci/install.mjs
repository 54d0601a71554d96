// Installs the workspace with nothing but Node and npm, and only when something it depends on has changed.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packagePaths, phase, pnpmVersion, rootPath, run } from './workspace.mjs';

const lowestNode = [20, 19];
const stampPath = join(rootPath, 'node_modules/.cache/installed');

/** Brings node_modules up to date with the lockfile; says so on `stream` when there is something to do. */
export async function ensureInstalled(stream) {
  if (!isNodeRecentEnough()) {
    stream.write(`Node ${process.versions.node} is too old: Millrace needs ${lowestNode.join('.')} or later.\n`);
    return false;
  }
  const fingerprint = installFingerprint();
  if (readStamp() === fingerprint) return true;
  rmSync(stampPath, { force: true });
  const ok = await phase('install', stream, () =>
    run('npx', ['--yes', `pnpm@${pnpmVersion()}`, 'install', '--frozen-lockfile'], { env: { CI: '1' } }),
  );
  if (ok) writeStamp(fingerprint);
  return ok;
}

function isNodeRecentEnough() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > lowestNode[0] || (major === lowestNode[0] && minor >= lowestNode[1]);
}

function installFingerprint() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${process.version}`);
  const manifests = ['.', ...packagePaths()].map((path) => `${path}/package.json`);
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests]) {
    hash.update(`\n${file}\n`).update(readFileSync(join(rootPath, file)));
  }
  return hash.digest('hex');
}

function readStamp() {
  try {
    return readFileSync(stampPath, 'utf8');
  } catch {
    return undefined;
  }
}

function writeStamp(fingerprint) {
  mkdirSync(dirname(stampPath), { recursive: true });
  writeFileSync(stampPath, fingerprint);
}
