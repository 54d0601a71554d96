import { expect, test } from 'vitest';
import { readRetryAfterMs } from '../src/retry-after.js';

const now = Date.parse('2026-01-05T10:00:00Z');

test.each([
  [{ 'retry-after': '0' }, 0],
  [{ 'retry-after': '30' }, 30_000],
  [{ 'retry-after': ' 1.5 ' }, 1500],
  [{ 'retry-after-ms': '250', 'retry-after': '1' }, 250],
  [{ 'retry-after-ms': 'soon', 'retry-after': '1' }, 1000],
  [{ 'retry-after': 'Mon, 05 Jan 2026 10:00:20 GMT' }, 20_000],
  [{ 'retry-after': 'Mon, 05 Jan 2026 09:00:00 GMT' }, 0],
])('%j asks for %i ms', (headers, expected) => {
  expect(readRetryAfterMs(headers, now)).toBe(expected);
});

test.each([
  {},
  { 'retry-after': '' },
  { 'retry-after': '-5' },
  { 'retry-after': 'later' },
  { 'retry-after': '1e3' },
  { 'retry-after': 7 },
  { 'retry-after': '2026-01' },
])('%j asks for nothing that can be read', (headers) => {
  expect(readRetryAfterMs(headers, now)).toBeUndefined();
});
