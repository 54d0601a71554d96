import { expect, test } from 'vitest';
import { formatNumber, tableLines } from '../../src/report/table-cells.js';
import { markdownTable } from '../../src/report/text-table.js';

test.each([
  [0.4321, '0.43'],
  [3, '3'],
  [12.345, '12.3'],
  [1234.5, '1,235'],
  [-177.2, '-177'],
])('%d is written as %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test('every figure of a row has a line, the first with the title of the row', () => {
  const spread = { median: 2, min: 1, max: 3 };
  const figure = { unit: '/s', workload: spread, floor: spread, result: spread, resultUnit: '' };
  const figures = [
    { ...figure, name: 'throughput', limit: { atLeast: 0.4 } },
    { ...figure, name: 'latency', limit: { atMost: 1 } },
  ];
  const lines = tableLines([{ id: 'X', title: 'something', floor: 'less', figures, notes: [] }]);
  expect(markdownTable(lines).split('\n').slice(2)).toEqual([
    '| X. something | throughput | 2 /s | 2 /s | 2 (1 to 3) | ≥ 0.40 | reached |',
    '| X | latency | 2 /s | 2 /s | 2 (1 to 3) | ≤ 1 | missed |',
    '',
  ]);
});
