import { dirname } from 'node:path';
import { Agent, type AttributeValue, InputEvent, OutputEvent } from '@millrace/api';
import { AgentsExecutionEnvironment, JsonLinesFileSink, ListSink } from '../../src/index.js';
import { makeDurableDirectory } from '../../src/storage/durable-directory.js';
import { ManualClock } from '../../src/testing/manual-clock.js';
import { SimulatedFileSystem } from '../../src/testing/simulated-file-system.js';
import { SimulatedSource } from '../../src/testing/simulated-source.js';
import { simulatedStateDirectory } from '../../src/testing/simulated-state-directory.js';
import { CollectingLogger } from '../support/collecting-logger.js';
import { rounds, textOf, untilSettled } from './life.js';

const outputPath = '/data/tasks.jsonl';

/** A record of the source. A type, not an interface, so that it is an attribute value. */
type Task = { readonly key: number; readonly text: string };

function tasksOf(texts: readonly string[]): readonly Task[] {
  return texts.map((text, key) => ({ key, text }));
}

/** What the source has in the first life, and in later ones. */
const before = tasksOf(['plain', 'other call', 'flaky', 'bad', 'other input', 'plain too']);
const after = before.with(4, { key: 4, text: 'replaced' });

/** What a source that cannot be read again has. */
const once: Task = { key: after.length, text: 'once' };

function* deliveredOnce(life: number): Iterable<Task> {
  if (life === 0) {
    yield once;
  }
}

/** What the job has put out when it has ended, sorted. */
export const outputsOfEveryKind: readonly string[] = [...after, once]
  .filter(({ text }) => text !== 'bad')
  .map(({ text }) => `${text} done`)
  .toSorted();

/** A job that journals records of every kind over two lives. The first one does not get to the end of all runs. */
function createAgent(life: number): Agent {
  const attempts = new Map<string, number>();
  return new Agent('every kind').addAction(
    'work',
    [InputEvent],
    async (event: InputEvent<Task>, ctx) => {
      const { text } = event.input;
      const attempt = (attempts.get(text) ?? 0) + 1;
      attempts.set(text, attempt);
      ctx.shortTermMemory.set('text', text);
      await ctx.durableExecuteAsync(text === 'other call' && life > 0 ? 'ask' : 'look up', () => `about ${text}`);
      if (text !== 'other call') {
        // What is recorded of calls with an intent is never dropped.
        await ctx.durableExecute({ id: 'book', call: () => `booked ${text}`, reconcile: () => 'not-executed' });
      }
      if (text === 'bad' || (text === 'flaky' && attempt === 1)) {
        throw new Error(text);
      }
      if (life === 0 && text.startsWith('other')) {
        await new Promise<never>(() => {});
      }
      ctx.sendEvent(new OutputEvent(`${text} done`));
    },
    { onError: { attempts: 2, initialDelayMs: 1, afterAttempts: 'dead-letter' } },
  );
}

function start(
  disk: SimulatedFileSystem,
  life: number,
): { readonly job: Promise<unknown>; readonly clock: ManualClock } {
  const clock = new ManualClock();
  const env = new AgentsExecutionEnvironment({
    stores: simulatedStateDirectory(disk, { journal: { segmentBytes: 2500 } }),
    clock,
    logger: new CollectingLogger(),
    config: { 'checkpoint.interval': 0, 'restart-strategy': 'none' },
  });
  env
    .fromSource(
      new SimulatedSource(
        'tasks',
        (life === 0 ? before : after).map((value) => ({ value })),
      ),
    )
    .union(env.fromList<AttributeValue>(deliveredOnce(life), { id: 'once' }))
    .keyBy((value) => (value as Task).key)
    .apply(createAgent(life))
    .deadLettersTo(new ListSink())
    .sinkTo(new JsonLinesFileSink(outputPath, { fileSystem: disk }));
  return { job: env.execute({ handleSignals: false }), clock };
}

/** Lets the job go on from what is on a disk. Resolves with its outputs, sorted, when it has ended; rejects with what it fails with. */
export async function goOn(disk: SimulatedFileSystem): Promise<readonly string[]> {
  const { job, clock } = start(disk, 1);
  await untilSettled(job, clock);
  const lines = (await textOf(disk, outputPath)).split('\n').slice(0, -1);
  return lines.map((line) => String(JSON.parse(line))).toSorted();
}

/** A disk as a killed job left it, with a journal that holds records of every kind, in several segments. */
export async function diskOfEveryKind(): Promise<SimulatedFileSystem> {
  const first = new SimulatedFileSystem();
  await makeDurableDirectory(first, dirname(outputPath));
  const { clock } = start(first, 0);
  await rounds(100, clock);
  const second = first.kill();
  let image: SimulatedFileSystem | undefined;
  second.observe({
    before: ({ path }) => {
      // The checkpoint at the end, behind which the journal is given back.
      image ??= path.endsWith('/checkpoint.new') ? second.imageAfterKill() : undefined;
    },
  });
  await goOn(second);
  if (image === undefined) {
    throw new Error('The job took no checkpoint.');
  }
  return image;
}
