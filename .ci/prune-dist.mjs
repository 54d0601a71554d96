// Run before a package is packed: removes from ./dist what no source file produces any more, such as a renamed module.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const emittedSuffix = /\.(?:d\.ts|d\.ts\.map|js|js\.map)$/;

for (const entry of readdirSync('dist', { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !emittedSuffix.test(entry.name)) continue;
  const emitted = join(entry.parentPath, entry.name);
  const source = emitted.replace(/^dist/, 'src').replace(emittedSuffix, '.ts');
  if (!existsSync(source)) rmSync(emitted);
}
