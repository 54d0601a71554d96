import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../../../shared/reference/fixtures/', import.meta.url));

/** Wire vectors of another implementation; they are not part of this project. */
export const fixturesExist: boolean = existsSync(folder);

if (!fixturesExist) {
  console.warn(`The tests of wire vectors are skipped: there is no folder ${folder}.`);
}

export function readFixture(name: string): unknown {
  return JSON.parse(readFileSync(`${folder}${name}`, 'utf8'));
}
