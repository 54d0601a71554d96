import { type Attributes, type AttributeValue, Event, type EventContext } from '@millrace/api';
import fc from 'fast-check';
import type { EventLogRecord } from '../../src/index.js';

/** Runs of every property: the same cases each time. */
export const propertyRuns = { seed: 20_260_101, numRuns: 300 };

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  // Units that are no characters on their own, such as half a surrogate pair.
  fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
);

const memberName = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 1, arbitrary: fc.constantFrom('$bigint', '$date', '$bytes', '$plain', '__proto__', 'truncatedString') },
);

const scalar: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
  text,
  fc.bigInt(),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array(),
);

/** Any value an attribute can have, nested up to a few levels. */
export const attributeValue: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 7 },
    scalar,
    fc.array(tie('value'), { maxLength: 12 }),
    fc.dictionary(memberName, tie('value'), { maxKeys: 6, noNullPrototype: true }),
  ),
})).value;

export const attributes: fc.Arbitrary<Attributes> = fc.dictionary(memberName, attributeValue, {
  maxKeys: 6,
  noNullPrototype: true,
});

const name = text.filter((candidate) => candidate !== '');

const event: fc.Arbitrary<Event> = fc
  .record({
    type: name,
    attributes,
    id: name,
    sourceTimestamp: fc.option(fc.integer(), { nil: undefined }),
    upstreamEventId: fc.option(name, { nil: undefined }),
    upstreamActionName: fc.option(name, { nil: undefined }),
  })
  .map(({ type, attributes: content, ...init }) => new Event(type, content, init));

const positionInRun: fc.Arbitrary<Omit<EventContext, 'eventType'>> = fc.record({
  timestamp: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  key: text,
  runNumber: fc.nat(),
  causalPosition: text,
  attempt: fc.nat(),
});

/** Any record of an event that was logged in full. */
export const record: fc.Arbitrary<EventLogRecord> = fc
  .record({ jobId: text, taskName: text, subtaskId: fc.nat(), event, positionInRun })
  .map(({ positionInRun: position, ...rest }) => ({
    ...rest,
    logLevel: 'VERBOSE',
    context: { eventType: rest.event.type, ...position },
  }));
