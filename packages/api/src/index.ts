// In the order an author of an agent meets them; then what authors of extensions add.

// Agent
export { Agent, type ActionDeclaration, checkResource, type ResourceDeclaration, type Trigger, type TriggeredEvent } from './agent/agent.js';
export type { ActionFunction, FunctionReference } from './agent/function-reference.js';

// Events
export { defineEvent, type DefinedEventClass } from './event/define-event.js';
export { Event, type EventInit, type EventJson, type EventLineage } from './event/event.js';
export { type EventClass, restoreEvent } from './event/event-class.js';
export { EventCodec, type EventOrigin } from './event/event-codec.js';
export { EventType } from './event/event-type.js';

// What actions are given
export type { DurableCall, DurableCallable, DurableCallContext, Reconciliation } from './context/durable-call.js';
export type { Logger } from './context/logger.js';
export type { RunnerContext } from './context/runner-context.js';

// Memory
export type { MemoryObject } from './memory/memory-object.js';
export type { MemoryOperation, MemoryType } from './memory/memory-operation.js';
export { type Memories, MemoryRef } from './memory/memory-ref.js';

// Values and keys
export { type AttributeValue, type Attributes, copyAttributes, copyAttributeValue, isAttributes } from './json/attribute-value.js';
export { decodeAttributeValue, encodeAttributeValue, type JsonObject, type JsonValue } from './json/attribute-codec.js';
export { encodeKey, formatKey, type Key, type KeyIdentity, keyIdentity } from './key/key.js';
export { type SchemaRefusal, validateWithSchema } from './schema/validate-with-schema.js';

// Event log
export type { EventContext } from './event-log/event-context.js';
export { acceptAllEvents, acceptEventTypes, type EventFilter, rejectAllEvents } from './event-log/event-filter.js';
export type { EventListener } from './event-log/event-listener.js';
export { type EventLogLevel, EventLogLevelResolver, parseEventLogLevel } from './event-log/event-log-level.js';
export type { EventLogger, EventLoggerConfig, EventLoggerFactory, EventLoggerOpenParams } from './event-log/event-logger.js';
export { EventLoggerRegistry } from './event-log/event-logger-registry.js';

// Errors
export {
  errorMessage,
  IllegalStateError,
  InvalidValueError,
  MillraceError,
  type MillraceErrorOptions,
  NotFoundError,
  UnsupportedError,
} from './errors.js';
