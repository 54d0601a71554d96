import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runTask } from '../harness/task-process.js';
import { type CpuProfile, hottestFunctions } from './cpu-profile.js';

const functionsShown = 30;

/** Profiles the workloads of these rows, without their floors, and gives a page with the hottest functions of each. Profiles are left in the directory for whoever looks closer. */
export async function profileRows(ids: readonly string[], directory: string): Promise<string> {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  const parts: string[] = [];
  for (const id of ids) {
    const name = `${id}.cpuprofile`;
    const nodeOptions = ['--cpu-prof', `--cpu-prof-dir=${directory}`, `--cpu-prof-name=${name}`];
    const inputs = await runTask<number>('profile', { id }, { nodeOptions });
    // Written by Node, as the options say.
    const profile = JSON.parse(readFileSync(join(directory, name), 'utf8')) as CpuProfile;
    parts.push(`${id}: ${inputs} inputs\n${summarize(profile, inputs)}\n`);
  }
  return parts.join('');
}

function summarize(profile: CpuProfile, inputs: number): string {
  return hottestFunctions(profile, functionsShown)
    .map(({ name, place, milliseconds, share }) => {
      const perInput = ((milliseconds * 1000) / inputs).toFixed(2);
      return `  ${(share * 100).toFixed(1).padStart(5)} %  ${perInput.padStart(6)} µs per input  ${name}  ${place}\n`;
    })
    .join('');
}
