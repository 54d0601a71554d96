import { expect, it } from 'vitest';
import { shownPath } from '../../src/cli/shown-path.js';

it.each([
  ['/home/me/out/results.jsonl', 'out/results.jsonl'],
  ['/home/me/results.jsonl', 'results.jsonl'],
  ['/home/you/results.jsonl', '/home/you/results.jsonl'],
  ['/home/me', '/home/me'],
  ['/home/me/..out/results.jsonl', '/home/me/..out/results.jsonl'],
])('a path is shown relative to the working directory only where it lies below it: %s', (path, shown) => {
  expect(shownPath(path, '/home/me')).toBe(shown);
});
