// Chat models
export { AiSdkChatModelConnection } from './ai-sdk-chat-model-connection.js';
export { AiSdkChatModelSetup } from './ai-sdk-chat-model-setup.js';

// Embedding models
export { AiSdkEmbeddingModelConnection } from './ai-sdk-embedding-model-connection.js';
export { AiSdkEmbeddingModelSetup } from './ai-sdk-embedding-model-setup.js';

// Options of the connections
export type {
  ConnectionOptions,
  InProcessConnectionOptions,
  OpenAiCompatibleConnectionOptions,
  RequestOptions,
} from './connection-options.js';
export type { ModelInProcess } from './in-process-models.js';
export type { OpenAiCompatibleOptions } from './openai-compatible-service.js';

// Errors
export { ModelCallError, type ModelCallErrorCode, type ModelCallErrorOptions } from './model-call-error.js';

// Models of this process
export type { EmbeddingModel, EmbeddingModelAnswer, EmbeddingModelCall } from './embedding-model.js';
export type {
  AnswerPart,
  AssistantPart,
  FunctionTool,
  LanguageModel,
  LanguageModelAnswer,
  LanguageModelCall,
  LanguageModelSettings,
  ModelJson,
  ModelJsonObject,
  PromptMessage,
  ProviderOptions,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  ToolChoice,
  ToolResultPart,
} from './language-model.js';
