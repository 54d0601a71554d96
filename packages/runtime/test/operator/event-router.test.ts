import {
  Agent,
  Event,
  type EventContext,
  type EventListener,
  type EventLogger,
  InputEvent,
  OutputEvent,
} from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { doublingAgent } from '../support/doubling-agent.js';
import { codeOf, failureOf } from '../support/failure-of.js';
import { Gate } from '../support/gate.js';
import { openHarness, outputsOf } from '../support/open-harness.js';

/** Keeps what it is told; fails where it is told to. */
class MemoryEventLogger implements EventLogger {
  readonly calls: string[] = [];
  readonly records: { readonly context: EventContext; readonly event: Event }[] = [];
  readonly #failing: ReadonlySet<keyof EventLogger>;

  constructor(failing: readonly (keyof EventLogger)[] = []) {
    this.#failing = new Set(failing);
  }

  open(): void {
    this.#call('open');
  }

  append(context: EventContext, event: Event): void {
    this.#call('append');
    this.records.push({ context, event });
  }

  flush(): void {
    this.#call('flush');
  }

  close(): void {
    this.#call('close');
  }

  #call(name: keyof EventLogger): void {
    this.calls.push(name);
    if (this.#failing.has(name)) {
      throw new Error(`cannot ${name}`);
    }
  }
}

describe('the event log', () => {
  test('has every event of a run, in the order in which they were processed', async () => {
    const eventLogger = new MemoryEventLogger();
    const harness = await openHarness(doublingAgent(), { eventLogger });
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(eventLogger.records.map(({ event }) => event.type)).toEqual(['_input_event', 'middle', '_output_event']);
  });

  test('has an event before the actions it triggers run', async () => {
    const eventLogger = new MemoryEventLogger();
    const loggedWhenRun: [string, number][] = [];
    const note = (event: Event): void => void loggedWhenRun.push([event.type, eventLogger.records.length]);
    const harness = await openHarness(
      new Agent()
        .addAction('first', [InputEvent], (event, ctx) => {
          note(event);
          ctx.sendEvent(new Event('middle', {}));
        })
        .addAction('second', ['middle'], note),
      { eventLogger },
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(loggedWhenRun).toEqual([
      ['_input_event', 1],
      ['middle', 2],
    ]);
  });

  test('is opened with the job, the agent and the subtask before the first event, and closed at the end', async () => {
    const opened: unknown[] = [];
    const eventLogger = new MemoryEventLogger();
    const harness = await openHarness(doublingAgent(), {
      jobId: 'job 7',
      eventLogger: Object.assign(Object.create(eventLogger), {
        open: ({ jobId, taskName, subtaskIndex }: Record<string, unknown>) =>
          opened.push({ jobId, taskName, subtaskIndex }),
        append: (context: EventContext, event: Event) => eventLogger.append(context, event),
        close: () => eventLogger.close(),
      }),
    });
    expect(opened).toEqual([{ jobId: 'job 7', taskName: 'doubling', subtaskIndex: 0 }]);
    harness.process(1, { key: 'a' });
    await harness.settle();
    await harness.close();
    expect(eventLogger.calls).toEqual(['append', 'append', 'append', 'close']);
  });

  test('is told when an event was processed, of which run, and where it was caused', async () => {
    const eventLogger = new MemoryEventLogger();
    const harness = await openHarness(doublingAgent(), { eventLogger });
    harness.clock.advance(1234);
    harness.process(1, { key: 42n });
    harness.process(2, { key: 42n });
    await harness.settle();
    const contexts = eventLogger.records.map(({ context }) => context);
    expect(
      contexts.map(({ eventType, timestamp, key, runNumber, attempt }) => ({
        eventType,
        timestamp,
        key,
        runNumber,
        attempt,
      })),
    ).toEqual(
      [0, 1].flatMap((runNumber) =>
        ['_input_event', 'middle', '_output_event'].map((eventType) => ({
          eventType,
          timestamp: '1970-01-01T00:00:01.234Z',
          key: '42n',
          runNumber,
          attempt: 0,
        })),
      ),
    );
    expect(new Set(contexts.map(({ causalPosition }) => causalPosition)).size).toBe(6);
    for (const { causalPosition } of contexts) {
      expect(causalPosition).toMatch(/^[0-9a-f]{32}\/0$/);
    }
  });

  test.each([['open'], ['append'], ['close']] as const)(
    'that fails to %s is counted and warned about once, and the run goes on',
    async (operation) => {
      const eventLogger = new MemoryEventLogger([operation]);
      const harness = await openHarness(doublingAgent(), { eventLogger });
      harness.process(1, { key: 'a' });
      harness.process(2, { key: 'a' });
      await harness.settle();
      await harness.close();
      expect(outputsOf(harness)).toEqual([4, 6]);
      expect(harness.metrics['eventLogWriteFailures']).toBe(operation === 'append' ? 6 : 1);
      expect(harness.diagnostics.map(({ level, fields }) => [level, fields['error']])).toEqual([
        ['warn', `cannot ${operation}`],
      ]);
    },
  );

  test('that fails later than it answers is counted, too, and does not end the process', async () => {
    const eventLogger = Object.assign(new MemoryEventLogger(), {
      append: async () => Promise.reject(new Error('later')),
    });
    const harness = await openHarness(doublingAgent(), { eventLogger });
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(outputsOf(harness)).toEqual([4]);
    expect(harness.metrics['eventLogWriteFailures']).toBe(3);
  });

  test('that fails while the diagnostics fail, too, does not fail the run', async () => {
    const warn = (): never => {
      throw new Error('no diagnostics');
    };
    const harness = await openHarness(doublingAgent(), {
      eventLogger: new MemoryEventLogger(['append']),
      logger: { debug: warn, info: warn, warn, error: warn },
    });
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(outputsOf(harness)).toEqual([4]);
    expect(harness.metrics['eventLogWriteFailures']).toBe(3);
  });
});

describe('listeners', () => {
  test('hear of every event after it was logged and before its actions run, in the order they were given', async () => {
    const order: string[] = [];
    const hear = (name: string): EventListener => ({
      onEventProcessed: (_context, event) => void order.push(`${name} hears of ${event.type}`),
    });
    const eventLogger = Object.assign(new MemoryEventLogger(), {
      append: (_context: EventContext, event: Event) => void order.push(`${event.type} is logged`),
    });
    const harness = await openHarness(
      new Agent().addAction('act', [InputEvent], () => void order.push('the action runs')),
      { eventLogger, listeners: [hear('first'), hear('second')] },
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(order).toEqual([
      '_input_event is logged',
      'first hears of _input_event',
      'second hears of _input_event',
      'the action runs',
    ]);
  });

  test('one that throws is counted and warned about once, and keeps neither the others nor the run from going on', async () => {
    const heard: string[] = [];
    const harness = await openHarness(doublingAgent(), {
      listeners: [
        {
          onEventProcessed: () => {
            throw new Error('deaf');
          },
        },
        { onEventProcessed: (_context, event) => void heard.push(event.type) },
      ],
    });
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(heard).toEqual(['_input_event', 'middle', '_output_event']);
    expect(outputsOf(harness)).toEqual([4]);
    expect(harness.metrics['eventListenerFailures']).toBe(3);
    expect(harness.diagnostics.map(({ fields }) => fields['error'])).toEqual(['deaf']);
  });

  test('one that is an async function and rejects is counted, too, and does not end the process', async () => {
    const rejecting = async (): Promise<never> => Promise.reject(new Error('deaf'));
    const harness = await openHarness(doublingAgent(), {
      listeners: [Object.assign({ onEventProcessed: () => {} }, { onEventProcessed: rejecting })],
    });
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(outputsOf(harness)).toEqual([4]);
    expect(harness.metrics['eventListenerFailures']).toBe(3);
  });

  test('one that holds on to a context cannot send events or change an event', async () => {
    const problems: string[] = [];
    const harness = await openHarness(
      new Agent()
        .addAction('first', [InputEvent], (_event, ctx) => {
          send = () => ctx.sendEvent(new OutputEvent('from the listener'));
          ctx.sendEvent(new Event('middle', { list: [1] }));
        })
        .addAction('second', ['middle'], (event, ctx) =>
          ctx.sendEvent(new OutputEvent(event.attribute('list') ?? null)),
        ),
      {
        listeners: [
          {
            onEventProcessed: (_context, event) => {
              if (event.type === 'middle') {
                send();
              }
            },
          },
          {
            onEventProcessed: (_context, event) => {
              if (event.type === 'middle') {
                Reflect.apply(Array.prototype.push, event.attribute('list'), [2]);
              }
            },
          },
        ],
        logger: {
          debug: () => {},
          info: () => {},
          warn: (_message, fields) => void problems.push(String(fields?.['error'])),
          error: () => {},
        },
      },
    );
    let send = (): void => {};
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(outputsOf(harness)).toEqual([[1]]);
    expect(harness.metrics['eventListenerFailures']).toBe(2);
    expect(problems).toEqual([expect.stringContaining('after the invocation had ended')]);
  });
});

describe('lineage', () => {
  test('an event names the event and the action that caused it; an input names none', async () => {
    const harness = await openHarness(doublingAgent());
    harness.process(1, { key: 'a' });
    await harness.settle();
    const [input, middle, output] = harness.events.map(({ event }) => event);
    expect([input?.upstreamEventId, input?.upstreamActionName]).toEqual([undefined, undefined]);
    expect([middle?.upstreamEventId, middle?.upstreamActionName]).toEqual([input?.id, 'add_one']);
    expect([output?.upstreamEventId, output?.upstreamActionName]).toEqual([middle?.id, 'double']);
  });

  test('the id of an input event depends on job, source and position alone', async () => {
    const idsOf = async (jobId: string): Promise<readonly string[]> => {
      const harness = await openHarness(new Agent(), { jobId });
      harness.process('same', { key: 'a' });
      harness.process('same', { key: 'a' });
      await harness.settle();
      return harness.events.map(({ event }) => event.id);
    };
    const ids = await idsOf('job');
    expect(new Set(ids).size).toBe(2);
    expect(await idsOf('job')).toEqual(ids);
    expect(await idsOf('other job')).not.toEqual(ids);
  });

  test('outputs have ids that say where they were caused: different for all outputs, equal when they are made again', async () => {
    const idsOf = async (turnSeed: number): Promise<readonly string[]> => {
      const harness = await openHarness(
        new Agent()
          .addAction('left', [InputEvent], async (_event, ctx) => {
            await ctx.durableExecuteAsync('call', () => 1);
            ctx.sendEvent(new OutputEvent('same'));
            ctx.sendEvent(new OutputEvent('same'));
          })
          .addAction('right', [InputEvent], (_event, ctx) => ctx.sendEvent(new OutputEvent('same'))),
        { turnSeed },
      );
      for (const key of ['a', 'b', 'a']) {
        harness.process('same', { key });
      }
      await harness.finish();
      return harness.outputs.map(({ outputId }) => outputId).sort();
    };
    const ids = await idsOf(1);
    expect(new Set(ids).size).toBe(9);
    expect(await idsOf(2)).toEqual(ids);
  });

  test.each([
    ['the event it received', (event: Event) => event, 'EVENT_ALREADY_SENT'],
    [
      'an event with the id of the one it received',
      (event: Event) => new OutputEvent(1, { id: event.id }),
      'EVENT_ID_REUSED',
    ],
  ])('an action cannot send %s', async (_what, make, code) => {
    const harness = await openHarness(
      new Agent().addAction('echo', [InputEvent], (event, ctx) => ctx.sendEvent(make(event))),
    );
    harness.process(1, { key: 'a' });
    expect(codeOf(Object(await failureOf(harness.settle())).cause)).toBe(code);
  });

  test('one event object is sent once, also when another invocation kept it', async () => {
    const kept = new OutputEvent('kept');
    const harness = await openHarness(
      new Agent().addAction('send', [InputEvent], (_event, ctx) => ctx.sendEvent(kept)),
    );
    harness.process(1, { key: 'a' });
    harness.process(2, { key: 'b' });
    expect(await failureOf(harness.settle())).toMatchObject({ key: 'b', cause: { code: 'EVENT_ALREADY_SENT' } });
    expect(outputsOf(harness)).toEqual(['kept']);
  });

  test('what an event says is what was true when it was sent', async () => {
    const harness = await openHarness(
      new Agent().addAction('send', [InputEvent], (_event, ctx) => {
        const list = [1];
        const bytes = new Uint8Array([1]);
        ctx.sendEvent(new OutputEvent({ list, bytes }));
        list.push(2);
        bytes[0] = 9;
      }),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(outputsOf(harness)).toEqual([{ list: [1], bytes: new Uint8Array([1]) }]);
  });

  test.each([
    ['a function', { do: () => 1 }, 'attributes.output.do'],
    ['NaN', [1, Number.NaN], 'attributes.output[1]'],
    ['a class instance without toJSON', { socket: new (class Socket {})() }, 'attributes.output.socket'],
    ['a symbol', [Symbol('x')], 'attributes.output[0]'],
  ])('an event that holds %s is refused when it is sent, naming where it is', async (_what, output, path) => {
    const harness = await openHarness(
      new Agent().addAction('send', [InputEvent], (_event, ctx) => ctx.sendEvent(new OutputEvent(output))),
    );
    harness.process(1, { key: 'a' });
    expect(await failureOf(harness.settle())).toMatchObject({ cause: { code: 'VALUE_NOT_SERIALIZABLE', path } });
  });
});

describe('metrics', () => {
  test('count events, outputs and finished actions, altogether and by action', async () => {
    const harness = await openHarness(doublingAgent());
    for (let number = 0; number < 3; number++) {
      harness.process(number, { key: 'a' });
    }
    await harness.settle();
    expect(harness.metrics).toMatchObject({
      numOfInputs: 3,
      numOfEventProcessed: 9,
      numOfOutputs: 3,
      numOfEventsWithoutAction: 0,
      numOfActionsExecuted: 6,
      'action=add_one.numOfActionsExecuted': 3,
      'action=double.numOfActionsExecuted': 3,
      'numOfEventProcessedPerSec.count': 9,
      'runDurationMs.count': 3,
    });
  });

  test('an action that failed or is suspended does not count as executed', async () => {
    const gate = new Gate();
    const harness = await openHarness(
      new Agent().addAction('act', [InputEvent], async (event, ctx) => {
        await ctx.durableExecuteAsync('wait', () => gate.promise);
        throw new Error(String(event.input));
      }),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(harness.metrics['numOfActionsExecuted']).toBe(0);
    gate.open();
    await failureOf(harness.settle());
    expect(harness.metrics['numOfActionsExecuted']).toBe(0);
  });

  test('actions have groups of their own for what they measure themselves, and share one', async () => {
    const harness = await openHarness(
      new Agent()
        .addAction('one', [InputEvent], (_event, ctx) => {
          ctx.actionMetricGroup.counter('seen').inc();
          ctx.agentMetricGroup.counter('seenByAll').inc();
        })
        .addAction('two', [InputEvent], (_event, ctx) => {
          ctx.actionMetricGroup.counter('seen').inc(2);
          ctx.agentMetricGroup.counter('seenByAll').inc();
        }),
    );
    harness.process(1, { key: 'a' });
    await harness.settle();
    expect(harness.metrics).toMatchObject({ 'action=one.seen': 1, 'action=two.seen': 2, seenByAll: 2 });
  });
});

describe('trigger conditions', () => {
  const routed = (): Agent =>
    new Agent()
      .addAction('large', ['type == "_input_event" && attributes.input > 10'], (_event, ctx) =>
        ctx.sendEvent(new OutputEvent('large')),
      )
      .addAction('by_type', [InputEvent], (_event, ctx) => ctx.sendEvent(new OutputEvent('any')))
      .addAction('either', ['other', 'attributes.input == 5'], (_event, ctx) => ctx.sendEvent(new OutputEvent('five')));

  test('decide which actions an event triggers, in the order of the actions', async () => {
    const harness = await openHarness(routed());
    for (const number of [1, 5, 50]) {
      harness.process(number, { key: 'a' });
    }
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['any', 'any', 'five', 'large', 'any']);
  });

  test('one that cannot be evaluated counts as not met and is warned about', async () => {
    const harness = await openHarness(routed());
    harness.process('text', { key: 'a' });
    await harness.settle();
    expect(outputsOf(harness)).toEqual(['any']);
    expect(harness.diagnostics.map(({ level, fields }) => [level, fields['action']])).toContainEqual(['warn', 'large']);
  });

  test('one that cannot be evaluated fails the job when it is configured to', async () => {
    const agent = new Agent()
      .addAction('send', [InputEvent], (_event, ctx) => ctx.sendEvent(new Event('number', { number: 'text' })))
      .addAction('large', ['type == "number" && attributes.number > 10'], () => {});
    const harness = await openHarness(agent, {
      config: { 'action.trigger-condition.evaluate-failure-strategy': 'FAIL' },
    });
    harness.process(1, { key: 'a' });
    expect(codeOf(await failureOf(harness.settle()))).toBe('TRIGGER_EVALUATION_FAILED');
  });
});
