import {
  type Attributes,
  BaseEmbeddingModelSetup,
  copyAttributes,
  type ResourceContext,
  type ResourceDescriptor,
} from '@millrace/api';
import { readEmbeddingParameters } from './embedding-parameters.js';

/**
 * How an agent uses an embedding model of an `AiSdkEmbeddingModelConnection`. Its descriptor takes the arguments of `BaseEmbeddingModelSetup`, and beside them
 * `providerOptions`, which go with every request.
 */
export class AiSdkEmbeddingModelSetup extends BaseEmbeddingModelSetup {
  readonly #parameters: Attributes;

  /** @throws InvalidValueError naming the argument. */
  constructor(descriptor: ResourceDescriptor, context: ResourceContext) {
    super(descriptor, context, { ownArguments: ['providerOptions'] });
    const { connection: _connection, ...parameters } = descriptor.arguments;
    this.#parameters = copyAttributes(parameters, 'arguments');
    readEmbeddingParameters(this.#parameters, 'arguments');
  }

  override get parameters(): Attributes {
    return this.#parameters;
  }
}
