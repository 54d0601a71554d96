import { type Figure, isReached, type RowResult } from '../harness/figure.js';
import type { Spread } from '../harness/spread.js';

/** One line of the table, as text. */
export interface TableLine {
  readonly row: string;
  readonly figure: string;
  readonly millrace: string;
  readonly floor: string;
  readonly result: string;
  readonly mustReach: string;
  readonly verdict: string;
}

/** What stands above the columns. */
export const tableHead: TableLine = {
  row: 'workload',
  figure: 'measured',
  millrace: 'Millrace',
  floor: 'floor',
  result: 'result (least to most)',
  mustReach: 'must reach',
  verdict: '',
};

/** The lines of the table, one per figure. */
export function tableLines(rows: readonly RowResult[]): readonly TableLine[] {
  return rows.flatMap(({ id, title, figures }) =>
    figures.map((figure, index) => lineOf(index === 0 ? `${id}. ${title}` : id, figure)),
  );
}

function lineOf(row: string, figure: Figure): TableLine {
  const { name, unit, workload, floor, result, resultUnit, limit } = figure;
  return {
    row,
    figure: name,
    millrace: withUnit(formatNumber(workload.median), unit),
    floor: floor === undefined ? '' : withUnit(formatNumber(floor.median), unit),
    result: withUnit(formatSpread(result), resultUnit),
    mustReach: withUnit(
      'atLeast' in limit ? `≥ ${formatNumber(limit.atLeast)}` : `≤ ${formatNumber(limit.atMost)}`,
      resultUnit,
    ),
    verdict: isReached(figure) ? 'reached' : 'missed',
  };
}

function formatSpread({ median, min, max }: Spread): string {
  return min === max ? formatNumber(median) : `${formatNumber(median)} (${formatNumber(min)} to ${formatNumber(max)})`;
}

/** As many digits as say something: whole numbers from 100, two decimals below 10. */
export function formatNumber(value: number): string {
  const magnitude = Math.abs(value);
  const decimals = magnitude >= 100 || Number.isInteger(value) ? 0 : magnitude >= 10 ? 1 : 2;
  return value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

function withUnit(text: string, unit: string): string {
  return unit === '' ? text : `${text} ${unit}`;
}
