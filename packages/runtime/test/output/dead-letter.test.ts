import { expect, test } from 'vitest';
import { BadInputError } from '../../src/errors.js';
import { deadLetterOutput } from '../../src/output/dead-letter.js';

const input = { sourceId: 'orders.jsonl', position: 1234 };

test('a dead letter says where the input was, what is wrong with it, and what it was', () => {
  const error = new BadInputError('RECORD_MALFORMED', 'The record is torn.', input);
  expect(deadLetterOutput(error, { line: 17, text: '{"a":' })).toEqual({
    value: {
      source: 'orders.jsonl',
      position: 1234,
      line: 17,
      code: 'RECORD_MALFORMED',
      reason: 'The record is torn.',
      text: '{"a":',
    },
    key: 'orders.jsonl',
    timestamp: undefined,
    outputId: 'orders.jsonl@1234',
  });
});

test('an input that could be read is in it as it is', () => {
  const error = new BadInputError('KEY_INVALID', 'No key.', input, new Error('cause'));
  expect(deadLetterOutput(error, { value: { when: new Date(0) } }).value).toMatchObject({
    value: { when: new Date(0) },
  });
});

test('what is not known is left out', () => {
  const error = new BadInputError('KEY_INVALID', 'No key.', input);
  expect(Object.keys(deadLetterOutput(error, {}).value as object)).toEqual(['source', 'position', 'code', 'reason']);
});

test('the same input has the same dead letter id in every life of the job, another input another one', () => {
  const idOf = (position: number, sourceId = 'orders.jsonl'): string =>
    deadLetterOutput(new BadInputError('CODE', 'Wrong.', { sourceId, position }), {}).outputId;
  expect(idOf(1)).toBe(idOf(1));
  expect(new Set([idOf(1), idOf(2), idOf(1, 'other')]).size).toBe(3);
});
