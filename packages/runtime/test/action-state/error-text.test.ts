import { MillraceError } from '@millrace/api';
import { expect, test } from 'vitest';
import { errorClasses, errorToText, textToError } from '../../src/action-state/error-text.js';
import { DurableCallTimeoutError } from '../../src/errors.js';

class Refused extends Error {
  readonly code = 'REFUSED';
  readonly limit = 10n;
}

const known = errorClasses([Refused]);
const again = (error: unknown): unknown => textToError(errorToText(error), known);

test('an error comes back with its class where that is known, its name, message, stack and data', () => {
  const error = new Refused('no');
  error.name = 'Polite';
  const restored = again(error);
  expect(restored).toBeInstanceOf(Refused);
  expect(restored).toMatchObject({ name: 'Polite', message: 'no', stack: error.stack, code: 'REFUSED', limit: 10n });
  expect(again(new MillraceError('SOME_CODE', 'text', { hint: 'do' }))).toMatchObject({
    code: 'SOME_CODE',
    hint: 'do',
  });
});

test('an error of a class that is not known is an error of its name', () => {
  class Unknown extends Error {}
  const restored = again(Object.assign(new Unknown('what'), { name: 'Unknown' }));
  expect(restored).toBeInstanceOf(Error);
  expect(restored).toMatchObject({ name: 'Unknown', message: 'what' });
});

test('what caused an error comes back with it, so that an action decides by it as it did before', () => {
  const restored = again(
    new TypeError('fetch failed', { cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }) }),
  );
  expect(restored).toBeInstanceOf(TypeError);
  expect(restored).toMatchObject({ cause: { message: 'connect', code: 'ECONNREFUSED' } });
  expect((restored as Error).cause).toBeInstanceOf(Error);
  expect(Object.keys(restored as Error)).toEqual([]);
  expect(again(new Error('text', { cause: 'a string' }))).toMatchObject({ cause: 'a string' });
});

test('an error that is its own cause can be kept', () => {
  const error = new Error('circular');
  error.cause = error;
  expect(again(error)).toMatchObject({ message: 'circular', cause: { message: 'circular' } });
});

test('whatever else is thrown comes back as it was, or as text', () => {
  expect(again('text')).toBe('text');
  expect(again(null)).toBeNull();
  expect(again({ code: 1 })).toEqual({ code: 1 });
  expect(again(undefined)).toBeUndefined();
  expect(again(Symbol('x'))).toBe('Symbol(x)');
});

test('an error of Millrace is still one when it is replayed, so that code that asks for its code does the same again', () => {
  const replayed = again(new DurableCallTimeoutError('charge', 5));
  expect(replayed).toBeInstanceOf(DurableCallTimeoutError);
  expect(MillraceError.is(replayed) && replayed.code).toBe('DURABLE_CALL_TIMEOUT');
});
