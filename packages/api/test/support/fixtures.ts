import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '../../src/json/attribute-codec.js';

const folder = fileURLToPath(new URL('../../../../../shared/reference/fixtures/events/', import.meta.url));

/** Wire vectors of another implementation; they are not part of this project. */
export const eventFixturesExist: boolean = existsSync(folder);

if (!eventFixturesExist) {
  console.warn(`The tests of event wire vectors are skipped: there is no folder ${folder}.`);
}

export const eventFixtureNames: readonly string[] = eventFixturesExist
  ? readdirSync(folder).filter((name) => name.endsWith('.json'))
  : [];

export function readEventFixture(name: string): JsonObject {
  return JSON.parse(readFileSync(`${folder}${name}`, 'utf8')) as JsonObject;
}
