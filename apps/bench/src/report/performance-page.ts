import type { PublishedResults } from './published-results.js';
import { markdownTable } from './text-table.js';

/** Between these lines the page is written by the benchmark. */
const begin = '<!-- The table begins here; `npm run bench` writes it. -->\n';
const end = '<!-- The table ends here. -->\n';

/**
 * The page with the table of these results.
 *
 * @throws Error when the page has no place for it.
 */
export function withResults(page: string, { table, rows, machine, measuredOn }: PublishedResults): string {
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) {
    throw new Error('The page has no place for the table.');
  }
  const { processors, memory, system, node } = machine;
  const notes = rows.flatMap(({ id, notes: notesOfRow }) => notesOfRow.map((note) => `- ${id}: ${note}\n`));
  const measured = `Measured on ${measuredOn}: ${processors}, ${memory} of memory, ${system}, Node ${node}.\n`;
  return [before, begin, '\n', measured, '\n', markdownTable(table), '\n', ...notes, '\n', end, after].join('');
}
