import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { canKeepState } from '../support/line-job.js';
import { temporaryFile } from '../support/temporary-folder.js';

const execute = promisify(execFile);
const script = fileURLToPath(new URL('../scripts/job-on-small-disk.mjs', import.meta.url));
const mountTmpfs = 'mount -t tmpfs -o size=4m tmpfs "$0" && exec "$@"';
const canMount = await execute('unshare', ['-rm', 'sh', '-c', mountTmpfs, '/mnt', 'true']).then(
  () => true,
  () => false,
);

if (!canMount || !canKeepState) {
  console.warn(
    'No small disk can be mounted here, or nothing was built: what a job does on a full one is not checked.',
  );
}

interface SmallDiskReport {
  readonly whenFull: { readonly codes: readonly string[]; readonly message: string };
  readonly withRoom: { readonly status: string; readonly resumed: boolean };
  readonly outputs: readonly (readonly [number: number, seen: number])[];
  readonly repeated: number;
}

test.skipIf(!canMount || !canKeepState)(
  'a job whose disk is full stops and says so, and goes on without loss when there is room again',
  { timeout: 120_000 },
  async () => {
    const disk = dirname(await temporaryFile());
    const args = ['-rm', 'sh', '-c', mountTmpfs, disk, process.execPath, script, disk];
    const { stdout } = await execute('unshare', args);
    const { whenFull, withRoom, outputs, repeated } = JSON.parse(stdout) as SmallDiskReport;
    console.log(`${whenFull.codes.join(' < ')}: ${whenFull.message}`);
    // The native store has no code for what the system said.
    expect(`${whenFull.codes.join()} ${whenFull.message}`).toMatch(/ENOSPC|No space left/);
    expect(whenFull.codes.join()).toMatch(/JOURNAL_WRITE_FAILED|SINK_WRITE_FAILED|CHECKPOINT_WRITE_FAILED/);
    expect(withRoom).toEqual({ status: 'finished', resumed: true });
    expect(outputs).toEqual(Array.from({ length: 400 }, (_, number) => [number, number + 1]));
    // Only what was in doubt when the disk was full.
    expect(repeated).toBeLessThanOrEqual(4);
  },
);
