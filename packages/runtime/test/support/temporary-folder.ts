import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) {
    await rm(folder, { recursive: true, force: true });
  }
});

/** A path in a new folder, which is removed after the test. */
export async function temporaryFile(name = 'file.jsonl'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-'));
  folders.push(folder);
  return join(folder, name);
}
