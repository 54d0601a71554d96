import type { BaseChatModelConnection } from '../model/base-chat-model-connection.js';
import type { BaseChatModelSetup } from '../model/base-chat-model-setup.js';
import type { BaseEmbeddingModelConnection } from '../model/base-embedding-model-connection.js';
import type { BaseEmbeddingModelSetup } from '../model/base-embedding-model-setup.js';
import type { Prompt } from '../prompt/prompt.js';
import type { Tool } from '../tool/tool.js';
import type { BaseVectorStore } from '../vector-store/base-vector-store.js';
import type { Resource } from './resource.js';
import type { ResourceType } from './resource-type.js';

/** The base class of each type of resource. */
export interface ResourceByType {
  readonly chat_model: BaseChatModelSetup;
  readonly chat_model_connection: BaseChatModelConnection;
  readonly embedding_model: BaseEmbeddingModelSetup;
  readonly embedding_model_connection: BaseEmbeddingModelConnection;
  readonly vector_store: BaseVectorStore;
  readonly prompt: Prompt;
  readonly tool: Tool;
  readonly mcp_server: Resource;
}

/** What a lookup of a resource of type `T` gives. */
export type ResourceOf<T extends ResourceType> = ResourceByType[T];
