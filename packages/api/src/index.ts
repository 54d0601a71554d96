// In the order an author of an agent meets them; then what authors of extensions add.

// Agent
export {
  Agent,
  type ActionDeclaration,
  checkResource,
  type ResourceDeclaration,
  type Trigger,
  type TriggeredEvent,
} from './agent/agent.js';
export { type ErrorPolicy, type ResolvedErrorPolicy, resolveErrorPolicy } from './agent/error-policy.js';
export type { ActionFunction, FunctionReference } from './agent/function-reference.js';

// Events
export { defineEvent, type DefinedEventClass } from './event/define-event.js';
export { Event, type EventInit, type EventJson, type EventLineage } from './event/event.js';
export { type EventClass, restoreEvent } from './event/event-class.js';
export { EventCodec, type EventOrigin } from './event/event-codec.js';
export { EventType } from './event/event-type.js';
export { InputEvent } from './event/input-event.js';
export { OutputEvent } from './event/output-event.js';
export { type ChatRequest, ChatRequestEvent } from './event/chat-request-event.js';
export { type ChatResponse, ChatResponseEvent } from './event/chat-response-event.js';
export { type ToolRequest, ToolRequestEvent } from './event/tool-request-event.js';
export { ToolResponseEvent, type ToolResponses } from './event/tool-response-event.js';
export { type ContextRetrievalRequest, ContextRetrievalRequestEvent } from './event/context-retrieval-request-event.js';
export {
  type ContextRetrievalResponse,
  ContextRetrievalResponseEvent,
} from './event/context-retrieval-response-event.js';
export { builtInEventClasses } from './event/built-in-events.js';

// What actions are given
export type { DurableCall, DurableCallable, DurableCallContext, Reconciliation } from './context/durable-call.js';
export type { Logger } from './context/logger.js';
export type { RunnerContext } from './context/runner-context.js';

// Memory
export type { MemoryObject } from './memory/memory-object.js';
export type { MemoryOperation, MemoryType } from './memory/memory-operation.js';
export { type Memories, MemoryRef, type MemoryRefJson } from './memory/memory-ref.js';
export type { LongTermMemory, MemorySet, MemorySetAddOptions, MemorySetItem } from './memory/long-term-memory.js';
export {
  type CompactionConfig,
  type MemoryItemByType,
  type MemoryItemType,
  type MemorySetOptions,
  memorySetOptionsFromJson,
  memorySetOptionsToJson,
} from './memory/memory-set-options.js';

// Messages, prompts and tools
export { ChatMessage, type ChatMessageInit } from './message/chat-message.js';
export { type MessageRole, messageRoles, parseMessageRole } from './message/message-role.js';
export { type ToolCall, toolCallFromJson, toolCallToJson } from './message/tool-call.js';
export { LocalPrompt, Prompt } from './prompt/prompt.js';
export { Tool, type ToolCallOptions } from './tool/tool.js';
export { ToolMetadata, type ToolMetadataInit } from './tool/tool-metadata.js';
export { ToolParameters } from './tool/tool-parameters.js';
export { ToolResponse, type ToolResponseOptions } from './tool/tool-response.js';
export { parseToolType, type ToolType, toolTypes } from './tool/tool-type.js';

// Models and vector stores
export { BaseChatModelConnection, type ChatOptions } from './model/base-chat-model-connection.js';
export { BaseChatModelSetup, type ChatSetupOptions } from './model/base-chat-model-setup.js';
export { BaseEmbeddingModelConnection, type EmbedOptions } from './model/base-embedding-model-connection.js';
export { BaseEmbeddingModelSetup, type EmbedSetupOptions } from './model/base-embedding-model-setup.js';
export { toFloat32Array } from './model/embedding.js';
export type { ModelSetupOptions } from './model/model-setup-options.js';
export {
  BaseVectorStore,
  type VectorSearchOptions,
  type VectorStoreOptions,
  type VectorStoreSelection,
} from './vector-store/base-vector-store.js';
export {
  type Collection,
  type CollectionManageableVectorStore,
  isCollectionManageable,
} from './vector-store/collection-manageable-vector-store.js';
export { Document, type DocumentInit } from './vector-store/document.js';
export {
  VectorStoreQuery,
  type VectorStoreQueryInit,
  type VectorStoreQueryMode,
} from './vector-store/vector-store-query.js';
export { VectorStoreQueryResult } from './vector-store/vector-store-query-result.js';

// Resources
export { Resource } from './resource/resource.js';
export type { ResourceCallOptions } from './resource/resource-call-options.js';
export type { ResourceContext } from './resource/resource-context.js';
export {
  type ResourceArguments,
  type ResourceClass,
  type ResourceClassReference,
  ResourceDescriptor,
  type ResourceTarget,
} from './resource/resource-descriptor.js';
export type { ResourceByType, ResourceOf } from './resource/resource-of.js';
export { parseResourceType, type ResourceType, resourceTypes } from './resource/resource-type.js';

// Configuration and metrics
export {
  AgentConfiguration,
  type ReadableConfiguration,
  type WritableConfiguration,
} from './config/agent-configuration.js';
export { ConfigOption, type ConfigType } from './config/config-option.js';
export {
  type ActionStateStoreBackend,
  AgentConfigOptions,
  AgentExecutionOptions,
  type ConditionFailureStrategy,
  type ErrorHandlingStrategy,
  EventLogOptions,
  eventLogLevelOption,
  type LongTermMemoryBackend,
  MemoryOptions,
  type StateTtlUpdateType,
  type StateTtlVisibility,
} from './config/options.js';
export type { Counter, Gauge, Histogram, HistogramStatistics, Meter, MetricGroup } from './metrics/metric-group.js';

// Values and keys
export {
  type AttributeValue,
  type Attributes,
  copyAttributes,
  copyAttributeValue,
  isAttributes,
} from './json/attribute-value.js';
export { unsharedValue } from './json/unshared-value.js';
export { decodeAttributeValue, encodeAttributeValue, type JsonObject, type JsonValue } from './json/attribute-codec.js';
export { decodeKey, encodeKey, formatKey, type Key, type KeyIdentity, keyIdentity } from './key/key.js';
export { attributeValuesEqual } from './json/attribute-equality.js';
export {
  type AttributeReader,
  listOf,
  MemberReader,
  mapOf,
  readAttributes,
  readBoolean,
  readInteger,
  readName,
  readNumber,
  readText,
  readValue,
  unexpected,
} from './json/attribute-reader.js';
export { attributeText } from './json/attribute-text.js';
export { copyJsonSchema, type JsonSchema, toJsonSchema } from './schema/json-schema.js';
export { type SchemaRefusal, validateWithSchema } from './schema/validate-with-schema.js';

// Event log
export type { EventContext } from './event-log/event-context.js';
export { acceptAllEvents, acceptEventTypes, type EventFilter, rejectAllEvents } from './event-log/event-filter.js';
export type { EventListener } from './event-log/event-listener.js';
export { type EventLogLevel, EventLogLevelResolver, parseEventLogLevel } from './event-log/event-log-level.js';
export type {
  EventLogger,
  EventLoggerConfig,
  EventLoggerFactory,
  EventLoggerOpenParams,
} from './event-log/event-logger.js';
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
