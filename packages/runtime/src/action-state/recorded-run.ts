import type { ActionStateRecord, CompletedRecord, RunHeader } from './action-state.js';
import { CallHistory } from './call-history.js';

/** What the journal knows of one run: what a recovery applies before the run goes on. */
export class RecordedRun {
  readonly number: number;
  header: RunHeader | undefined;
  /** In the order in which invocations completed. */
  readonly completions: CompletedRecord[] = [];
  /** As they were read. */
  readonly records: ActionStateRecord[] = [];
  isAbandoned = false;
  readonly #histories = new Map<string, CallHistory>();

  constructor(number: number) {
    this.number = number;
  }

  /** The calls of an invocation, by its hexadecimal id. */
  history(invocation: string): CallHistory | undefined {
    return this.#histories.get(invocation);
  }

  get histories(): Iterable<[invocation: string, history: CallHistory]> {
    return this.#histories;
  }

  add(record: ActionStateRecord): void {
    this.header ??= record.header;
    this.records.push(record);
    switch (record.kind) {
      case 'call-pending':
        this.#historyOf(record.invocation).pending(record);
        return;
      case 'call-settled':
        this.#historyOf(record.invocation).settle(record);
        return;
      case 'calls-truncated':
        this.#historyOf(record.invocation).truncate(record);
        return;
      case 'attempt-failed':
        this.#historyOf(record.invocation).attemptFailed(record);
        return;
      case 'completed':
        this.completions.push(record);
        this.#histories.delete(record.invocation);
        return;
      case 'abandoned':
        this.isAbandoned = true;
        return;
      case 'runs-invalidated':
        return;
    }
  }

  #historyOf(invocation: string): CallHistory {
    let history = this.#histories.get(invocation);
    if (history === undefined) {
      history = new CallHistory();
      this.#histories.set(invocation, history);
    }
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
