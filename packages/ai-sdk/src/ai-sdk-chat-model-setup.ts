import {
  type Attributes,
  BaseChatModelSetup,
  copyAttributes,
  type ResourceContext,
  type ResourceDescriptor,
} from '@millrace/api';
import { readChatParameters } from './chat-parameters.js';

/**
 * How an agent uses a chat model of an `AiSdkChatModelConnection`. Its descriptor takes the arguments of `BaseChatModelSetup`, and beside them every parameter the
 * connection understands (`temperature`, `maxOutputTokens`, …), which goes with every request. A misspelt one stops the job before it starts.
 */
export class AiSdkChatModelSetup extends BaseChatModelSetup {
  readonly #parameters: Attributes;

  /** @throws InvalidValueError naming the argument. */
  constructor(descriptor: ResourceDescriptor, context: ResourceContext) {
    // Every name that is not the base's is a parameter, and the reader of parameters knows which there are.
    super(descriptor, context, { ownArguments: Object.keys(descriptor.arguments) });
    const { connection: _connection, prompt: _prompt, tools: _tools, ...parameters } = descriptor.arguments;
    this.#parameters = copyAttributes(parameters, 'arguments');
    readChatParameters(this.#parameters, 'arguments');
  }

  override get parameters(): Attributes {
    return this.#parameters;
  }
}
