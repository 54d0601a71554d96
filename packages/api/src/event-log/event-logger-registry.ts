import { InvalidValueError, MillraceError, NotFoundError } from '../errors.js';
import type { EventLogger, EventLoggerConfig } from './event-logger.js';

/** Makes loggers by the name of their type, for programs that choose the logger by configuration. */
export class EventLoggerRegistry {
  readonly #factories = new Map<string, (config: EventLoggerConfig) => EventLogger>();

  /**
   * Registers a type, replacing one of the same name.
   * @throws InvalidValueError `EVENT_LOGGER_TYPE_INVALID` for a blank type.
   */
  register(type: string, factory: (config: EventLoggerConfig) => EventLogger): this {
    this.#factories.set(checkType(type), factory);
    return this;
  }

  /**
   * @throws NotFoundError `EVENT_LOGGER_TYPE_UNKNOWN` naming the registered types.
   * @throws MillraceError `EVENT_LOGGER_CREATION_FAILED` with the factory's error as cause.
   */
  create(config: EventLoggerConfig): EventLogger {
    const type = checkType(config.type);
    const factory = this.#factories.get(type);
    if (factory === undefined) {
      const known = [...this.#factories.keys()].join(', ') || 'none';
      throw new NotFoundError(
        'EVENT_LOGGER_TYPE_UNKNOWN',
        `No event logger of type ${JSON.stringify(type)} is registered; registered: ${known}.`,
        {
          path: 'type',
          hint: 'Call register() with a factory for it first.',
        },
      );
    }
    try {
      return factory(config);
    } catch (cause) {
      throw new MillraceError(
        'EVENT_LOGGER_CREATION_FAILED',
        `The event logger of type ${JSON.stringify(type)} could not be created.`,
        { cause },
      );
    }
  }
}

function checkType(type: string): string {
  const trimmed = type.trim();
  if (trimmed === '') {
    throw new InvalidValueError('EVENT_LOGGER_TYPE_INVALID', 'The type of an event logger cannot be blank.', {
      path: 'type',
      hint: 'Name the type.',
    });
  }
  return trimmed;
}
