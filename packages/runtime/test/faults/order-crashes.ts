import type { FileSystem } from '../../src/storage/file-system.js';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import type { DurableOperation } from '../../src/testing/simulated-file-system.js';
import { SimulatedFileSystem } from '../../src/testing/simulated-file-system.js';
import { Counts } from '../support/counts.js';
import { type Order, outputPath, outputTextOf } from './order-job.js';
import { type LifeEnd, liveOn } from './order-life.js';
import { OrderService } from './order-service.js';

/** Which crashes a job meets. */
export interface OrderCrashOptions {
  readonly seed: number;
  readonly orders: readonly Order[];
  /** What goes at each cut. Default: the power, twice, each time with something else of the doubtful left. */
  readonly cuts?: readonly ('power' | 'process')[];
  /** How many crashes in a row. Default 1. */
  readonly depth?: number;
  /** One of so many boundaries of a recovery is cut, too, and the first of each kind. Default: all. */
  readonly everyNth?: number;
  readonly showStaleBytes?: boolean;
  /** Puts something between job and disk. */
  readonly wrap?: (fileSystem: FileSystem) => FileSystem;
}

/** What a crash leaves: the disk, the world outside, and what readers had seen of the output file. */
interface Crash {
  readonly disk: SimulatedFileSystem;
  readonly service: OrderService;
  readonly sight: SimulatedFileSystem;
  readonly what: string;
}

/** A life of the job, while it goes on. */
interface Life extends Crash {
  /** Whether the output file has the lines of the restored checkpoint: a loss of power tears it until the job is started again. */
  isFileWhole: boolean;
}

/** Runs a job over a simulated disk, crashes it at every boundary of a durable operation, recovers, and says what was found wrong. */
export class OrderCrashes {
  /** How often a job was cut before which operation on what. */
  readonly cuts = new Counts();
  readonly problems: string[] = [];
  readonly #options: OrderCrashOptions;
  readonly #random: SeededRandom;

  constructor(options: OrderCrashOptions) {
    this.#options = options;
    this.#random = new SeededRandom(options.seed);
  }

  /** @throws when the job goes wrong without any crash. */
  async run(): Promise<void> {
    const { seed, showStaleBytes = false } = this.#options;
    const delay = this.#randomDelay();
    const disk = new SimulatedFileSystem({ seed, showStaleBytes, delay });
    await this.#live(
      { disk, service: new OrderService(delay), sight: disk, what: 'undisturbed', isFileWhole: true },
      0,
    );
  }

  /** Runs the job after a crash, and everything that comes of crashing it once more. */
  async #live(place: Life, crashesBefore: number): Promise<void> {
    const { depth = 1, everyNth = 1 } = this.#options;
    const crashes: Crash[] = [];
    const mayCrash = crashesBefore < depth;
    const stopObserving = place.disk.observe({
      after: ({ operation, path }) => {
        place.isFileWhole ||= operation === 'dataSync' && path === outputPath;
      },
      before: (operation) => {
        const isChosen = crashesBefore === 0 || this.#random.below(everyNth) === 0;
        if (mayCrash && (isChosen || this.cuts.of(kindOf(operation)) === 0)) {
          crashes.push(...this.#crashesAt(place, operation));
        }
      },
    });
    const end = await this.#endOf(place);
    stopObserving();
    if (end.kind === 'wrong' && crashesBefore === 0) {
      throw new Error(`Without a crash: ${end.problem}`);
    }
    if (end.kind === 'wrong') {
      this.problems.push(`${place.what}: ${end.problem}`);
    }
    if (end.kind !== 'right') {
      return;
    }
    if (mayCrash) {
      for (const cut of this.#options.cuts ?? ['power', 'power']) {
        crashes.push(this.#crash(place, cut, 'at the end'));
      }
    }
    for (const crash of crashes) {
      await this.#live({ ...crash, isFileWhole: false }, crashesBefore + 1);
    }
  }

  #crashesAt(place: Life, operation: DurableOperation): readonly Crash[] {
    const kind = kindOf(operation);
    const cuts = this.#options.cuts ?? ['power', 'power'];
    this.cuts.add(kind, cuts.length);
    return cuts.map((cut) => this.#crash(place, cut, `before operation ${operation.number} (${kind})`));
  }

  #crash({ disk, service, sight, what, isFileWhole }: Life, cut: 'power' | 'process', where: string): Crash {
    const seed = this.#random.below(2 ** 31);
    return {
      disk: cut === 'power' ? disk.imageAfterPowerLoss(seed) : disk.imageAfterKill(),
      service: service.afterCrash(),
      sight: isFileWhole ? disk.imageAfterKill() : sight,
      what: `${what === 'undisturbed' ? '' : `${what}, then `}${cut} cut ${where}${cut === 'power' ? `, seed ${seed}` : ''}`,
    };
  }

  async #endOf({ disk, service, sight }: Crash): Promise<LifeEnd> {
    const { orders, wrap = (fileSystem) => fileSystem } = this.#options;
    const seen = await outputTextOf(sight);
    return await liveOn({ disk, fileSystem: wrap(disk), service, orders, seen });
  }

  /** Lets up to three rounds of the event loop pass. */
  #randomDelay(): () => Promise<void> {
    return async () => {
      for (let rounds = this.#random.below(4); rounds > 0; rounds--) {
        await new Promise(setImmediate);
      }
    };
  }
}

/** What is done to what, for people. */
function kindOf({ operation, path }: DurableOperation): string {
  return `${operation} of ${placeOf(path)}`;
}

function placeOf(path: string): string {
  if (path.startsWith(`${outputPath}.part-`)) {
    return 'part file';
  }
  if (path === outputPath) {
    return 'output file';
  }
  if (path.startsWith('/state/journal/')) {
    return path.includes('segment-') ? 'journal segment' : 'directory of a journal';
  }
  return path.startsWith('/state/checkpoint/') ? 'checkpoint' : `directory ${path}`;
}
