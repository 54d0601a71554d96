import { InvalidValueError } from '../errors.js';

/** How much of an event is logged: nothing, attributes cut to the configured limits, or everything. */
export type EventLogLevel = 'OFF' | 'STANDARD' | 'VERBOSE';

const levels: readonly EventLogLevel[] = ['OFF', 'STANDARD', 'VERBOSE'];

/** @throws InvalidValueError `EVENT_LOG_LEVEL_INVALID` unless `text` is a level, in any case. */
export function parseEventLogLevel(text: string, path = 'level'): EventLogLevel {
  const level = levels.find((candidate) => candidate === text.trim().toUpperCase());
  if (level === undefined) {
    throw new InvalidValueError('EVENT_LOG_LEVEL_INVALID', `${JSON.stringify(text)} is not an event log level.`, {
      path,
      hint: `Use one of ${levels.join(', ')}.`,
    });
  }
  return level;
}

/**
 * Finds the level of an event type: its own, or that of the longest dotted prefix that has one, or the default. `a.b.c` asks `a.b.c`, `a.b`, `a`.
 */
export class EventLogLevelResolver {
  readonly #defaultLevel: EventLogLevel;
  readonly #levelsByType: ReadonlyMap<string, EventLogLevel>;
  readonly #resolved = new Map<string, EventLogLevel>();

  constructor(defaultLevel: EventLogLevel, levelsByType: Iterable<readonly [string, EventLogLevel]> = []) {
    this.#defaultLevel = defaultLevel;
    this.#levelsByType = new Map(levelsByType);
  }

  resolve(eventType: string): EventLogLevel {
    let level = this.#resolved.get(eventType);
    if (level === undefined) {
      level = this.#inherit(eventType);
      this.#resolved.set(eventType, level);
    }
    return level;
  }

  #inherit(eventType: string): EventLogLevel {
    for (let name = eventType; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) {
      const level = this.#levelsByType.get(name);
      if (level !== undefined) {
        return level;
      }
    }
    return this.#defaultLevel;
  }
}
