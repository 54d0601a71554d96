import type { AttributeValue } from '@millrace/api';
import type { ActionExecutionError, BadInputError } from '../errors.js';
import type { Run } from '../task/run.js';
import type { Output } from './sink.js';

/** What a dead-letter sink is written for an input that could not be processed. A type, not an interface, so that it is an attribute value. */
export type DeadLetter = {
  readonly source: string;
  readonly position: number;
  /** Line in the file, from 1, if the source reads lines. */
  readonly line?: number;
  /** Stable code of what is wrong. */
  readonly code: string;
  /** What is wrong, for people. */
  readonly reason: string;
  /** What was read, if it could be read but not used. */
  readonly value?: AttributeValue;
  /** The text that is not a record. */
  readonly text?: string;
  /** Of a run that was given up: the action that failed. */
  readonly action?: string;
  readonly run?: number;
  /** Durable calls of the run that had succeeded, oldest first. */
  readonly succeededCalls?: readonly string[];
};

/** The dead letter of a run that was given up. */
export function abandonedRunLetter(run: Run, error: ActionExecutionError): DeadLetter {
  const { sourceId, position } = run.input;
  return {
    source: sourceId,
    position,
    code: error.code,
    reason: error.message,
    value: run.arrived.event.attribute('input') ?? null,
    action: error.actionName,
    run: run.number,
    succeededCalls: [...run.succeededCalls],
  };
}

/** A dead letter in the form in which sinks take everything. Its key is the name of the source. */
export function deadLetterOutput(
  error: BadInputError,
  details: { readonly line?: number; readonly value?: AttributeValue; readonly text?: string },
): Output {
  const { sourceId, position } = error.input;
  const letter: DeadLetter = { source: sourceId, position, code: error.code, reason: error.reason, ...details };
  return { value: letter, key: sourceId, timestamp: undefined, outputId: `${sourceId}@${position}` };
}
