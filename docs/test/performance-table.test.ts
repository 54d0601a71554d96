import { describe, expect, test } from 'vitest';
import { readRepositoryFile } from './support/repository.js';

/** What is looked at of the results that the benchmark writes. */
interface Results {
  readonly measuredOn: string;
  readonly isQuick: boolean;
  readonly machine: { readonly processors: string; readonly memory: string; readonly node: string };
  readonly rows: readonly { readonly id: string; readonly notes: readonly string[] }[];
  readonly curves: readonly { readonly id: string }[];
  readonly table: readonly Readonly<Record<string, string>>[];
}

const page = readRepositoryFile('docs/performance.md');
const results: Results = JSON.parse(readRepositoryFile('apps/bench/results/results.json'));

describe('the page about performance', () => {
  test('has the table of the newest results, line for line', () => {
    const lines = page.split('\n').filter((line) => /^\| [A-Z](?:\.| \|)/.test(line));
    expect(lines).toEqual(results.table.map((line) => `| ${Object.values(line).join(' | ')} |`));
  });

  test('has a line for every row from A to I', () => {
    const ids = new Set(results.table.map(({ row = '' }) => row[0]));
    expect([...ids].slice(0, 9).join('')).toBe('ABCDEFGHI');
  });

  test('says when and on what they were measured, in full size', () => {
    const { processors, memory, node } = results.machine;
    expect(page).toContain(`Measured on ${results.measuredOn}: ${processors}, ${memory} of memory`);
    expect(page).toContain(`Node ${node}.`);
    expect(results.isQuick).toBe(false);
  });

  test('says everything that was noted of a row', () => {
    const notes = results.rows.flatMap(({ id, notes: notesOfRow }) => notesOfRow.map((note) => `- ${id}: ${note}`));
    expect(notes.filter((note) => !page.includes(note))).toEqual([]);
  });

  test('shows a plot of every curve', () => {
    const missing = results.curves.filter(({ id }) => !page.includes(`../apps/bench/results/${id}.svg`));
    expect(missing).toEqual([]);
    expect(results.curves.length).toBeGreaterThan(0);
  });
});
