import { describe, expect, it } from 'vitest';
import { columnsOf, wrapColumns } from '../../src/cli/terminal-text.js';

describe('wrapColumns', () => {
  it('breaks at blanks and fills each line', () => {
    expect(wrapColumns('one two three four', 9)).toEqual(['one two', 'three', 'four']);
    expect(wrapColumns('one two', 7)).toEqual(['one two']);
    expect(wrapColumns('p50 9 ms, p99 10 ms, max 11 ms', 22)).toEqual(['p50 9 ms, p99 10 ms,', 'max 11 ms']);
    expect(wrapColumns('p50 9 ms, p99 10 ms', 14)).toEqual(['p50 9 ms,', 'p99 10 ms']);
    expect(wrapColumns('', 7)).toEqual(['']);
  });

  it('cuts a word that is wider than a line, and counts wide characters twice', () => {
    const lines = wrapColumns('見出し見出し見出し ok', 8);

    expect(lines).toEqual(['見出し…', 'ok']);
    expect(Math.max(...lines.map(columnsOf))).toBeLessThanOrEqual(8);
  });
});
