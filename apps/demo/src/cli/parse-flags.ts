import { parseArgs } from 'node:util';
import { UsageError } from './usage-error.js';

/** Flags that take a value, and flags that do not. */
export interface FlagSet {
  readonly withValue: readonly string[];
  readonly plain: readonly string[];
}

/** The flags that were given: the value, or `''` for a flag without one. */
export type GivenFlags = ReadonlyMap<string, string>;

/** Splits a command line into its flags. @throws UsageError for anything that is not a known flag, given once, with its value. */
export function parseFlags(args: readonly string[], flags: FlagSet): GivenFlags {
  const options = Object.fromEntries([
    ...flags.withValue.map((name) => [name, { type: 'string' as const }]),
    ...flags.plain.map((name) => [name, { type: 'boolean' as const }]),
  ]);
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true, allowPositionals: true });
  const given = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind === 'positional') throw new UsageError(`unexpected argument ${JSON.stringify(token.value)}`);
    if (token.kind !== 'option') continue;
    if (given.has(token.name)) throw new UsageError(`--${token.name} is given twice`);
    given.set(token.name, flagValue(token, flags));
  }
  return given;
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function flagValue({ name, rawName, value, inlineValue }: OptionToken, flags: FlagSet): string {
  if (flags.plain.includes(name)) {
    if (value !== undefined) throw new UsageError(`--${name} takes no value`);
    return '';
  }
  if (!flags.withValue.includes(name))
    throw new UsageError(`unknown option ${printable(rawName)}${suggestion(name, flags)}`);
  // In "--input --output x" the value was forgotten, not meant.
  const forgotten = value === undefined || value === '' || (inlineValue !== true && /^-./.test(value));
  if (forgotten) throw new UsageError(`--${name} needs a value`);
  return value;
}

function suggestion(name: string, { withValue, plain }: FlagSet): string {
  const known = [...withValue, ...plain].map((flag) => ({
    flag,
    distance: flag.startsWith(name) ? 0 : editDistance(flag, name),
  }));
  const [closest] = known.sort((left, right) => left.distance - right.distance);
  return closest === undefined || closest.distance > 2 || name.length < 2 ? '' : `; did you mean --${closest.flag}?`;
}

/** Letters to insert, drop or replace (Levenshtein). */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [done, letter] of Array.from(from).entries()) {
    const next = [done + 1];
    for (const [index, wanted] of Array.from(to).entries()) {
      const replaced = (row[index] ?? 0) + (letter === wanted ? 0 : 1);
      next.push(Math.min(replaced, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** A flag with a line break in it must not make the error two lines. */
function printable(text: string): string {
  return /^[\x21-\x7e]+$/.test(text) ? text : JSON.stringify(text);
}
