import type { StandardSchemaV1 } from '@standard-schema/spec';
import { InvalidValueError } from '../errors.js';
import type { Attributes } from '../json/attribute-value.js';
import { validateWithSchema } from '../schema/validate-with-schema.js';
import { Event, type EventInit } from './event.js';
import type { EventClass } from './event-class.js';

/** The class {@link defineEvent} makes: constructed from the schema's input, with attributes of the schema's output type. */
export interface DefinedEventClass<In extends Attributes, Out extends Attributes> extends EventClass<Event<Out>> {
  readonly schema: StandardSchemaV1<In, Out>;
  /** @throws InvalidValueError `EVENT_ATTRIBUTES_INVALID` when the schema refuses the attributes; `path` names the first offending one. */
  new (attributes: In, init?: EventInit): Event<Out>;
}

/**
 * Defines a class of events whose attributes are checked by any Standard Schema validator (zod, valibot, arktype …): when the event is created in user code
 * and when it is read from outside, but not when it is restored from journal or checkpoint.
 *
 * @param type the event type: non-empty, and not starting with `_`, which is reserved for the types Millrace defines.
 * @param schema a synchronous validator of the attributes; what it returns (defaults, coercions) becomes the attributes.
 * @throws InvalidValueError `EVENT_TYPE_INVALID`
 */
export function defineEvent<In extends Attributes, Out extends Attributes>(
  type: string,
  schema: StandardSchemaV1<In, Out>,
): DefinedEventClass<In, Out> {
  if (type === '' || type.startsWith('_')) {
    throw new InvalidValueError(
      'EVENT_TYPE_INVALID',
      `${JSON.stringify(type)} cannot be the type of a defined event.`,
      {
        path: 'type',
        hint: 'Use a non-empty name that does not start with an underscore.',
      },
    );
  }
  return class DefinedEvent extends Event<Out> {
    static readonly type: string = type;
    static readonly schema: StandardSchemaV1<In, Out> = schema;

    constructor(attributes: In, init: EventInit = {}) {
      super(type, validateEventAttributes(type, schema, attributes), init);
    }
  };
}

/** Attributes as the schema of their event class sees them. */
export function validateEventAttributes<Out extends Attributes>(
  type: string,
  schema: StandardSchemaV1<unknown, Out>,
  attributes: unknown,
): Out {
  return validateWithSchema(schema, attributes, {
    code: 'EVENT_ATTRIBUTES_INVALID',
    what: `the attributes of an event of type ${type}`,
    path: 'attributes',
  });
}
