import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LocalJournal } from '../../src/action-state/local-journal.js';
import type { Fault } from '../../src/testing/simulated-faults.js';
import { SimulatedFileSystem } from '../../src/testing/simulated-file-system.js';
import { JournalLedger } from '../support/journal-ledger.js';

type Step =
  | { readonly do: 'append'; readonly key: number; readonly bytes: number }
  | { readonly do: 'settle' }
  | { readonly do: 'checkpoint' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('append' as const), key: fc.nat({ max: 2 }), bytes: fc.nat({ max: 6000 }) }),
  },
  { weight: 3, arbitrary: fc.constant({ do: 'settle' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'checkpoint' as const }) },
);

const script = fc.record({
  seed: fc.nat(),
  segmentBytes: fc.constantFrom(300, 5000, 20_000),
  code: fc.constantFrom('EIO' as const, 'ENOSPC' as const),
  operation: fc.constantFrom('write' as const, 'dataSync' as const, 'any' as const),
  isLasting: fc.boolean(),
  losesPowerFirst: fc.boolean(),
  steps: fc.array(step, { minLength: 2, maxLength: 20, size: 'max' }),
});

type Script = typeof script extends fc.Arbitrary<infer T> ? T : never;

class FaultRun {
  readonly #script: Script;
  readonly #ledger = new JournalLedger();
  readonly #outcomes: Promise<boolean>[] = [];
  #disk: SimulatedFileSystem;

  constructor(each: Script) {
    this.#script = each;
    this.#disk = new SimulatedFileSystem({ seed: each.seed });
  }

  /** Runs the script with a fault in the nth operation. @returns whether the fault was reached, and what was wrong. */
  async run(nth: number): Promise<{ readonly wasReached: boolean; readonly problem: string | undefined }> {
    const { operation, code, isLasting, losesPowerFirst, seed } = this.#script;
    const fault: Fault = { operation, code, nth, isLasting };
    const clear = this.#disk.inject(fault);
    const journal = this.#journal();
    const wasReached = !(await this.#takeSteps(journal));
    await journal.close().catch(() => {});
    clear();
    const outcomes = await Promise.all(this.#outcomes);
    if (outcomes.includes(false) && outcomes.lastIndexOf(true) > outcomes.indexOf(false)) {
      return { wasReached, problem: `an append succeeded after one had failed: ${outcomes.join()}` };
    }
    if (losesPowerFirst) {
      this.#disk = this.#disk.losePower(seed);
    }
    return {
      wasReached,
      problem: (await this.#checkRecovery('after the fault')) ?? (await this.#checkRecovery('after a power cut')),
    };
  }

  /** @returns whether everything went well. */
  async #takeSteps(journal: LocalJournal): Promise<boolean> {
    try {
      await journal.open();
      await journal.rebuildState([], () => true);
      for (const each of this.#script.steps) {
        await this.#take(each, journal);
      }
    } catch {
      return false;
    }
    return (await Promise.all(this.#outcomes)).every((succeeded) => succeeded);
  }

  async #take(each: Step, journal: LocalJournal): Promise<void> {
    switch (each.do) {
      case 'append':
        this.#outcomes.push(
          this.#ledger.append(journal, each.key, 'x'.repeat(each.bytes)).then(
            () => true,
            () => false,
          ),
        );
        return;
      case 'settle':
        await Promise.all(this.#outcomes);
        return;
      case 'checkpoint': {
        const cut = this.#ledger.cut(journal);
        if ((await Promise.all(this.#outcomes)).every((succeeded) => succeeded)) {
          this.#ledger.checkpoint = cut;
          await journal.pruneState(cut.marker);
        }
        return;
      }
    }
  }

  async #checkRecovery(when: string): Promise<string | undefined> {
    const journal = this.#journal();
    await journal.open();
    await journal.rebuildState(this.#ledger.markers, () => true);
    const problem = this.#ledger.reconcile(journal, false);
    if (problem !== undefined) {
      return `${when}: ${problem}`;
    }
    await Promise.all([0, 1].map((key) => this.#ledger.append(journal, key, when)));
    this.#disk = this.#disk.losePower(this.#script.seed);
    return undefined;
  }

  #journal(): LocalJournal {
    const { segmentBytes } = this.#script;
    return new LocalJournal('/state/journal', { segmentBytes, fileSystem: this.#disk });
  }
}

describe('a journal whose disk fails in any of its operations', () => {
  it('fails all later appends, and on a healthy disk has every acknowledged record, also after a power cut', async () => {
    await fc.assert(
      fc.asyncProperty(script, async (each) => {
        let wasReached = true;
        for (let nth = 1; wasReached; nth++) {
          const outcome = await new FaultRun(each).run(nth);
          expect(outcome.problem, `${each.operation} ${nth}`).toBeUndefined();
          wasReached = outcome.wasReached;
        }
      }),
      { seed: 3, numRuns: 100 },
    );
  }, 120_000);
});
