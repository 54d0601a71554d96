import type { ActionStateRecord, CompletedRecord, RunHeader } from './action-state.js';
import { CallHistory } from './call-history.js';

/** What the journal knows of one run: what a recovery applies before the run goes on. */
export class RecordedRun {
  readonly number: number;
  /** As they were read, in order. */
  readonly records: ActionStateRecord[] = [];
  /** In the order in which invocations completed. */
  readonly completions: CompletedRecord[] = [];
  header: RunHeader | undefined;
  /** The dead letter of a run that was given up, as JSON text. */
  letter: string | undefined;

  constructor(number: number) {
    this.number = number;
  }

  add(record: ActionStateRecord): void {
    this.records.push(record);
    this.header ??= record.header;
    if (record.kind === 'completed') {
      this.completions.push(record);
    } else if (record.kind === 'abandoned') {
      this.letter = record.letter;
    }
  }

  /** Ids of the durable calls that have succeeded, oldest first. */
  get succeededCalls(): readonly string[] {
    return this.records.flatMap((record) =>
      record.kind === 'call-settled' && 'value' in record.outcome ? [record.callId] : [],
    );
  }

  /** All invocations that are recorded, by hexadecimal id. */
  get invocations(): Iterable<string> {
    return new Set(this.records.flatMap((record) => ('invocation' in record ? [record.invocation] : [])));
  }

  /** The invocations that made calls and have not completed, by hexadecimal id. */
  get openInvocations(): Iterable<string> {
    const open = new Set<string>();
    for (const record of this.records) {
      if (record.kind === 'completed') {
        open.delete(record.invocation);
      } else if ('invocation' in record) {
        open.add(record.invocation);
      }
    }
    return open;
  }

  /** Applies what is recorded of an invocation's calls to what was known of them before. */
  replayCalls(invocation: string, history: CallHistory): void {
    for (const record of this.records) {
      if (!('invocation' in record) || record.invocation !== invocation) {
        continue;
      }
      switch (record.kind) {
        case 'call-pending':
          history.pending(record);
          break;
        case 'call-settled':
          history.settle(record);
          break;
        case 'calls-truncated':
          history.truncate(record);
          break;
        case 'attempt-failed':
          history.attemptFailed(record);
          break;
        case 'completed':
          break;
      }
    }
  }

  /** The calls of one invocation, where nothing was known before. */
  history(invocation: string): CallHistory {
    const history = new CallHistory();
    this.replayCalls(invocation, history);
    return history;
  }
}

/** Sorts the records of one key into its runs, by number. */
export function recordedRuns(records: Iterable<ActionStateRecord>): RecordedRun[] {
  const runs = new Map<number, RecordedRun>();
  for (const record of records) {
    if (record.kind === 'runs-invalidated') {
      for (const number of runs.keys()) {
        if (number >= record.run) {
          runs.delete(number);
        }
      }
      continue;
    }
    let run = runs.get(record.run);
    if (run === undefined) {
      run = new RecordedRun(record.run);
      runs.set(record.run, run);
    }
    run.add(record);
  }
  return [...runs.values()].sort((one, other) => one.number - other.number);
}
