// Packs the package in the working directory and checks the tarball as a user's tools would see it.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './workspace.mjs';

const packagePath = process.cwd();
const destination = mkdtempSync(join(tmpdir(), 'millrace-package-'));
try {
  await check('pnpm', ['pack', '--pack-destination', destination]);
  const [tarball] = readdirSync(destination);
  await check('publint', ['--strict', join(destination, tarball)]);
  await check('attw', ['--profile', 'esm-only', '--no-emoji', join(destination, tarball)]);
} finally {
  rmSync(destination, { recursive: true });
}

async function check(command, args) {
  const { ok, output } = await run(command, args, { cwd: packagePath });
  if (ok) return;
  process.stderr.write(output);
  process.exitCode = 1;
}
