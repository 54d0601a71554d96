import { readFileSync } from 'node:fs';

/** The objects of a file of JSON Lines. Fails for a file whose last line is torn. */
export function readJsonLines<T = Readonly<Record<string, unknown>>>(path: string): readonly T[] {
  const text = readFileSync(path, 'utf8');
  if (text !== '' && !text.endsWith('\n')) throw new Error(`${path} ends in the middle of a line.`);
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as T);
}
