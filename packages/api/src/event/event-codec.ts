import { InvalidValueError } from '../errors.js';
import { decodeAttributeValue, type JsonObject, type JsonValue } from '../json/attribute-codec.js';
import { type Attributes, type AttributeValue, isAttributes } from '../json/attribute-value.js';
import { validateEventAttributes } from './define-event.js';
import { Event, type EventInit, type EventJson } from './event.js';
import { type EventClass, restoreEvent } from './event-class.js';

/** Where event JSON comes from. What comes from `outside` is checked by the schema of its class; what was `restored` was checked when it was created. */
export type EventOrigin = 'outside' | 'restored';

const members: ReadonlySet<string> = new Set([
  'id',
  'type',
  'attributes',
  'sourceTimestamp',
  'upstreamEventId',
  'upstreamActionName',
]);

/**
 * Reads and writes the wire form of events. It knows the classes it was given; an event of any other type becomes a plain {@link Event} with the same content.
 *
 * Law: `fromJson(toJson(e))` has the id, type, attributes and lineage of `e`.
 */
export class EventCodec {
  readonly #classes = new Map<string, EventClass>();

  /** @throws InvalidValueError `EVENT_TYPE_DUPLICATE` when two different classes have the same type. */
  constructor(eventClasses: Iterable<EventClass>) {
    for (const eventClass of eventClasses) {
      const other = this.#classes.get(eventClass.type);
      if (other !== undefined && other !== eventClass) {
        throw new InvalidValueError(
          'EVENT_TYPE_DUPLICATE',
          `Two event classes have the type ${JSON.stringify(eventClass.type)}.`,
          {
            path: 'type',
            hint: 'Give each class a type of its own.',
          },
        );
      }
      this.#classes.set(eventClass.type, eventClass);
    }
  }

  /** An event of a known type and with known attributes: an instance of its class, unchecked. */
  restore(type: string, attributes: AttributeValue, init: EventInit): Event {
    if (!isAttributes(attributes)) {
      throw invalid('attributes', 'is not a JSON object');
    }
    const eventClass = this.#classes.get(type);
    return eventClass === undefined ? plainEvent(type, attributes, init) : restoreEvent(eventClass, attributes, init);
  }

  toJson(event: Event): EventJson {
    return event.toJSON();
  }

  /**
   * @throws InvalidValueError `EVENT_JSON_INVALID` when the JSON is not an event, `EVENT_ATTRIBUTES_INVALID` when the schema of its class refuses it,
   * `VALUE_ENCODING_INVALID` for a broken typed value.
   */
  fromJson(json: JsonValue | EventJson, origin: EventOrigin = 'outside'): Event {
    const { type, attributes, init } = parse(json);
    const eventClass = this.#classes.get(type);
    if (eventClass === undefined) {
      return plainEvent(type, attributes, init);
    }
    if (origin === 'restored' || eventClass.schema === undefined) {
      return restoreEvent(eventClass, attributes, init);
    }
    return restoreEvent(eventClass, validateEventAttributes(type, eventClass.schema, attributes), init);
  }
}

/** As frozen as one of a known class. */
function plainEvent(type: string, attributes: Attributes, init: EventInit): Event {
  const event = new Event(type, attributes, init);
  Object.freeze(event);
  return event;
}

function parse(json: JsonValue | EventJson): { type: string; attributes: Attributes; init: EventInit } {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw invalid('event', 'is not a JSON object');
  }
  const object = json as JsonObject;
  for (const name of Object.keys(object)) {
    if (!members.has(name)) {
      throw invalid(name, 'is not a member of an event');
    }
  }
  const type = object['type'];
  if (typeof type !== 'string' || type === '') {
    throw invalid('type', 'is missing or not a non-empty string');
  }
  const attributes = decodeAttributeValue(object['attributes'] ?? {}, 'attributes');
  if (!isAttributes(attributes)) {
    throw invalid('attributes', 'is not a JSON object');
  }
  const timestamp = object['sourceTimestamp'];
  if (timestamp !== undefined && timestamp !== null && typeof timestamp !== 'number') {
    throw invalid('sourceTimestamp', 'is not a number');
  }
  return {
    type,
    attributes,
    init: {
      id: optionalText(object, 'id'),
      sourceTimestamp: timestamp ?? undefined,
      upstreamEventId: optionalText(object, 'upstreamEventId'),
      upstreamActionName: optionalText(object, 'upstreamActionName'),
    },
  };
}

function optionalText(object: JsonObject, name: string): string | undefined {
  const value = object[name];
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof value !== 'string' || value === '') {
    throw invalid(name, 'is not a non-empty string');
  }
  return value;
}

function invalid(path: string, problem: string): InvalidValueError {
  return new InvalidValueError('EVENT_JSON_INVALID', `${path} ${problem}.`, {
    path,
    hint: 'An event is {"id", "type", "attributes"} with optional lineage.',
  });
}
