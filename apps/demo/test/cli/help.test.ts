import { describe, expect, it } from 'vitest';
import { helpText } from '../../src/cli/help.js';

const flags = [
  '--input',
  '--output',
  '--alerts',
  '--dead-letters',
  '--log-dir',
  '--no-log',
  '--model',
  '--base-url',
  '--embedding-model',
  '--limit',
  '--quiet',
  '--help',
  '--version',
];
const variables = [
  'MILLRACE_MODEL',
  'MILLRACE_BASE_URL',
  'MILLRACE_API_KEY',
  'OPENAI_BASE_URL',
  'OPENAI_API_KEY',
  'NO_COLOR',
];

describe('the help text', () => {
  it('explains every flag, variable and exit code', () => {
    const missing = [...flags, ...variables, 'Exit codes', 'Examples'].filter((word) => !helpText.includes(word));

    expect(missing).toEqual([]);
  });

  it('fits a terminal of 80 columns and ends with a line break', () => {
    expect(helpText.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(helpText).toMatch(/[^\n]\n$/);
  });
});
