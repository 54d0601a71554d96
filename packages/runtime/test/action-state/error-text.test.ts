import { MillraceError } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { errorClasses, errorToText, textToError } from '../../src/action-state/error-text.js';
import { DurableCallTimeoutError } from '../../src/errors.js';

describe('an error that is recorded', () => {
  test('is still one of Millrace when it is replayed, so that code that asks for its code does the same again', () => {
    const replayed = textToError(errorToText(new DurableCallTimeoutError('charge', 5)), errorClasses());

    expect(replayed).toBeInstanceOf(DurableCallTimeoutError);
    expect(MillraceError.is(replayed) && replayed.code).toBe('DURABLE_CALL_TIMEOUT');
  });
});
