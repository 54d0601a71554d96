import { columnsOf, fitColumns, padColumns, printableText } from './terminal-text.js';

export interface TableColumn {
  /** A table whose titles are all empty has no heading. */
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Gives way when the table is too wide. Default false. */
  readonly shrinks?: boolean | undefined;
  /** Where a cell that is too long is cut. Default `end`. */
  readonly missing?: 'end' | 'start' | undefined;
}

const indent = '  ';
const gap = '  ';
const shrunkMin = 6;

/** Lines of aligned cells, none wider than `columns` if that is possible at all. Nothing for a table without rows. */
export function renderTable(
  table: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  columns: number,
): readonly string[] {
  if (rows.length === 0) return [];
  const hasHeading = table.some(({ title }) => title !== '');
  const cells = [
    ...(hasHeading ? [table.map(({ title }) => title)] : []),
    ...rows.map((row) => row.map(printableText)),
  ];
  const widths = fitWidths(table, naturalWidths(table, cells), columns);
  return cells.map((row) => fitColumns(renderRow(table, row, widths), columns));
}

function renderRow(table: readonly TableColumn[], row: readonly string[], widths: readonly number[]): string {
  const parts = table.map(({ align, missing }, index) => {
    const width = widths[index] ?? 0;
    return padColumns(fitColumns(row[index] ?? '', width, missing), width, align);
  });
  return (indent + parts.join(gap)).trimEnd();
}

function naturalWidths(table: readonly TableColumn[], cells: readonly (readonly string[])[]): readonly number[] {
  return table.map((_, index) => Math.max(...cells.map((row) => columnsOf(row[index] ?? ''))));
}

/** Takes columns from the widest that shrinks until the table fits. */
function fitWidths(table: readonly TableColumn[], natural: readonly number[], columns: number): readonly number[] {
  const widths = [...natural];
  const fixed = indent.length + gap.length * (table.length - 1);
  for (let excess = fixed + sum(widths) - columns; excess > 0; excess -= 1) {
    const candidates = widths.map((width, index) => (table[index]?.shrinks === true && width > shrunkMin ? width : 0));
    const widest = Math.max(...candidates);
    if (widest === 0) break;
    widths[candidates.indexOf(widest)] = widest - 1;
  }
  return widths;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
