import { describe, expect, test } from 'vitest';
import {
  errorMessage,
  IllegalStateError,
  InvalidValueError,
  MillraceError,
  NotFoundError,
  UnsupportedError,
} from '../src/errors.js';

describe('MillraceError', () => {
  test('an error says what is wrong, where, and what to do about it', () => {
    const error = new InvalidValueError('PRICE_INVALID', 'The price is negative.', {
      path: 'items[3].price',
      hint: 'Use zero or more.',
    });
    expect(error.message).toBe('The price is negative. (at items[3].price) Use zero or more.');
    expect(error).toMatchObject({ code: 'PRICE_INVALID', path: 'items[3].price', hint: 'Use zero or more.' });
  });

  test('an error is named after its class', () => {
    const names = [InvalidValueError, NotFoundError, IllegalStateError, UnsupportedError].map(
      (type) => new type('X', 'x').name,
    );
    expect(names).toEqual(['InvalidValueError', 'NotFoundError', 'IllegalStateError', 'UnsupportedError']);
  });

  test('the cause is kept, and absent when there is none', () => {
    const cause = new RangeError('too far');
    expect(new MillraceError('X', 'x', { cause }).cause).toBe(cause);
    expect(Object.hasOwn(new MillraceError('X', 'x'), 'cause')).toBe(false);
  });

  test('an error of another copy of the package is recognised, other errors are not', () => {
    const foreign = Object.assign(new Error('x'), { code: 'X', [Symbol.for('millrace.error')]: true });
    expect(MillraceError.is(foreign)).toBe(true);
    expect(MillraceError.is(new Error('x'))).toBe(false);
    expect(MillraceError.is(null)).toBe(false);
    expect(MillraceError.is('X')).toBe(false);
  });
});

describe('errorMessage', () => {
  test('an error gives its message, or its name when the message is empty', () => {
    expect(errorMessage(new TypeError('no'))).toBe('no');
    expect(errorMessage(new TypeError())).toBe('TypeError');
  });

  test('whatever else is thrown becomes text', () => {
    expect(errorMessage('boom')).toBe('boom');
    expect(errorMessage(undefined)).toBe('undefined');
    expect(errorMessage(7)).toBe('7');
  });

  test('it has something to say of whatever was thrown', () => {
    expect(errorMessage(Object.create(null))).toBe('[object Object]');
    expect(
      errorMessage({
        toString: () => {
          throw new Error('mute');
        },
      }),
    ).toBe('[object Object]');
  });
});
