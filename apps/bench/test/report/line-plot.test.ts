import { expect, test } from 'vitest';
import { linePlot } from '../../src/report/line-plot.js';

test('a plot has a point per value, higher for larger ones, and its words are escaped', () => {
  const svg = linePlot({
    title: 'less < more',
    axis: 'keys',
    labels: ['1', '10', '100'],
    remarks: ['', '', ''],
    lines: [{ name: 'one', colour: '#000000', values: [10, 100, 1000] }],
  });
  const heights = [...svg.matchAll(/<circle cx="[\d.]+" cy="([\d.]+)"/g)].map(([, y]) => Number(y));
  expect(heights).toEqual([320, 188, 56]);
  expect(svg).toContain('less &lt; more');
});
