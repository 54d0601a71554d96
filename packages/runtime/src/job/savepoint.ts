import { IllegalStateError, InvalidValueError, NotFoundError, UnsupportedError } from '@millrace/api';

/** A state of a job that was kept, beside its newest checkpoint. */
export interface Savepoint {
  readonly name: string;
  readonly jobId: string;
  /** Number of the checkpoint it is a copy of. */
  readonly checkpointId: number;
  /** Digest of what the checkpoint says besides the state of the keys: tells whether it is the one that the job would go on from anyway. */
  readonly digest: string;
  readonly takenAtMs: number;
  /** Whether it was taken because the job stopped, and nobody had named it. Of these only the newest few are kept. */
  readonly isAutomatic: boolean;
}

const namePattern = /^[A-Za-z0-9][\w.-]{0,99}$/;

/** @throws InvalidValueError `SAVEPOINT_NAME_INVALID` */
export function checkSavepointName(name: string, path: string): void {
  if (typeof name !== 'string' || !namePattern.test(name)) {
    throw new InvalidValueError('SAVEPOINT_NAME_INVALID', `${JSON.stringify(name)} cannot name a savepoint.`, {
      path,
      hint: 'Use up to 100 letters, digits, dots, hyphens and underscores, the first one a letter or a digit.',
    });
  }
}

export function savepointExists(name: string): IllegalStateError {
  return new IllegalStateError('SAVEPOINT_EXISTS', `There is a savepoint ${JSON.stringify(name)} already.`, {
    path: 'name',
    hint: 'Choose another name, or remove the one that is there.',
  });
}

export function savepointMissing(name: string, existing: readonly Savepoint[]): NotFoundError {
  const names = existing.map((savepoint) => savepoint.name).join(', ');
  return new NotFoundError('SAVEPOINT_NOT_FOUND', `There is no savepoint ${JSON.stringify(name)}.`, {
    path: 'resumeFrom',
    hint: names === '' ? 'None was taken yet. Leave resumeFrom out.' : `There are these: ${names}.`,
  });
}

export function jobNotRunning(): IllegalStateError {
  return new IllegalStateError('JOB_NOT_RUNNING', 'Savepoints are taken of jobs that run, and this one does not.', {
    hint: 'Take one between the beginning of the job and its end; savepointOnStop takes one when it stops.',
  });
}

export function savepointsUnsupported(): UnsupportedError {
  return new UnsupportedError('SAVEPOINTS_UNSUPPORTED', 'This job has no place for savepoints.', {
    hint: 'Give the environment a stateDir, or stores that keep savepoints.',
  });
}
