import {
  AgentConfigOptions,
  AgentExecutionOptions,
  type ConfigOption,
  EventLogOptions,
  MemoryOptions,
} from '@millrace/api';
import { BuiltInActionOptions } from '@millrace/plan';
import { RuntimeOptions } from '@millrace/runtime';
import { describe, expect, test } from 'vitest';
import { readRepositoryFile } from './support/repository.js';

const runtimeOptions = 'packages/runtime/src/options.ts';
const sources = ['packages/api/src/config/options.ts', 'packages/plan/src/options.ts', runtimeOptions];
const groups: readonly object[] = [
  AgentConfigOptions,
  AgentExecutionOptions,
  EventLogOptions,
  MemoryOptions,
  BuiltInActionOptions,
  RuntimeOptions,
];
const options = new Map<string, ConfigOption<unknown>>(groups.flatMap((group) => Object.entries(group)));
const callsPerResource = numberAfter(readRepositoryFile(runtimeOptions), 'defaultConcurrentCallsPerResource = ');

describe('the comment of an option says the default it has:', () => {
  const comments = sources.flatMap((source) => [
    ...readRepositoryFile(source).matchAll(
      /^ {2}\/\*\* (?<comment>.+) \*\/\n {2}readonly (?<name>\w+): ConfigOption/gm,
    ),
  ]);

  test('every option has one', () => {
    expect(comments.map(({ groups: { name = '' } = {} }) => name)).toEqual([...options.keys()]);
  });

  test.each(comments.map(({ groups: { name = '', comment = '' } = {} }) => [name, comment] as const))(
    '%s',
    (name, comment) => {
      const told = /\bDefault `?(?<value>[\w.,:-]*\w)`?/.exec(comment)?.groups?.['value']?.replaceAll(',', '');
      expect(told).toBe(asText(options.get(name)?.defaultValue));
    },
  );

  test('the runtime has a default of its own for the calls of one resource', () => {
    const comment = comments.find(({ groups: { name } = {} }) => name === 'numAsyncThreads')?.groups?.['comment'] ?? '';
    expect(comment).toContain(`Default: the runtime's, ${callsPerResource} per resource`);
  });
});

describe('the page on architecture says the defaults there are:', () => {
  const defaults = new Map([...options.values()].map(({ key, defaultValue }) => [key, asText(defaultValue)]));
  const rows = [
    ...readRepositoryFile('docs/architecture.md').matchAll(/^\| [^|]+ \| `(?<key>[\w.-]+)` \| (?<told>\d+)\b/gm),
  ];

  test('of several options', () => {
    expect(rows.length).toBeGreaterThan(3);
  });

  test.each(rows.map(({ groups: { key = '', told = '' } = {} }) => [key, told] as const))('%s', (key, told) => {
    expect(told).toBe(key === 'num-async-threads' ? callsPerResource : defaults.get(key));
  });
});

function asText(value: unknown): string | undefined {
  return value === undefined || typeof value === 'string' ? value : JSON.stringify(value);
}

function numberAfter(text: string, start: string): string | undefined {
  return /^\d+/.exec(text.split(start)[1] ?? '')?.[0];
}
