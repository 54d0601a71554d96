/**
 * Writes `reviews.jsonl`, `products.json` and `ground-truth.json` into the folder given as the first argument, by default `data`.
 * The output depends on nothing but the code: no clock, no locale, no random source of the machine.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shippedFiles } from './reviews/shipped-files.js';

const folder = process.argv[2] ?? 'data';
await mkdir(folder, { recursive: true });
for (const [name, content] of Object.entries(shippedFiles())) {
  await writeFile(join(folder, name), content);
  process.stdout.write(`${join(folder, name)}: ${Buffer.byteLength(content)} bytes\n`);
}
