import { LocalJournal, type LocalJournalOptions } from '../../src/action-state/local-journal.js';
import type { FileSystem } from '../../src/storage/file-system.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import type { SimulatedFileSystem } from '../../src/testing/simulated-file-system.js';
import { JournalLedger } from './journal-ledger.js';

/** What happens to a journal. */
export type JournalStep =
  | { readonly do: 'append'; readonly key: number; readonly bytes: number }
  | { readonly do: 'wait'; readonly microtasks: number }
  | { readonly do: 'settle' }
  | { readonly do: 'checkpoint'; readonly behind: number }
  | { readonly do: 'restart' }
  | { readonly do: 'kill' }
  | { readonly do: 'tick' };

export interface CrashRunOptions extends Pick<LocalJournalOptions, 'durability' | 'segmentBytes'> {
  readonly seed: number;
  /** Puts something between journal and disk. */
  readonly wrap?: (fileSystem: FileSystem) => FileSystem;
}

const directory = '/state/journal';

/** A disk as a crash may leave it, and what was known then. */
interface Crash {
  readonly disk: SimulatedFileSystem;
  readonly ledger: JournalLedger;
  readonly mayLose: boolean;
  readonly what: string;
}

/** Runs a script over a journal, crashing it at every boundary of a durable operation, and says what was found wrong afterwards, if anything was. */
export class JournalCrashRun {
  readonly #options: CrashRunOptions;
  readonly #random: SeededRandom;
  readonly #clock = new ManualClock();
  readonly #ledger = new JournalLedger();
  readonly #crashes: Crash[] = [];
  readonly #inFlight = new Set<Promise<void>>();
  #disk: SimulatedFileSystem;
  #life = 0;

  constructor(disk: SimulatedFileSystem, options: CrashRunOptions) {
    this.#disk = disk;
    this.#options = options;
    this.#random = new SeededRandom(options.seed);
  }

  get crashCount(): number {
    return this.#crashes.length;
  }

  /** @returns what is wrong after one of the crashes. */
  async run(steps: readonly JournalStep[]): Promise<string | undefined> {
    this.#watch();
    let journal = await this.#start();
    for (const step of steps) {
      journal = await this.#take(step, journal);
    }
    await Promise.all(this.#inFlight);
    await journal.close();
    this.#crashes.push(...this.#crashesOf(this.#disk, this.#ledger, 'at the end'));
    for (const crash of this.#crashes) {
      const problem = await this.#checkRecovery(crash);
      if (problem !== undefined) {
        return `${crash.what}: ${problem}`;
      }
    }
    return undefined;
  }

  async #take(step: JournalStep, journal: LocalJournal): Promise<LocalJournal> {
    switch (step.do) {
      case 'append':
        this.#append(journal, step.key, step.bytes);
        return journal;
      case 'wait':
        for (let turn = 0; turn < step.microtasks; turn++) {
          await Promise.resolve();
        }
        return journal;
      case 'settle':
        await Promise.all(this.#inFlight);
        return journal;
      case 'checkpoint': {
        const cut = this.#ledger.cut(journal);
        for (let count = 0; count < step.behind; count++) {
          this.#append(journal, count, 100);
        }
        await Promise.all(this.#inFlight);
        this.#ledger.checkpoint = cut;
        await journal.pruneState(cut.marker);
        return journal;
      }
      case 'tick':
        this.#clock.advance(10);
        return journal;
      case 'restart':
        await journal.close();
        return this.#start();
      case 'kill':
        this.#disk = this.#disk.kill();
        this.#inFlight.clear();
        this.#watch();
        return this.#start();
    }
  }

  #append(journal: LocalJournal, key: number, bytes: number): void {
    const appended = this.#ledger.append(journal, key, `${this.#life}${'x'.repeat(bytes)}`);
    this.#inFlight.add(appended);
    void appended.then(() => this.#inFlight.delete(appended));
  }

  async #start(): Promise<LocalJournal> {
    this.#life++;
    const { journal, problem } = await this.#open(this.#disk, this.#ledger, false);
    if (problem !== undefined) {
      throw new Error(`In life ${this.#life}: ${problem}`);
    }
    return journal;
  }

  async #open(
    disk: FileSystem,
    ledger: JournalLedger,
    mayLose: boolean,
  ): Promise<{ readonly journal: LocalJournal; readonly problem: string | undefined }> {
    const { wrap, seed: _seed, ...options } = this.#options;
    const fileSystem = wrap?.(disk) ?? disk;
    const randomBytes = (length: number): Uint8Array => Uint8Array.from({ length }, () => this.#random.below(256));
    const journal = new LocalJournal(directory, { ...options, fileSystem, clock: this.#clock, randomBytes });
    await journal.open();
    await journal.rebuildState(ledger.markers, () => true);
    return { journal, problem: ledger.reconcile(journal, mayLose) };
  }

  /** Notes how the disk may be left before each durable operation. What was left after the one before is the same, with less acknowledged. */
  #watch(): void {
    const disk = this.#disk;
    disk.observe({
      before: ({ number, operation }) => {
        this.#crashes.push(
          ...this.#crashesOf(disk, this.#ledger, `life ${this.#life}, before operation ${number} (${operation})`),
        );
      },
    });
  }

  #crashesOf(disk: SimulatedFileSystem, ledger: JournalLedger, what: string): readonly Crash[] {
    const mayLose = this.#powerMayTake();
    const seeds = [this.#random.below(2 ** 31), this.#random.below(2 ** 31)];
    return [
      ...seeds.map((seed) => ({
        disk: disk.imageAfterPowerLoss(seed),
        ledger: ledger.copy(),
        mayLose,
        what: `${what}, power cut ${seed}`,
      })),
      { disk: disk.imageAfterKill(), ledger: ledger.copy(), mayLose: false, what: `${what}, killed` },
    ];
  }

  /** Recovers, appends, loses power again and recovers again; now and then crashes at every boundary of the first recovery, too. */
  async #checkRecovery({ disk, ledger, mayLose, what }: Crash, isNested = false): Promise<string | undefined> {
    const nested: Crash[] = [];
    const before = ledger.copy();
    const stopObserving = disk.observe({
      after: ({ operation }) => {
        if (!isNested && this.#random.below(20) === 0) {
          const crashes = this.#crashesOf(disk, before, `in recovery after ${operation}`);
          nested.push(...crashes.map((crash) => ({ ...crash, mayLose: crash.mayLose || mayLose })));
        }
      },
    });
    const { journal, problem } = await this.#open(disk, ledger, mayLose);
    stopObserving();
    if (problem !== undefined) {
      return problem;
    }
    await Promise.all([ledger.append(journal, 0, `after ${what}`), ledger.append(journal, 1, `after ${what}`)]);
    const again = await this.#open(disk.losePower(this.#random.below(2 ** 31)), ledger, this.#powerMayTake());
    if (again.problem !== undefined) {
      return `then another power cut: ${again.problem}`;
    }
    await again.journal.close();
    for (const crash of nested) {
      const nestedProblem = await this.#checkRecovery(crash, true);
      if (nestedProblem !== undefined) {
        return `${crash.what}: ${nestedProblem}`;
      }
    }
    return undefined;
  }

  #powerMayTake(): boolean {
    return this.#options.durability !== undefined && this.#options.durability !== 'sync';
  }
}
