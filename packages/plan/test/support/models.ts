import {
  BaseChatModelConnection,
  BaseChatModelSetup,
  BaseEmbeddingModelConnection,
  BaseEmbeddingModelSetup,
  BaseVectorStore,
  ChatMessage,
  type ChatOptions,
  Document,
  type ResourceContext,
  type ResourceDescriptor,
  type VectorSearchOptions,
} from '@millrace/api';

/** One answer of a {@link ScriptedConnection}: a message, or what is thrown instead. */
export type ScriptedAnswer = ChatMessage | Error;

/** What a scripted model is asked with. */
export interface ScriptedRequest {
  readonly messages: readonly ChatMessage[];
  readonly options: ChatOptions;
}

/** A connection whose answers are written down beforehand, and that remembers what it was asked. */
export class ScriptedConnection extends BaseChatModelConnection {
  readonly requests: ScriptedRequest[] = [];
  readonly #answers: ScriptedAnswer[];

  constructor(answers: readonly ScriptedAnswer[]) {
    super();
    this.#answers = [...answers];
  }

  override async chat(messages: readonly ChatMessage[], options: ChatOptions): Promise<ChatMessage> {
    this.requests.push({ messages, options });
    this.recordTokenMetrics(options.metricGroup, 'scripted', 3, 2);
    const answer = this.#answers.shift() ?? new Error('The script is over.');
    if (answer instanceof Error) {
      throw answer;
    }
    return answer;
  }
}

/** The plain setup under a name of its own, as an integration would have it. */
export class ScriptedSetup extends BaseChatModelSetup {}

/** Embeds a text as its length. */
export class LengthEmbedding extends BaseEmbeddingModelConnection {
  override async embed(texts: readonly string[]): Promise<readonly Float32Array[]> {
    return texts.map((text) => Float32Array.of(text.length));
  }
}

export class LengthEmbeddingSetup extends BaseEmbeddingModelSetup {}

/** Finds documents that say what was looked for, and remembers with what it was searched. */
export class ListVectorStore extends BaseVectorStore {
  readonly searches: VectorSearchOptions[] = [];

  constructor(descriptor: ResourceDescriptor, context: ResourceContext) {
    super(descriptor, context);
  }

  override async size(): Promise<number> {
    return 2;
  }

  override async get(): Promise<readonly Document[]> {
    return [];
  }

  override async delete(): Promise<void> {}

  protected override async addEmbedding(documents: readonly Document[]): Promise<readonly string[]> {
    return documents.map((document) => document.id ?? '');
  }

  protected override async queryEmbedding(
    vector: Float32Array,
    options: VectorSearchOptions,
  ): Promise<readonly Document[]> {
    this.searches.push(options);
    return [new Document({ id: 'd1', content: `${vector[0]} letters`, score: 0.5 })].slice(0, options.limit);
  }
}

/** An answer that asks for one tool. */
export function askingFor(name: string, args: Record<string, number | string>, id = 'c1'): ChatMessage {
  return ChatMessage.assistant('', [{ id, name, arguments: args }]);
}
