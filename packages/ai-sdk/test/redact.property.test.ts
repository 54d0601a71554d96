import { array, assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { redactorOf } from '../src/redact.js';

const secrets = array(string({ unit: 'grapheme-ascii', minLength: 4, maxLength: 12 }), { minLength: 1, maxLength: 4 });
const texts = array(string({ unit: 'grapheme-ascii', maxLength: 5 }), { minLength: 1, maxLength: 6 });

test('no secret is left in a text, wherever it stands, also next to another or inside of it', () => {
  assert(
    property(secrets, texts, (known, parts) => {
      const all = [...known, ...known.map((secret) => `${secret}${known[0]}`)];
      const text = parts
        .flatMap((part, index) => [part, all[index % all.length] ?? '', JSON.stringify({ key: known[0] })])
        .join('');
      const redacted = redactorOf(all)(text).replaceAll('[redacted]', '\u0000');

      expect(all.filter((secret) => redacted.includes(secret))).toEqual([]);
    }),
    { seed: 20261121 },
  );
});

test.each([
  ['Bearer abc.def-ghi', '[redacted]'],
  ['Incorrect API key provided: sk-proj-abc_123.', 'Incorrect API key provided: [redacted].'],
  ['ask-me about risk-taking', 'ask-me about risk-taking'],
])('what looks like a credential is taken out though nobody named it: %j', (text, expected) => {
  expect(redactorOf([])(text)).toBe(expected);
});

test('nothing is left of a secret that begins like another one', () => {
  expect(redactorOf(['abcd', 'abcdEFGH'])('<abcdEFGH>')).toBe('<[redacted]>');
});

test('a secret is found where JSON escapes it', () => {
  expect(redactorOf(['ab"c\\d'])(JSON.stringify({ key: 'ab"c\\d' }))).toBe('{"key":"[redacted]"}');
});

test('texts too short for a secret are left alone', () => {
  expect(redactorOf(['', 'x', 'abc'])('xyz abc')).toBe('xyz abc');
});
