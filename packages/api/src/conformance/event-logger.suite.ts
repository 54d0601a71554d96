import { errorMessage, IllegalStateError, MillraceError } from '../errors.js';
import type { Event } from '../event/event.js';
import type { EventLogger, EventLoggerOpenParams } from '../event-log/event-logger.js';
import type { Attributes } from '../json/attribute-value.js';
import type { ConformanceCase } from './conformance-case.js';
import type { EventLoggerFixture, EventLoggerHarness } from './event-logger-harness.js';
import { append, contextOf, openLogger, openParams, sentEvent } from './event-logger-sample.js';
import { expectEqual, expectFailure, expectThat } from './expectation.js';

/** The laws of {@link EventLogger}, as cases that any implementation can run. */
export function eventLoggerConformance(harness: EventLoggerHarness): readonly ConformanceCase[] {
  const laws = harness.canBreakPlace === true ? [...alwaysLaws, ...brokenPlaceLaws] : alwaysLaws;
  return laws.map(([name, check]) => ({ name, run: () => runLaw(harness, check) }));
}

type Law = readonly [name: string, check: (fixture: EventLoggerFixture) => Promise<void>];

async function runLaw(harness: EventLoggerHarness, check: Law[1]): Promise<void> {
  const fixture = await harness.setUp();
  try {
    await check(fixture);
  } finally {
    await fixture.cleanUp();
  }
}

const alwaysLaws: readonly Law[] = [
  ['what was appended before a flush can be read by others, in order, while the logger is open', readableAfterFlush],
  ['closing flushes', readableAfterClose],
  ['an event is logged with its id, type, attributes, lineage and the whole context', keepsEverything],
  ['attribute values of every type and every difficult text are logged', keepsDifficultValues],
  ['append answers nothing and leaves the event as it was', appendIsSynchronous],
  ['ten thousand events between two flushes are all logged', keepsManyEvents],
  ['flushing without anything new, once or often, is allowed', flushesNothing],
  ['closing more than once is allowed and logs nothing twice', closesTwice],
  ['appending or flushing before open is refused with an IllegalStateError', refusesBeforeOpen],
  ['opening twice is refused with an IllegalStateError', refusesSecondOpen],
  ['appending, flushing or opening after close is refused with an IllegalStateError', refusesAfterClose],
  ['subtasks of one task are logged apart', separatesSubtasks],
  ['jobs and tasks with similar names are logged apart', separatesSimilarNames],
];

const brokenPlaceLaws: readonly Law[] = [
  ['a failure to write comes out of append, flush or close', reportsFailure],
  ['a logger whose writes fail can still be closed, more than once', closesAfterFailure],
];

async function readableAfterFlush(fixture: EventLoggerFixture): Promise<void> {
  const params = openParams();
  const logger = await openLogger(fixture, params);
  const first = append(logger, 0);
  await logger.flush();
  expectEqual(await fixture.readBack(params), [first], 'after the first flush');
  const second = append(logger, 1);
  const third = append(logger, 2);
  await logger.flush();
  expectEqual(await fixture.readBack(params), [first, second, third], 'after the second flush');
  await logger.close();
}

async function readableAfterClose(fixture: EventLoggerFixture): Promise<void> {
  const params = openParams();
  const logger = await openLogger(fixture, params);
  const logged = [append(logger, 0), append(logger, 1)];
  await logger.close();
  expectEqual(await fixture.readBack(params), logged, 'after close');
}

async function keepsEverything(fixture: EventLoggerFixture): Promise<void> {
  const cause = sentEvent('event-1', {});
  await expectKept(fixture, cause);
  await expectKept(fixture, sentEvent('event-2', { text: 'fine' }, cause), openParams({ jobId: 'another job' }));
}

async function keepsDifficultValues(fixture: EventLoggerFixture): Promise<void> {
  const attributes: Attributes = {
    lines: 'a\nb\r\nc\u2028d\u0000e',
    quoted: '"\\\'',
    unicode: 'Zoë 😀 ',
    '': 'a member without a name',
    nothing: null,
    numbers: [0, -1.5, 1e300, Number.MAX_SAFE_INTEGER],
    flags: [true, false],
    large: 2n ** 80n,
    at: new Date('2026-01-01T00:00:00.123Z'),
    bytes: Uint8Array.of(0, 127, 255),
    looksEncoded: { $bigint: 'not a number' },
    nested: { deeper: [{ still: { deeper: [[]] } }] },
  };
  await expectKept(fixture, sentEvent('event-1', attributes));
}

async function appendIsSynchronous(fixture: EventLoggerFixture): Promise<void> {
  const logger = await openLogger(fixture, openParams());
  const event = sentEvent('event-1', { list: [1, 2, 3] });
  const before = JSON.stringify(event);
  const answer: unknown = logger.append(contextOf(event, 0), event);
  expectThat(answer === undefined, 'append answered something; nobody waits for it.');
  expectEqual(JSON.stringify(event), before, 'the event after append');
  await logger.close();
}

async function keepsManyEvents(fixture: EventLoggerFixture): Promise<void> {
  const params = openParams();
  const logger = await openLogger(fixture, params);
  const appended = Array.from({ length: 10_000 }, (_, index) => append(logger, index));
  await logger.flush();
  const ids = (await fixture.readBack(params)).map(({ eventJson }) => eventJson.id);
  expectThat(ids.length === appended.length, `${ids.length} of ${appended.length} appended events were logged.`);
  expectEqual(
    ids,
    appended.map(({ eventJson }) => eventJson.id),
    'the ids in order',
  );
  await logger.close();
}

async function flushesNothing(fixture: EventLoggerFixture): Promise<void> {
  const params = openParams();
  const logger = await openLogger(fixture, params);
  await logger.flush();
  const only = append(logger, 0);
  await logger.flush();
  await logger.flush();
  await logger.close();
  expectEqual(await fixture.readBack(params), [only], 'the log');
}

async function closesTwice(fixture: EventLoggerFixture): Promise<void> {
  const params = openParams();
  const logger = await openLogger(fixture, params);
  const only = append(logger, 0);
  await logger.close();
  await logger.close();
  expectEqual(await fixture.readBack(params), [only], 'the log');
}

async function refusesBeforeOpen(fixture: EventLoggerFixture): Promise<void> {
  const logger = fixture.createLogger();
  await expectRefusedUse('append before open', () => append(logger, 0));
  await expectRefusedUse('flush before open', () => logger.flush());
}

async function refusesSecondOpen(fixture: EventLoggerFixture): Promise<void> {
  const params = openParams();
  const logger = await openLogger(fixture, params);
  await expectRefusedUse('a second open', () => logger.open(params));
  const only = append(logger, 0);
  await logger.close();
  expectEqual(await fixture.readBack(params), [only], 'the log after the refused open');
}

async function refusesAfterClose(fixture: EventLoggerFixture): Promise<void> {
  const params = openParams();
  const logger = await openLogger(fixture, params);
  await logger.close();
  await expectRefusedUse('append after close', () => append(logger, 0));
  await expectRefusedUse('flush after close', () => logger.flush());
  await expectRefusedUse('open after close', () => logger.open(params));
}

async function separatesSubtasks(fixture: EventLoggerFixture): Promise<void> {
  await expectSeparate(
    fixture,
    [0, 1, 11].map((subtaskIndex) => openParams({ subtaskIndex })),
  );
}

async function separatesSimilarNames(fixture: EventLoggerFixture): Promise<void> {
  const taskNames = [
    'a/b',
    'a_b',
    'a:b',
    'a-b',
    'a%2Fb',
    'a b',
    'a',
    '..',
    'ä',
    'x'.repeat(300),
    `${'x'.repeat(300)}y`,
  ];
  await expectSeparate(fixture, [
    ...taskNames.map((taskName) => openParams({ taskName })),
    openParams({ jobId: 'job-a', taskName: 'b' }),
    openParams({ jobId: 'job/a', taskName: 'b' }),
  ]);
}

async function reportsFailure(fixture: EventLoggerFixture): Promise<void> {
  const logger = await openLogger(fixture, openParams());
  append(logger, 0);
  await logger.flush();
  await fixture.breakPlace?.();
  await expectFailure('writing to a broken place', async () => {
    append(logger, 1);
    await logger.flush();
    await logger.close();
  });
}

async function closesAfterFailure(fixture: EventLoggerFixture): Promise<void> {
  const logger = await openLogger(fixture, openParams());
  await fixture.breakPlace?.();
  await expectFailure('writing to a broken place', async () => {
    append(logger, 0);
    await logger.flush();
    await logger.close();
  });
  await Promise.resolve()
    .then(() => logger.close())
    .catch((failure: unknown) => {
      expectThat(!(failure instanceof IllegalStateError), `close was refused: ${errorMessage(failure)}`);
    });
  await logger.close();
}

async function expectKept(
  fixture: EventLoggerFixture,
  event: Event,
  params: EventLoggerOpenParams = openParams(),
): Promise<void> {
  const logger = await openLogger(fixture, params);
  const context = contextOf(event, 0);
  logger.append(context, event);
  await logger.flush();
  expectEqual(await fixture.readBack(params), [{ context, eventJson: event.toJSON() }], 'the log');
  await logger.close();
}

/** Interleaves appends to one logger for each of `all` and expects that each log holds its own. */
async function expectSeparate(fixture: EventLoggerFixture, all: readonly EventLoggerOpenParams[]): Promise<void> {
  const loggers: EventLogger[] = [];
  for (const params of all) {
    loggers.push(await openLogger(fixture, params));
  }
  const appended = [0, 1].map((round) => loggers.map((logger, index) => append(logger, 2 * index + round)));
  for (const logger of loggers) {
    await logger.close();
  }
  for (const [index, params] of all.entries()) {
    const own = appended.map((round) => round[index]);
    expectEqual(
      await fixture.readBack(params),
      own,
      `the log of subtask ${params.subtaskIndex} of task ${JSON.stringify(params.taskName)} of job ${JSON.stringify(params.jobId)}`,
    );
  }
}

async function expectRefusedUse(use: string, action: () => unknown): Promise<void> {
  const failure = await expectFailure(use, action);
  expectThat(
    MillraceError.is(failure) && failure.name === IllegalStateError.name,
    `${use} failed with ${errorMessage(failure)} instead of an IllegalStateError.`,
  );
}
