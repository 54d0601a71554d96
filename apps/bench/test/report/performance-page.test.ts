import { expect, test } from 'vitest';
import { withResults } from '../../src/report/performance-page.js';

const results = {
  measuredOn: '2026-01-02',
  isQuick: false,
  machine: { processors: '2 × Example', memory: '4 GiB', system: 'Linux', node: '20.19.0' },
  rows: [{ id: 'A', title: 'title', floor: '', figures: [], notes: ['Something was asserted.'] }],
  curves: [],
  table: [],
};

const page = `before
<!-- The table begins here; \`npm run bench\` writes it. -->
old
<!-- The table ends here. -->
after
`;

test('what is between the marks is replaced, however often, and nothing else', () => {
  const written = withResults(page, results);
  expect(written).toContain('2 × Example');
  expect(written).toContain('- A: Something was asserted.');
  expect(written).not.toContain('old');
  expect(written.startsWith('before\n')).toBe(true);
  expect(written.endsWith('after\n')).toBe(true);
  expect(withResults(written, results)).toBe(written);
});

test('a page without a place for the table is refused', () => {
  expect(() => withResults('before\nafter\n', results)).toThrow('no place');
});
