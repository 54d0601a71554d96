import { AgentConfiguration } from '../../src/config/agent-configuration.js';
import { NotFoundError } from '../../src/errors.js';
import { attributeText } from '../../src/json/attribute-text.js';
import { ChatMessage } from '../../src/message/chat-message.js';
import { BaseChatModelConnection, type ChatOptions } from '../../src/model/base-chat-model-connection.js';
import { BaseEmbeddingModelConnection, type EmbedOptions } from '../../src/model/base-embedding-model-connection.js';
import type { Resource } from '../../src/resource/resource.js';
import type { ResourceContext } from '../../src/resource/resource-context.js';
import type { ResourceOf } from '../../src/resource/resource-of.js';
import type { ResourceType } from '../../src/resource/resource-type.js';
import { Tool } from '../../src/tool/tool.js';
import { ToolMetadata } from '../../src/tool/tool-metadata.js';
import type { ToolParameters } from '../../src/tool/tool-parameters.js';
import { ToolResponse } from '../../src/tool/tool-response.js';

/** Resources by name, as an agent would have them. */
export class ResourceShelf implements ResourceContext {
  readonly config: AgentConfiguration = new AgentConfiguration();
  readonly #resources = new Map<string, Resource>();

  put(name: string, resource: Resource): this {
    this.#resources.set(`${resource.resourceType}/${name}`, resource);
    return this;
  }

  getResource<T extends ResourceType>(name: string, type: T): ResourceOf<T> {
    const resource = this.#resources.get(`${type}/${name}`);
    if (resource === undefined) {
      throw new NotFoundError('RESOURCE_NOT_FOUND', `There is no ${type} ${name}.`, { path: name });
    }
    return resource as ResourceOf<T>;
  }
}

/** A model that repeats the last user message, and remembers what it was asked. */
export class EchoConnection extends BaseChatModelConnection {
  readonly requests: { readonly messages: readonly ChatMessage[]; readonly options: ChatOptions }[] = [];

  override async chat(messages: readonly ChatMessage[], options: ChatOptions): Promise<ChatMessage> {
    this.requests.push({ messages, options });
    this.recordTokenMetrics(options.metricGroup, attributeText(options.parameters['model'] ?? null), 5, 2);
    const last = messages.findLast((message) => message.role === 'user');
    return ChatMessage.assistant(last === undefined ? 'nobody asked' : `you said: ${last.content}`);
  }
}

/** Embeds a text as its length and first character, and remembers what it was asked. */
export class LengthEmbeddingConnection extends BaseEmbeddingModelConnection {
  readonly requests: { readonly texts: readonly string[]; readonly options: EmbedOptions }[] = [];

  override async embed(texts: readonly string[], options: EmbedOptions): Promise<readonly Float32Array[]> {
    this.requests.push({ texts, options });
    return texts.map((text) => Float32Array.of(text.length, text.charCodeAt(0) || 0));
  }
}

export class AddTool extends Tool {
  override readonly toolType = 'function';

  constructor() {
    super(new ToolMetadata({ name: 'add', description: 'Adds.', inputSchema: { type: 'object' } }));
  }

  override async call(parameters: ToolParameters): Promise<ToolResponse> {
    return ToolResponse.success((parameters.getNumber('a') ?? 0) + (parameters.getNumber('b') ?? 0));
  }
}
