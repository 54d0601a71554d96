import { listOf, MemberReader, readName } from '../json/attribute-reader.js';
import { type Attributes, type AttributeValue, copyAttributes } from '../json/attribute-value.js';
import type { ChatMessage } from '../message/chat-message.js';
import { LocalPrompt, Prompt } from '../prompt/prompt.js';
import { Resource } from '../resource/resource.js';
import type { ResourceCallOptions } from '../resource/resource-call-options.js';
import type { ResourceContext } from '../resource/resource-context.js';
import type { ResourceDescriptor } from '../resource/resource-descriptor.js';
import type { JsonSchema } from '../schema/json-schema.js';
import type { ChatOptions } from './base-chat-model-connection.js';
import type { ModelSetupOptions } from './model-setup-options.js';

/** What goes with one chat. */
export interface ChatSetupOptions extends ResourceCallOptions {
  /** Win over the parameters of the setup. */
  readonly parameters?: Attributes | undefined;
  /** Variables of the prompt. They win over variables found in the messages. */
  readonly promptArgs?: Attributes | undefined;
  readonly outputSchema?: JsonSchema | undefined;
}

/**
 * How an agent uses a chat model: connection, model, prompt, tools, parameters. Extension point: integrations override {@link parameters}, and {@link chat} where they
 * must.
 *
 * Arguments of its descriptor: `connection` (name of a `chat_model_connection`), `model` (as the service calls it, optional), `prompt` (name of a prompt, or a prompt,
 * optional), `tools` (names of tools, optional), and the `ownArguments` a subclass passes to the constructor. Any other is refused, so that a misspelt one is not
 * silently without effect.
 */
export class BaseChatModelSetup extends Resource {
  override readonly resourceType = 'chat_model';
  /** Name of the connection. */
  readonly connection: string;
  readonly model: string | undefined;
  /** Name of a prompt resource, or a prompt. */
  readonly prompt: string | Prompt | undefined;
  /** Names of tool resources. */
  readonly tools: readonly string[];

  /** @throws InvalidValueError `ATTRIBUTE_INVALID`, `ATTRIBUTE_UNKNOWN` naming the argument. */
  constructor(descriptor: ResourceDescriptor, context: ResourceContext, options: ModelSetupOptions = {}) {
    super(context);
    const args = new MemberReader(descriptor.arguments, 'arguments');
    args.only('connection', 'model', 'prompt', 'tools', ...(options.ownArguments ?? []));
    this.connection = args.required('connection', readName);
    this.model = args.optional('model', readName);
    this.prompt = args.optional('prompt', readPrompt);
    this.tools = args.optional('tools', listOf(readName)) ?? [];
  }

  /** What every request is sent with. Default: `model`, when the setup names one. */
  get parameters(): Attributes {
    return this.model === undefined ? {} : { model: this.model };
  }

  /**
   * Sends a conversation through the prompt to the model.
   *
   * With a prompt, the model gets the formatted prompt followed by the messages; a user or system message without content only carries variables and is left out.
   * The variables are the `extraArgs` of all messages, later ones winning, under `promptArgs`.
   *
   * @throws NotFoundError `RESOURCE_NOT_FOUND` for a connection, prompt or tool that the agent does not have.
   */
  async chat(messages: readonly ChatMessage[], options: ChatSetupOptions = {}): Promise<ChatMessage> {
    const { parameters, promptArgs = {}, ...perRequest } = options;
    const request: ChatOptions = {
      ...perRequest,
      tools: this.tools.map((name) => this.context.getResource(name, 'tool')),
      parameters: { ...this.parameters, ...parameters },
    };
    const connection = this.context.getResource(this.connection, 'chat_model_connection');
    return await connection.chat(await this.#throughPrompt(messages, promptArgs), request);
  }

  async #throughPrompt(messages: readonly ChatMessage[], promptArgs: Attributes): Promise<readonly ChatMessage[]> {
    if (this.prompt === undefined) {
      return messages;
    }
    const prompt = typeof this.prompt === 'string' ? this.context.getResource(this.prompt, 'prompt') : this.prompt;
    const formatted = await prompt.formatMessages('user', promptVariables(messages, promptArgs));
    return [...formatted, ...messages.filter(isPartOfConversation)];
  }
}

function promptVariables(messages: readonly ChatMessage[], promptArgs: Attributes): Attributes {
  const variables = new Map<string, AttributeValue | undefined>();
  for (const args of [...messages.map((message) => message.extraArgs), copyAttributes(promptArgs, 'promptArgs')]) {
    for (const [name, value] of Object.entries(args)) {
      variables.set(name, value);
    }
  }
  return Object.fromEntries(variables);
}

/** An assistant message may consist of tool calls alone, and every tool call needs its answer, even an empty one. */
function isPartOfConversation(message: ChatMessage): boolean {
  return message.content !== '' || message.role === 'assistant' || message.role === 'tool';
}

function readPrompt(value: unknown, path: string): string | Prompt {
  if (typeof value === 'string') {
    return readName(value, path);
  }
  return value instanceof Prompt ? value : LocalPrompt.fromJson(value, path);
}
