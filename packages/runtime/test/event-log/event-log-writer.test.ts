import {
  Agent,
  type Event,
  type EventContext,
  type EventLogger,
  type EventLoggerFactory,
  type EventLoggerOpenParams,
  InputEvent,
  type Logger,
  OutputEvent,
} from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { AgentsExecutionEnvironment, type EventLoggerChoice, type JobReport } from '../../src/index.js';

type Operation = 'open' | 'append' | 'flush' | 'close';

/** Writes down what is called; fails in one operation. */
class NotingEventLogger implements EventLogger {
  readonly calls: string[] = [];
  readonly #fail: (operation: Operation) => void | Promise<void>;

  constructor(fail: (operation: Operation) => void | Promise<void> = () => {}) {
    this.#fail = fail;
  }

  open({ jobId, taskName, subtaskIndex }: EventLoggerOpenParams): void | Promise<void> {
    this.calls.push(`open ${jobId} ${taskName} ${subtaskIndex}`);
    return this.#fail('open');
  }

  append(_context: EventContext, event: Event): void {
    this.calls.push(event.type);
    void this.#fail('append');
  }

  flush(): void | Promise<void> {
    return this.#fail('flush');
  }

  close(): void | Promise<void> {
    this.calls.push('close');
    return this.#fail('close');
  }
}

const echo = new Agent('echo').addAction('echo', [InputEvent], (event: InputEvent, ctx) => {
  ctx.sendEvent(new OutputEvent(event.input));
});

async function run(
  eventLogger: EventLoggerChoice | readonly EventLoggerChoice[],
): Promise<{ readonly report: JobReport; readonly warnings: readonly unknown[] }> {
  const warnings: unknown[] = [];
  const ignore = (): void => {};
  const logger: Logger = {
    debug: ignore,
    info: ignore,
    warn: (message, fields) => void warnings.push([message, fields]),
    error: ignore,
  };
  const env = new AgentsExecutionEnvironment({ config: { 'job-identifier': 'j' }, eventLogger, logger });
  env.fromList(['x']).keyBy(String).apply(echo).toList();
  return { report: await env.execute({ handleSignals: false }), warnings };
}

const everything = ['open j echo 0', '_input_event', '_output_event', 'close'];

describe('several event loggers', () => {
  test('all get every event between open and close, whether they are given or made for the job', async () => {
    const given = new NotingEventLogger();
    const made: NotingEventLogger[] = [];
    const make: EventLoggerFactory = () => {
      const logger = new NotingEventLogger();
      made.push(logger);
      return logger;
    };
    await run([given, make, make]);
    expect([given, ...made].map(({ calls }) => calls)).toEqual([everything, everything, everything]);
  });

  test('none at all is fine', async () => {
    expect((await run([])).report).toMatchObject({ status: 'finished', metrics: { eventLogWriteFailures: 0 } });
  });

  test.each<readonly [Operation, number]>([
    ['open', 1],
    ['append', 2],
    // The report is made before everything is closed.
    ['close', 0],
  ])('one that fails to %s is warned about once, and keeps none of the others from logging', async (failing, count) => {
    const fail = (operation: Operation): void => {
      if (operation === failing) {
        throw new Error(`cannot ${operation}`);
      }
    };
    const [before, after] = [new NotingEventLogger(), new NotingEventLogger()];
    const { report, warnings } = await run([before, new NotingEventLogger(fail), after]);
    expect([before.calls, after.calls]).toEqual([everything, everything]);
    expect(report.metrics['eventLogWriteFailures']).toBe(count);
    expect(warnings).toEqual([
      [
        `The event logger failed to ${failing}; the job goes on, further failures are only counted.`,
        { eventLogger: 'NotingEventLogger', error: `cannot ${failing}` },
      ],
    ]);
  });

  test('each that fails is warned about', async () => {
    const failing = (text: string): EventLogger =>
      new NotingEventLogger(() => {
        throw new Error(text);
      });
    const { report, warnings } = await run([failing('one'), failing('two')]);
    expect(report.metrics['eventLogWriteFailures']).toBe(2);
    expect(warnings).toMatchObject([
      [expect.any(String), { error: 'one' }],
      [expect.any(String), { error: 'two' }],
    ]);
  });
});
