import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatDuration, formatScore } from '../../src/cli/format-quantity.js';
import { mayUseColour } from '../../src/cli/output-stream.js';
import { columnsOf, fitColumns } from '../../src/cli/terminal-text.js';

describe('quantities', () => {
  it('are written the same everywhere', () => {
    expect([0, 999, 1000, 1_234_567.4].map(formatCount)).toEqual(['0', '999', '1,000', '1,234,567']);
    expect([0, 9.94, 10, 999, 1000, 59_949, 59_950, 125_000, 3_600_000].map(formatDuration)).toEqual([
      '0.0 ms',
      '9.9 ms',
      '10 ms',
      '999 ms',
      '1.0 s',
      '59.9 s',
      '1 min 00 s',
      '2 min 05 s',
      '60 min 00 s',
    ]);
    expect([0, 999, 1000, 12_345, 999_949, 999_950, 4.5e9].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '12.3 kB',
      '999.9 kB',
      '1.0 MB',
      '4.5 GB',
    ]);
    expect([0.424, -0.1, -0.001, 0.001, 1].map(formatScore)).toEqual(['+0.42', '-0.10', '0.00', '0.00', '+1.00']);
  });
});

describe('text on a terminal', () => {
  it('counts two columns for wide characters and one for what is put together', () => {
    expect(['abc', 'すごい', '👍', '👩‍👩‍👧', 'e\u0301', '❤️'].map(columnsOf)).toEqual([3, 6, 2, 2, 1, 2]);
  });

  it('cuts between characters, never inside one', () => {
    expect(fitColumns('すごい', 4)).toBe('す…');
    expect(fitColumns('a👩‍👩‍👧b', 3)).toBe('a…');
    expect(fitColumns('/home/me/results', 9, 'start')).toBe('…/results');
  });
});

describe('mayUseColour', () => {
  it("allows colours on a terminal only, and not against the reader's wish", () => {
    expect(mayUseColour({ write: () => true, isTTY: true }, {})).toBe(true);
    expect(mayUseColour({ write: () => true, isTTY: true }, { NO_COLOR: '' })).toBe(true);
    expect(mayUseColour({ write: () => true, isTTY: true }, { NO_COLOR: '1' })).toBe(false);
    expect(mayUseColour({ write: () => true, isTTY: true }, { TERM: 'dumb' })).toBe(false);
    expect(mayUseColour({ write: () => true }, {})).toBe(false);
  });
});
