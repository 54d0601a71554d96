import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { complaintFilePath, openDemoState } from '../../src/state/demo-state.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

describe('the state of the demo', () => {
  it('loses its complaints with the job they belong to, and not before', async () => {
    const directory = await temporaryDirectory();
    const stores = await openDemoState(directory);
    await writeFile(complaintFilePath(directory), '');
    await stores.release();
    const later = await openDemoState(directory);

    expect(existsSync(complaintFilePath(directory))).toBe(true);
    await later.reset();
    expect(existsSync(complaintFilePath(directory))).toBe(false);
    await later.reset();
    await later.release();
  });

  it('belongs to one run at a time', async () => {
    const directory = await temporaryDirectory();
    const stores = await openDemoState(directory);

    await expect(openDemoState(directory)).rejects.toMatchObject({ code: 'STATE_DIRECTORY_LOCKED' });
    await stores.release();
  });
});
