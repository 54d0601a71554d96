/**
 * The part of the AI SDK's language model interface that this package uses. Written down here rather than imported, because it is what versions V2, V3 and V4
 * of that interface have in common: a model of any of them is a {@link LanguageModel}, and an author needs no types of the AI SDK to make one.
 */

/** A JSON value as models take it. */
export type ModelJson = null | boolean | number | string | ModelJson[] | ModelJsonObject;
/** A JSON object as models take it. */
export type ModelJsonObject = { [name: string]: ModelJson };

/** Options that only one provider understands, by the provider's name. */
export type ProviderOptions = { [provider: string]: ModelJsonObject };

/** A chat model in process: a model of the AI SDK's interface V2, V3 or V4. */
export interface LanguageModel {
  readonly specificationVersion: 'v2' | 'v3' | 'v4';
  /** Who serves the model, for example `openai.chat`. */
  readonly provider: string;
  /** What the provider calls it. */
  readonly modelId: string;
  /** One answer to one conversation. */
  doGenerate(options: LanguageModelCall): PromiseLike<LanguageModelAnswer>;
}

/** What a model is asked. */
export interface LanguageModelCall extends LanguageModelSettings {
  prompt: PromptMessage[];
  tools?: FunctionTool[];
  responseFormat?: { type: 'json'; schema: object };
  headers?: { [name: string]: string };
  abortSignal: AbortSignal;
}

/** How a model should answer. */
export interface LanguageModelSettings {
  temperature?: number;
  topP?: number;
  topK?: number;
  maxOutputTokens?: number;
  presencePenalty?: number;
  frequencyPenalty?: number;
  stopSequences?: string[];
  seed?: number;
  toolChoice?: ToolChoice;
  providerOptions?: ProviderOptions;
}

export type ToolChoice =
  | { type: 'auto' }
  | { type: 'none' }
  | { type: 'required' }
  | { type: 'tool'; toolName: string };

export interface FunctionTool {
  type: 'function';
  name: string;
  description: string;
  /** JSON Schema of the arguments. */
  inputSchema: object;
}

export type PromptMessage =
  | { role: 'system'; content: string }
  | { role: 'user'; content: TextPart[] }
  | { role: 'assistant'; content: AssistantPart[] }
  | { role: 'tool'; content: ToolResultPart[] };

export type AssistantPart = TextPart | ReasoningPart | ToolCallPart;

export interface TextPart {
  type: 'text';
  text: string;
}

export interface ReasoningPart {
  type: 'reasoning';
  text: string;
  providerOptions?: ProviderOptions;
}

export interface ToolCallPart {
  type: 'tool-call';
  toolCallId: string;
  toolName: string;
  input: ModelJsonObject;
  providerOptions?: ProviderOptions;
}

export interface ToolResultPart {
  type: 'tool-result';
  toolCallId: string;
  toolName: string;
  output: { type: 'text'; value: string };
}

/** What a model answers. Versions differ, so it is checked part by part when it arrives. */
export interface LanguageModelAnswer {
  readonly content: readonly AnswerPart[];
  /** Text in V2, an object with `unified` since V3. */
  readonly finishReason: unknown;
  /** `inputTokens` and `outputTokens`, numbers in V2, objects with `total` since V3. */
  readonly usage?: unknown;
  readonly warnings?: unknown;
}

/** What an answer is made of. Parts of any other type are left out. */
export type AnswerPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string; readonly providerMetadata?: unknown }
  | {
      readonly type: 'tool-call';
      readonly toolCallId: string;
      readonly toolName: string;
      /** JSON text. */
      readonly input: string;
      readonly providerMetadata?: unknown;
    }
  | { readonly type: string };
