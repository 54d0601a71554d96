import { describe, expect, it } from 'vitest';
import {
  type EventLoggerFixture,
  type EventLoggerHarness,
  eventLoggerConformance,
  type LoggedEvent,
} from '../../src/conformance/index.js';
import { IllegalStateError } from '../../src/errors.js';
import type { Event } from '../../src/event/event.js';
import type { EventContext } from '../../src/event-log/event-context.js';
import type { EventLogger, EventLoggerOpenParams } from '../../src/event-log/event-logger.js';

/** The smallest logger that keeps the laws; each test breaks one of them. */
class InMemoryEventLogger implements EventLogger {
  readonly #place: Place;
  #state: 'new' | 'open' | 'closed' = 'new';
  #name = '';
  #buffered: LoggedEvent[] = [];

  constructor(place: Place) {
    this.#place = place;
  }

  open(params: EventLoggerOpenParams): void {
    this.#expect('new');
    this.#state = 'open';
    this.#name = nameOf(params);
  }

  append(context: EventContext, event: Event): void {
    this.#expect('open');
    this.#buffered.push({ context, eventJson: event.toJSON() });
  }

  flush(): void {
    this.#expect('open');
    this.write(this.#buffered);
    this.#buffered = [];
  }

  close(): void {
    if (this.#state === 'open') {
      this.#state = 'closed';
      this.write(this.#buffered);
    }
  }

  protected write(events: readonly LoggedEvent[]): void {
    if (this.#place.broken) {
      throw new Error('The place is broken.');
    }
    this.#place.logs.set(this.#name, [...(this.#place.logs.get(this.#name) ?? []), ...events]);
  }

  #expect(state: 'new' | 'open'): void {
    if (this.#state !== state) {
      throw new IllegalStateError('EVENT_LOGGER_MISUSED', `The logger is ${this.#state}.`);
    }
  }
}

interface Place {
  readonly logs: Map<string, readonly LoggedEvent[]>;
  broken: boolean;
}

function nameOf({ jobId, taskName, subtaskIndex }: EventLoggerOpenParams): string {
  return JSON.stringify([jobId, taskName, subtaskIndex]);
}

function harnessOf(createLogger: (place: Place) => EventLogger): EventLoggerHarness {
  return {
    canBreakPlace: true,
    setUp(): EventLoggerFixture {
      const place: Place = { logs: new Map(), broken: false };
      return {
        createLogger: () => createLogger(place),
        readBack: async (params) => place.logs.get(nameOf(params)) ?? [],
        breakPlace: () => {
          place.broken = true;
        },
        cleanUp: () => {},
      };
    },
  };
}

async function brokenLaws(createLogger: (place: Place) => EventLogger): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const { name, run } of eventLoggerConformance(harnessOf(createLogger))) {
    await run().catch(() => broken.push(name));
  }
  return broken;
}

describe('a logger that keeps the laws', () => {
  const cases = eventLoggerConformance(harnessOf((place) => new InMemoryEventLogger(place)));

  it.each(cases.map(({ name, run }) => [name, run] as const))('%s', async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe('the suite notices', () => {
  it('a logger that never writes', async () => {
    class Forgetful extends InMemoryEventLogger {
      protected override write(): void {}
    }
    const broken = await brokenLaws((place) => new Forgetful(place));
    expect(broken).toContain('closing flushes');
    expect(broken).toContain('a failure to write comes out of append, flush or close');
  });

  it('a logger that drops events when many come at once', async () => {
    class Lossy extends InMemoryEventLogger {
      #appended = 0;
      override append(context: EventContext, event: Event): void {
        if (this.#appended++ < 1000) {
          super.append(context, event);
        }
      }
    }
    expect(await brokenLaws((place) => new Lossy(place))).toEqual([
      'ten thousand events between two flushes are all logged',
    ]);
  });

  it('a logger that loses the types of values', async () => {
    class Untyped extends InMemoryEventLogger {
      protected override write(events: readonly LoggedEvent[]): void {
        super.write(JSON.parse(JSON.stringify(events).replaceAll('$bigint', 'bigint')));
      }
    }
    expect(await brokenLaws((place) => new Untyped(place))).toEqual([
      'attribute values of every type and every difficult text are logged',
    ]);
  });

  it('a logger that mixes tasks whose names differ in a slash only', async () => {
    class Sloppy extends InMemoryEventLogger {
      override open(params: EventLoggerOpenParams): void {
        super.open({ ...params, taskName: params.taskName.replace('/', '_') });
      }
    }
    expect(await brokenLaws((place) => new Sloppy(place))).toEqual([
      'jobs and tasks with similar names are logged apart',
    ]);
  });

  it('a logger that swallows its failures', async () => {
    class Silent extends InMemoryEventLogger {
      protected override write(events: readonly LoggedEvent[]): void {
        try {
          super.write(events);
        } catch {}
      }
    }
    expect(await brokenLaws((place) => new Silent(place))).toEqual([
      'a failure to write comes out of append, flush or close',
      'a logger whose writes fail can still be closed, more than once',
    ]);
  });
});
