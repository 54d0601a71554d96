import { setImmediate as nextRound } from 'node:timers/promises';
import { Agent, type AttributeValue, defineEvent, InputEvent, OutputEvent, type RunnerContext } from '@millrace/api';
import { z } from 'zod';
import { AgentsExecutionEnvironment } from '../../src/job/agents-execution-environment.js';
import { JsonLinesFileSink } from '../../src/output/json-lines-file-sink.js';
import { IterableSource } from '../../src/source/iterable-source.js';
import { makeDurableDirectory } from '../../src/storage/durable-directory.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import { SimulatedFileSystem } from '../../src/testing/simulated-file-system.js';
import { simulatedStateDirectory } from '../../src/testing/simulated-state-directory.js';
import { CollectingLogger } from '../support/collecting-logger.js';

const inputSchema = z.object({ key: z.string(), number: z.number() });

export type Input = z.infer<typeof inputSchema>;

/** A line of the output file. */
export interface Line {
  readonly key: string;
  /** Place of the input among those of its key, as the memory of the key counts. */
  readonly place: number;
  readonly number: number;
  readonly answers: readonly string[];
}

const Counted = defineEvent('counted', z.object({ number: z.number(), place: z.number(), answer: z.string() }));

/** Something outside the job that does what it is asked as often as it is asked, and remembers. */
class Service {
  readonly started = new Map<string, number>();
  readonly #asked = new Map<string, number>();
  readonly #random: SeededRandom;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
  }

  /** Does it, after a while. */
  async perform(what: string, isAlive: () => boolean): Promise<string> {
    expectAlive(isAlive);
    this.started.set(what, (this.started.get(what) ?? 0) + 1);
    for (let round = this.#random.below(4); round > 0; round--) {
      await nextRound();
    }
    expectAlive(isAlive);
    return `${what} done`;
  }

  /** Whether it was done. */
  reconcile(what: string, isAlive: () => boolean): { readonly value: string } | 'not-executed' {
    expectAlive(isAlive);
    this.#asked.set(what, (this.#asked.get(what) ?? 0) + 1);
    return this.started.has(what) ? { value: `${what} done` } : 'not-executed';
  }
}

/** What a dead process does has no effect and no end; here it must not be noticed. */
function expectAlive(isAlive: () => boolean): void {
  if (!isAlive()) {
    throw new Error('This process is dead.');
  }
}

/** One job over several processes, each with another number of subtasks, each but the last losing its power somewhere. */
export class RescaledJob {
  readonly service: Service;
  readonly problems: string[] = [];
  readonly #inputs: readonly Input[];
  readonly #random: SeededRandom;
  #fileSystem: SimulatedFileSystem;
  #hasBegunAnew = false;

  constructor(seed: number, inputs: readonly Input[]) {
    this.#inputs = inputs;
    this.#random = new SeededRandom(seed);
    this.service = new Service(seed + 1);
    const delays = new SeededRandom(seed + 2);
    this.#fileSystem = new SimulatedFileSystem({
      seed,
      delay: async () => {
        for (let round = delays.below(3); round > 0; round--) {
          await nextRound();
        }
      },
    });
  }

  /** Whether the power went when the job had just finished, so that the next process began another one: that makes every call again. */
  get hasBegunAnew(): boolean {
    return this.#hasBegunAnew;
  }

  /**
   * Lets a process run.
   *
   * @param cutAfter number of durable operations after which the power goes; `undefined`: never.
   * @returns whether the job finished, and how many durable operations that took.
   */
  async live(parallelism: number, cutAfter: number | undefined): Promise<{ finished: boolean; operations: number }> {
    const fileSystem = this.#fileSystem;
    await makeDurableDirectory(fileSystem, '/out');
    const clock = new ManualClock(1000);
    let alive = true;
    let operations = 0;
    const stopObserving = fileSystem.observe({
      after: ({ number }) => {
        operations = number;
        if (alive && number === cutAfter) {
          alive = false;
          this.#fileSystem = fileSystem.losePower(this.#random.below(1_000_000));
        }
      },
    });
    let finished = false;
    let failure: unknown;
    const environment = new AgentsExecutionEnvironment({
      config: { parallelism, 'checkpoint.interval': 7, 'in-flight-keys.max': 6, 'restart-strategy': 'none' },
      stores: simulatedStateDirectory(fileSystem),
      clock,
      logger: new CollectingLogger(),
    });
    environment
      .fromSource(new IterableSource(this.#inputs, 'numbers'))
      .keyBy(({ key }) => key)
      .apply(this.#agent(() => alive))
      .sinkTo(new JsonLinesFileSink('/out/lines.jsonl', { fileSystem }));
    const onBegin = ({ previousFinished }: { readonly previousFinished: boolean }): void => {
      this.#hasBegunAnew ||= previousFinished;
    };
    environment.execute({ handleSignals: false, onBegin }).then(
      () => {
        finished = alive;
      },
      (error: unknown) => {
        failure = alive ? error : undefined;
      },
    );
    for (let round = 0; alive && !finished && failure === undefined; round++) {
      if (round > 100_000) {
        throw new Error('The job does not come to an end.');
      }
      await nextRound();
      clock.advance(1);
    }
    stopObserving();
    if (failure !== undefined) {
      throw failure;
    }
    return { finished, operations };
  }

  /** What readers of the output see. */
  async lines(): Promise<readonly Line[]> {
    const file = await this.#fileSystem.open('/out/lines.jsonl', {});
    const text = Buffer.from(await file.read(0, await file.length())).toString('utf8');
    await file.close();
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line);
  }

  #agent(isAlive: () => boolean): Agent {
    const busy = new Set<string>();
    const alone = async (ctx: RunnerContext, act: () => Promise<void>): Promise<void> => {
      if (busy.has(String(ctx.key))) {
        this.problems.push(`two invocations of key ${String(ctx.key)} at once`);
      }
      busy.add(String(ctx.key));
      await act();
      busy.delete(String(ctx.key));
    };
    return new Agent('counting')
      .addAction('count', [InputEvent], async (event, ctx) => {
        await alone(ctx, async () => {
          const { number } = inputSchema.parse(event.input);
          const place = (ctx.shortTermMemory.get<number>('count') ?? 0) + 1;
          ctx.shortTermMemory.set('count', place);
          const answer = await ctx.durableExecute('ask', () => this.service.perform(`ask ${number}`, isAlive));
          ctx.sendEvent(new Counted({ number, place, answer }));
        });
      })
      .addAction('order', [Counted], async (event, ctx) => {
        await alone(ctx, async () => {
          const { number, place, answer } = event.attributes;
          const ordered = await ctx.durableExecute({
            id: 'order',
            call: () => this.service.perform(`order ${number}`, isAlive),
            reconcile: () => this.service.reconcile(`order ${number}`, isAlive),
          });
          const line: AttributeValue = { key: String(ctx.key), place, number, answers: [answer, ordered] };
          ctx.sendEvent(new OutputEvent(line));
        });
      });
  }
}
