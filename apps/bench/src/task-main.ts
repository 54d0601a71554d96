import { measureCurve } from './curves/measure-curve.js';
import { profileLoad } from './profile/profile-load.js';
import { measureRow } from './rows/measure-row.js';
import { fillKeys, startWithKeys } from './workloads/idle-keys.js';
import { measureSuspendedRuns } from './workloads/suspended-runs.js';

/** What can be asked of a process of its own. */
const tasks: Readonly<Record<string, (parameters: never) => Promise<unknown>>> = {
  row: measureRow,
  curve: measureCurve,
  profile: profileLoad,
  'fill-keys': ({ stateDir, keys }: { stateDir: string; keys: number }) => fillKeys(stateDir, keys),
  'start-with-keys': ({ stateDir, keys }: { stateDir: string; keys: number }) => startWithKeys(stateDir, keys),
  'suspend-runs': ({ runs }: { runs: number }) => measureSuspendedRuns(runs),
};

const [name = '', parameters = '{}'] = process.argv.slice(2);
const task = tasks[name];
if (task === undefined) {
  throw new Error(`There is no task ${name}.`);
}
// The process that asks knows what the task takes.
const value = await task(JSON.parse(parameters) as never);
process.send?.({ value }, undefined, undefined, () => process.disconnect());
