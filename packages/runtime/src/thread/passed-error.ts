import { errorClasses, errorToText, textToError } from '../action-state/error-text.js';
import { JournalError } from '../action-state/journal-error.js';
import { CheckpointStoreError } from '../checkpoint/checkpoint-store-error.js';
import {
  ActionExecutionError,
  BadInputError,
  JobFailedError,
  NonDeterminismError,
  UnknownOutcomeError,
} from '../errors.js';

/** Classes of the runtime, whose constructors take something else than a message. */
const ownClasses: readonly { readonly name: string; readonly prototype: Error }[] = [
  ActionExecutionError,
  BadInputError,
  CheckpointStoreError,
  JobFailedError,
  JournalError,
  NonDeterminismError,
  UnknownOutcomeError,
];

/** Classes of the user, by which errors are known on both sides. */
export type OwnErrorClasses = readonly { readonly name: string; readonly prototype: Error }[];

/** An error as it is passed to another thread. */
export const errorToPass: (error: unknown) => string = errorToText;

/** The error, of its class where that is known: with code, path, hint, own data and cause. */
export function passedError(text: string, classes: OwnErrorClasses): unknown {
  return textToError(text, errorClasses([...ownClasses, ...classes]));
}
