import type { LedgerEntry } from './external-service.js';
import type { JournalReader } from './journal-reader.js';

/**
 * What the ledger of external effects must look like. A cut is the end of an attempt, at the job or at an action, by a crash or by a failure:
 *
 * - A call whose outcome was durable is not started again.
 * - A call in doubt is started at most once more per cut, never before `reconcile` was asked where there is one, and never at all where it is declared so.
 * - A call with an intent is not started before the intent is durable, and no call while an earlier start of it still runs.
 */
export class LedgerCheck {
  readonly problems: string[] = [];
  readonly #journal: JournalReader;
  readonly #entries = new Map<string, PlacedEntry[]>();

  constructor(journal: JournalReader) {
    this.#journal = journal;
  }

  /** Something is about to happen. */
  take(entry: LedgerEntry): void {
    this.#journal.update();
    const { idempotencyKey, plan } = entry;
    const generation = this.#journal.generationOf(idempotencyKey);
    const ofCall = this.#entries.get(idempotencyKey) ?? [];
    // A run that left no record may make another call at the same place: it begins at another time.
    const before = ofCall.filter(
      (other) => other.generation === generation && other.plan.id === plan.id && other.args === entry.args,
    );
    const between = `${entry.cut}.${this.#journal.failedAttemptsOf(idempotencyKey)}`;
    const placed = { ...entry, generation, between };
    this.#entries.set(idempotencyKey, [...ofCall, placed]);
    const problem = (what: string): void => {
      this.problems.push(`cut ${between}: ${plan.id} (${plan.intent}) was ${entry.kind} ${what}`);
    };
    if (this.#journal.settledCalls.has(idempotencyKey)) {
      problem('although its outcome was durable');
    }
    if (plan.intent !== 'none' && !this.#journal.pendingCalls.has(idempotencyKey)) {
      problem('before its intent was durable');
    }
    // Nobody waits for what has timed out.
    if (entry.isRunning && plan.timeoutMs === undefined) {
      problem('while it was still running');
    }
    if (entry.kind === 'started') {
      checkStart(placed, before, problem);
    }
  }
}

/** An entry, and between which cuts it lies. */
interface PlacedEntry extends LedgerEntry {
  readonly generation: number;
  readonly between: string;
}

function checkStart(entry: PlacedEntry, before: readonly PlacedEntry[], problem: (what: string) => void): void {
  const { intent } = entry.plan;
  const started = before.filter(({ kind }) => kind === 'started');
  if (started.some(({ between }) => between === entry.between)) {
    problem('twice between two cuts');
  }
  if (intent === 'onUnknown' && started.length > 0) {
    problem('again although it was in doubt');
  }
  // Whoever has asked may start it when the attempt that made it asked is over; the next attempt claims it.
  const last = before.at(-1);
  const isReconciled = last?.kind === 'reconciled' && last.cut === entry.cut;
  if ((intent === 'reconcile' || intent === 'both') && started.length > 0 && !isReconciled) {
    problem('again without having been reconciled');
  }
}
