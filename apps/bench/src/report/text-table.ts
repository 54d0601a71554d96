import { type TableLine, tableHead } from './table-cells.js';

type Column = keyof TableLine;

const columns = Object.keys(tableHead) as readonly Column[];
/** Titles are long; a terminal is not that wide. */
const widestCell = 48;

/** The table for a terminal. */
export function textTable(lines: readonly TableLine[]): string {
  const all = [tableHead, ...lines];
  const widths = columns.map((column) => Math.max(...all.map((line) => cellOf(line, column).length)));
  return all
    .map((line) => columns.map((column, index) => cellOf(line, column).padEnd(widths[index] ?? 0)).join('  '))
    .map((text) => `${text.trimEnd()}\n`)
    .join('');
}

/** The table for a page. */
export function markdownTable(lines: readonly TableLine[]): string {
  const rule = columns.map(() => '---');
  return [tableHead, ...lines]
    .map((line) => columns.map((column) => line[column]))
    .toSpliced(1, 0, rule)
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
}

function cellOf(line: TableLine, column: Column): string {
  const text = line[column];
  return text.length > widestCell ? `${text.slice(0, widestCell - 1)}…` : text;
}
