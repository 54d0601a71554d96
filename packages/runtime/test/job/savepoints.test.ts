import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Agent, InputEvent, OutputEvent } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import {
  AgentsExecutionEnvironment,
  formatJobReport,
  type JobReport,
  JsonLinesFileSink,
  JsonLinesFileSource,
  type Sink,
} from '../../src/index.js';
import { CollectingLogger } from '../support/collecting-logger.js';
import { codeOf, failureOf } from '../support/failure-of.js';
import { canKeepState } from '../support/line-job.js';
import { temporaryFile } from '../support/temporary-folder.js';

const numbers = Array.from({ length: 30 }, (_, index) => index);
const counted = numbers.map((value) => [value, value + 1]);

interface Run {
  /** The number at which the job is asked to stop. */
  readonly stopAt?: number;
  /** The number at which the job dies without a further checkpoint, as a killed one does. */
  readonly dieAt?: number;
  /** By number: the name of the savepoint that is taken there. */
  readonly savepointAt?: Readonly<Record<number, string>>;
  readonly resumeFrom?: string;
  readonly savepointOnStop?: string;
  readonly retained?: number;
  readonly fresh?: boolean;
  readonly checkpointInterval?: number;
  /** Name of the action that counts. */
  readonly action?: string;
  /** The number at which the action waits for ever, until the job is stopped. */
  readonly hangAt?: number;
  readonly parallelism?: number;
  /** Default: the file. */
  readonly sink?: Sink;
}

/** A folder with numbers in a file, the state of a job over them, and the file it writes. */
class Place {
  readonly input: string;
  readonly output: string;
  readonly stateDir: string;
  /** Numbers for which an external call was made, in order. */
  readonly calls: unknown[] = [];
  readonly logger = new CollectingLogger();

  private constructor(input: string) {
    this.input = input;
    this.output = join(dirname(input), 'out.jsonl');
    this.stateDir = join(dirname(input), 'state');
  }

  static async create(): Promise<Place> {
    const place = new Place(await temporaryFile('numbers.jsonl'));
    await writeFile(place.input, numbers.map((number) => `${number}\n`).join(''));
    return place;
  }

  async run(run: Run = {}): Promise<JobReport> {
    const stop = new AbortController();
    const agent = new Agent('counting').addAction(run.action ?? 'count', [InputEvent], async (event, ctx) => {
      if (event.input === run.stopAt) {
        stop.abort();
      }
      if (event.input === run.dieAt) {
        throw new Error('died');
      }
      const name = run.savepointAt?.[Number(event.input)];
      if (name !== undefined) {
        // The job is in the middle of this input: the savepoint has the one before it.
        await env.savepoint(name);
      }
      await ctx.durableExecute('call', async () => {
        this.calls.push(event.input);
        if (event.input === run.hangAt) {
          stop.abort();
          await new Promise(() => {});
        }
      });
      const count = (ctx.shortTermMemory.get<number>('count') ?? 0) + 1;
      ctx.shortTermMemory.set('count', count);
      ctx.sendEvent(new OutputEvent([event.input, count]));
    });
    const env = new AgentsExecutionEnvironment({
      stateDir: this.stateDir,
      logger: this.logger,
      ...(run.resumeFrom === undefined ? {} : { resumeFrom: run.resumeFrom }),
      ...(run.fresh === undefined ? {} : { fresh: run.fresh }),
      config: {
        'in-flight-keys.max': 1,
        'pending-inputs.max': 1,
        'restart-strategy': 'none',
        'stop.grace': run.hangAt === undefined ? 10_000 : 20,
        'call.settle-timeout': 1,
        'checkpoint.interval': run.checkpointInterval ?? 0,
        'savepoints.retained': run.retained ?? 1,
        parallelism: run.parallelism ?? 1,
      },
    });
    env
      .fromSource(new JsonLinesFileSource<number>(this.input))
      .keyBy(() => 'one key')
      .apply(agent)
      .sinkTo(run.sink ?? new JsonLinesFileSink(this.output));
    return await env.execute({
      signal: stop.signal,
      handleSignals: false,
      ...(run.savepointOnStop === undefined ? {} : { savepointOnStop: run.savepointOnStop }),
    });
  }

  /** What readers of the file see. */
  async outputs(): Promise<readonly unknown[]> {
    const text = await readFile(this.output, 'utf8');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line): unknown => JSON.parse(line));
  }

  async savepoints(): Promise<readonly string[]> {
    const directory = join(this.stateDir, 'savepoints');
    return existsSync(directory) ? (await readdir(directory)).sort() : [];
  }
}

describe.skipIf(!canKeepState)('a savepoint', { timeout: 60_000 }, () => {
  test('that is taken while the job runs does not disturb it', async () => {
    const place = await Place.create();
    const report = await place.run({ savepointAt: { 10: 'ten' } });
    expect(report).toMatchObject({ status: 'finished', isDurable: true, savepoint: undefined });
    expect(await place.outputs()).toEqual(counted);
    expect(await place.savepoints()).toEqual(['ten']);
  });

  test('is what the job goes on from when it is told so: state, input and output are those of then', async () => {
    const place = await Place.create();
    await place.run({ savepointAt: { 10: 'ten' }, stopAt: 20 });
    expect((await place.outputs()).length).toBeGreaterThan(20);
    place.calls.length = 0;
    const report = await place.run({ resumeFrom: 'ten', stopAt: 12 });
    expect(report).toMatchObject({ status: 'stopped', resumedFromSavepoint: 'ten' });
    expect(formatJobReport(report)).toContain('  resumed from savepoint ten\n');
    expect(await place.outputs()).toEqual(counted.slice(0, 13));
    expect(place.calls).toEqual([10, 11, 12]);
    const last = await place.run();
    expect(last).toMatchObject({ status: 'finished', resumedFromSavepoint: undefined, previousFinished: false });
    expect(formatJobReport(last)).toContain(`  resumed from checkpoint ${last.resumedFrom}\n`);
    expect(await place.outputs()).toEqual(counted);
    expect(place.calls).toEqual(numbers.slice(10));
    const anew = await place.run({ stopAt: 3 });
    expect(anew).toMatchObject({ resumedFrom: undefined, previousFinished: true });
    expect(formatJobReport(anew)).toContain('  a new job: the one before had finished\n');
  });

  test('begins a new branch: what was journaled after it is never applied, also when the branch dies before a checkpoint of its own input', async () => {
    const place = await Place.create();
    // No checkpoint but that of the savepoint: what follows is in the journal alone.
    await expect(place.run({ savepointAt: { 10: 'ten' }, dieAt: 20 })).rejects.toMatchObject({ code: 'ACTION_FAILED' });
    place.calls.length = 0;
    // The savepoint is the newest checkpoint: this is no branch, and what the journal has behind it counts.
    await expect(place.run({ resumeFrom: 'ten', dieAt: 25 })).rejects.toMatchObject({ code: 'ACTION_FAILED' });
    expect(place.calls).toEqual([20, 21, 22, 23, 24]);
    await place.run({ savepointAt: { 27: 'late' }, stopAt: 28 });
    place.calls.length = 0;
    await expect(place.run({ resumeFrom: 'ten', dieAt: 13 })).rejects.toMatchObject({ code: 'ACTION_FAILED' });
    expect(place.calls).toEqual([10, 11, 12]);
    await expect(place.run({ dieAt: 15 })).rejects.toMatchObject({ code: 'ACTION_FAILED' });
    expect(place.calls).toEqual([10, 11, 12, 13, 14]);
    await place.run();
    expect(place.calls).toEqual(numbers.slice(10));
    expect(await place.outputs()).toEqual(counted);
  });

  test('begins a new branch also when the job dies right after it was chosen, before it has begun', async () => {
    const place = await Place.create();
    await place.run({ savepointAt: { 10: 'ten' }, stopAt: 15 });
    await expect(place.run({ dieAt: 20 })).rejects.toMatchObject({ code: 'ACTION_FAILED' });
    const broken = { open: () => Promise.reject(new Error('no such place')), write: () => {} };
    await expect(place.run({ resumeFrom: 'ten', sink: broken })).rejects.toMatchObject({ code: 'JOB_FAILED' });
    // The journal is still there, and has what the first branch did with 16 to 19.
    place.calls.length = 0;
    const report = await place.run({ stopAt: 18 });
    expect(report.resumedFromSavepoint).toBeUndefined();
    expect(place.calls).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18]);
    expect(await place.outputs()).toEqual(counted.slice(0, 19));
  });

  test('is self-contained: state, journal and newest checkpoint may be lost', async () => {
    const place = await Place.create();
    await place.run({ savepointAt: { 10: 'ten' }, stopAt: 20 });
    await rm(join(place.stateDir, 'checkpoint'), { recursive: true });
    await rm(join(place.stateDir, 'journal'), { recursive: true });
    await place.run({ resumeFrom: 'ten' });
    expect(await place.outputs()).toEqual(counted);
  });

  test('helps when the newest checkpoint is damaged', async () => {
    const place = await Place.create();
    await place.run({ savepointAt: { 10: 'ten' }, stopAt: 20 });
    await writeFile(join(place.stateDir, 'checkpoint', 'checkpoint.mdb'), 'no such file');
    await expect(place.run()).rejects.toMatchObject({ code: 'CHECKPOINT_CORRUPT' });
    await place.run({ resumeFrom: 'ten' });
    expect(await place.outputs()).toEqual(counted);
  });

  test('may be restored as often as one likes, by any number of subtasks, also after the job has finished', async () => {
    const place = await Place.create();
    await place.run({ savepointAt: { 10: 'ten' } });
    for (const parallelism of [3, 1, 2]) {
      expect((await place.run({ resumeFrom: 'ten', parallelism })).status).toBe('finished');
      expect(await place.outputs()).toEqual(counted);
    }
    expect(await place.savepoints()).toEqual(['ten']);
  });

  test('of unfinished work goes on with it', async () => {
    const place = await Place.create();
    const report = await place.run({ hangAt: 15, savepointOnStop: 'hanging' });
    expect(report).toMatchObject({ status: 'stopped', inputsAbandoned: 1, savepoint: 'hanging' });
    await place.run();
    expect(await place.outputs()).toEqual(counted);
    place.calls.length = 0;
    await place.run({ resumeFrom: 'hanging' });
    expect(place.calls).toEqual(numbers.slice(15));
    expect(await place.outputs()).toEqual(counted);
  });

  test('that the file of the sink has not as much as is refused, and the file stays as it is', async () => {
    const place = await Place.create();
    await place.run({ savepointAt: { 10: 'ten' }, stopAt: 20 });
    await writeFile(place.output, '[0,1]\n');
    await expect(place.run({ resumeFrom: 'ten' })).rejects.toMatchObject({ cause: { code: 'SINK_FILE_SHORTENED' } });
    expect(await place.outputs()).toEqual([[0, 1]]);
  });
});

describe.skipIf(!canKeepState)('a job that stops', { timeout: 60_000 }, () => {
  test('leaves a savepoint, and keeps as many of those as configured, the newest', async () => {
    const place = await Place.create();
    const names: (string | undefined)[] = [];
    for (const stopAt of [3, 6, 9, 12]) {
      names.push((await place.run({ stopAt, retained: 2 })).savepoint);
    }
    expect(await place.savepoints()).toEqual(names.slice(-2));
    expect(names[3]).toMatch(/^stop-\d{8}T\d{6}Z-\d+$/);
    await place.run({ resumeFrom: names[2] ?? '' });
    expect(await place.outputs()).toEqual(counted);
  });

  test('never removes a savepoint that somebody has named', async () => {
    const place = await Place.create();
    await place.run({ stopAt: 3, savepointOnStop: 'mine' });
    await place.run({ stopAt: 6 });
    await place.run({ stopAt: 9 });
    const names = await place.savepoints();
    expect(names).toHaveLength(2);
    expect(names).toContain('mine');
  });

  test('takes none when none is to be kept', async () => {
    const place = await Place.create();
    expect((await place.run({ stopAt: 3, retained: 0 })).savepoint).toBeUndefined();
    expect(await place.savepoints()).toEqual([]);
  });

  test('stops well also when there is no place for an automatic one, and says so', async () => {
    const place = await Place.create();
    await place.run({ stopAt: 3, retained: 0 });
    await writeFile(join(place.stateDir, 'savepoints'), 'a file, not a directory');
    const report = await place.run({ stopAt: 6 });
    expect(report).toMatchObject({ status: 'stopped', savepoint: undefined });
    expect(place.logger.lines.some(({ message }) => message.startsWith('No savepoint was taken'))).toBe(true);
    await place.run({ stopAt: 9, retained: 0 });
    expect(await place.outputs()).toEqual(counted.slice(0, 10));
  });

  test('is resumed from the savepoint it left without discarding anything', async () => {
    const place = await Place.create();
    await place.run({ hangAt: 9, savepointOnStop: 'here' });
    const before = await readdir(join(place.stateDir, 'journal'));
    place.calls.length = 0;
    await place.run({ resumeFrom: 'here', stopAt: 12, retained: 0 });
    expect(await readdir(join(place.stateDir, 'journal'))).toEqual(before);
    expect(place.calls).toEqual([9, 10, 11, 12]);
  });
});

describe.skipIf(!canKeepState)('going on from a savepoint', { timeout: 60_000 }, () => {
  test('that is not there is refused with those that are', async () => {
    const place = await Place.create();
    await place.run({ savepointAt: { 5: 'five', 7: 'seven' }, stopAt: 10, retained: 0 });
    await expect(place.run({ resumeFrom: 'six' })).rejects.toMatchObject({
      code: 'SAVEPOINT_NOT_FOUND',
      path: 'resumeFrom',
      hint: 'There are these: five, seven.',
    });
    await place.run();
    expect(await place.outputs()).toEqual(counted);
  });

  test('is refused, and changes nothing, when the plan has not every action that unfinished work needs', async () => {
    const place = await Place.create();
    await place.run({ hangAt: 5, savepointOnStop: 'five' });
    await place.run({ stopAt: 20, retained: 0 });
    await expect(place.run({ resumeFrom: 'five', action: 'another' })).rejects.toMatchObject({
      code: 'PLAN_MISMATCH',
      message: expect.stringContaining('"count"') as unknown,
    });
    expect(await place.outputs()).toEqual(counted.slice(0, 21));
    await place.run();
    expect(await place.outputs()).toEqual(counted);
  });

  test('is refused, and changes nothing, when the source reads another input', async () => {
    const place = await Place.create();
    await place.run({ savepointAt: { 5: 'five' }, stopAt: 20 });
    const content = await readFile(place.input);
    await writeFile(place.input, '7\n8\n');
    await expect(place.run({ resumeFrom: 'five' })).rejects.toMatchObject({ code: 'SOURCE_IDENTITY_CHANGED' });
    expect(await place.outputs()).toEqual(counted.slice(0, 21));
    await writeFile(place.input, content);
    place.calls.length = 0;
    await place.run();
    expect(place.calls).toEqual(numbers.slice(21));
  });

  test('is refused when a value in it was altered', async () => {
    const place = await Place.create();
    await place.run({ savepointAt: { 10: 'ten' }, stopAt: 20 });
    const file = join(place.stateDir, 'savepoints', 'ten', 'checkpoint.mdb');
    const bytes = await readFile(file);
    const at = bytes.lastIndexOf('one key');
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    await writeFile(file, bytes);
    expect(codeOf(await failureOf(place.run({ resumeFrom: 'ten' })))).toBe('CHECKPOINT_CORRUPT');
    await place.run();
    expect(await place.outputs()).toEqual(counted);
  });

  test('makes no sense for a fresh job, nor without a state directory', async () => {
    const place = await Place.create();
    await expect(place.run({ resumeFrom: 'ten', fresh: true })).rejects.toMatchObject({
      code: 'RESUME_FROM_WITH_FRESH',
    });
    const env = new AgentsExecutionEnvironment({ resumeFrom: 'ten' });
    env.fromList([1]).keyBy(String).apply(new Agent());
    await expect(env.execute()).rejects.toMatchObject({ code: 'SAVEPOINTS_UNSUPPORTED' });
  });
});

describe('taking a savepoint', () => {
  test.each(['', '..', '../other', 'a/b', 'a\\b', '.hidden', 'a b', 'x'.repeat(101), 'null\0'])(
    'under the name %j is refused',
    async (name) => {
      const env = new AgentsExecutionEnvironment({});
      await expect(env.savepoint(name)).rejects.toMatchObject({ code: 'SAVEPOINT_NAME_INVALID', path: 'name' });
      env.fromList([1]).keyBy(String).apply(new Agent());
      await expect(env.execute({ savepointOnStop: name })).rejects.toMatchObject({
        code: 'SAVEPOINT_NAME_INVALID',
        path: 'savepointOnStop',
      });
    },
  );

  test('before the job begins and after it has ended is refused', async () => {
    const env = new AgentsExecutionEnvironment({});
    env.fromList([1]).keyBy(String).apply(new Agent());
    await expect(env.savepoint('x')).rejects.toMatchObject({ code: 'JOB_NOT_RUNNING' });
    await env.execute();
    await expect(env.savepoint('x')).rejects.toMatchObject({ code: 'JOB_NOT_RUNNING' });
  });

  test('of a job that keeps no state is refused', async () => {
    const env = new AgentsExecutionEnvironment({});
    let refused: unknown;
    env
      .fromList([1])
      .keyBy(String)
      .apply(
        new Agent().addAction('take', [InputEvent], async () => {
          refused = await failureOf(env.savepoint('x'));
        }),
      );
    await env.execute();
    expect(codeOf(refused)).toBe('SAVEPOINTS_UNSUPPORTED');
  });

  test.skipIf(!canKeepState)('under a name that is taken is refused, and the job goes on', async () => {
    const place = await Place.create();
    await place.run({ savepointAt: { 10: 'ten' }, stopAt: 12 });
    await expect(place.run({ savepointAt: { 15: 'ten' } })).rejects.toMatchObject({
      code: 'ACTION_FAILED',
      cause: { code: 'SAVEPOINT_EXISTS' },
    });
    await place.run();
    expect(await place.outputs()).toEqual(counted);
  });
});
