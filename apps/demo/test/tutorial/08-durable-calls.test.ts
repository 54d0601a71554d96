import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../../dist/tutorial/08-durable-calls.js', import.meta.url));

test('killed twice in the middle of a call, the program charges every order once and sends no parcel twice', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8' });

  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const lines = stdout.split('\n');
  expect(lines.filter((line) => line.startsWith('-- '))).toEqual([
    '-- killed by SIGKILL',
    '-- killed by SIGKILL',
    '-- finished',
  ]);
  const calls = lines.filter((line) => /^(?:charge|ship) /.test(line));
  expect(calls).toEqual(['charge a-1', 'ship a-1', 'charge a-2', 'ship a-2', 'charge a-3', 'ship a-3']);
  expect(lines.filter((line) => line.startsWith('the bank'))).toEqual(['the bank is asked: it was charged']);
  expect(lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as unknown)).toEqual([
    { order: 'a-1', receipt: 'charge-a-1', parcel: 'ship-a-1' },
    { order: 'a-2', receipt: 'charge-a-2', parcel: 'ship-a-2' },
    { order: 'a-3', receipt: 'charge-a-3', parcel: 'to be looked after by a person' },
  ]);
});
