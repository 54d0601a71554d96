import { MillraceError } from '../errors.js';
import { MemberReader, readName } from '../json/attribute-reader.js';
import type { Attributes } from '../json/attribute-value.js';
import { Resource } from '../resource/resource.js';
import type { ResourceCallOptions } from '../resource/resource-call-options.js';
import type { ResourceContext } from '../resource/resource-context.js';
import type { ResourceDescriptor } from '../resource/resource-descriptor.js';
import type { ModelSetupOptions } from './model-setup-options.js';

/** What goes with one embedding. */
export interface EmbedSetupOptions extends ResourceCallOptions {
  /** Win over the parameters of the setup. */
  readonly parameters?: Attributes | undefined;
}

/**
 * How an agent uses an embedding model: connection, model, parameters. Extension point: integrations override {@link parameters}.
 *
 * Arguments of its descriptor: `connection` (name of an `embedding_model_connection`), `model` (as the service calls it, optional), and the `ownArguments` a
 * subclass passes to the constructor. Any other is refused, so that a misspelt one is not silently without effect.
 */
export class BaseEmbeddingModelSetup extends Resource {
  override readonly resourceType = 'embedding_model';
  /** Name of the connection. */
  readonly connection: string;
  readonly model: string | undefined;

  /** @throws InvalidValueError `ATTRIBUTE_INVALID`, `ATTRIBUTE_UNKNOWN` naming the argument. */
  constructor(descriptor: ResourceDescriptor, context: ResourceContext, options: ModelSetupOptions = {}) {
    super(context);
    const args = new MemberReader(descriptor.arguments, 'arguments');
    args.only('connection', 'model', ...(options.ownArguments ?? []));
    this.connection = args.required('connection', readName);
    this.model = args.optional('model', readName);
  }

  /** What every request is sent with. Default: `model`, when the setup names one. */
  get parameters(): Attributes {
    return this.model === undefined ? {} : { model: this.model };
  }

  /**
   * One vector per text, in the order of the texts. No texts, no request.
   *
   * @throws NotFoundError `RESOURCE_NOT_FOUND`
   * @throws MillraceError `EMBEDDING_COUNT_MISMATCH` when the connection answers with more or fewer vectors.
   */
  async embed(texts: readonly string[], options: EmbedSetupOptions = {}): Promise<readonly Float32Array[]> {
    if (texts.length === 0) {
      return [];
    }
    const { parameters, ...perRequest } = options;
    const vectors = await this.context.getResource(this.connection, 'embedding_model_connection').embed(texts, {
      ...perRequest,
      parameters: { ...this.parameters, ...parameters },
    });
    if (vectors.length !== texts.length) {
      throw new MillraceError(
        'EMBEDDING_COUNT_MISMATCH',
        `The connection ${this.connection} gave ${vectors.length} vectors for ${texts.length} texts.`,
        {
          hint: 'A connection must give one vector per text.',
        },
      );
    }
    return vectors;
  }

  /** The vector of one text. Errors as {@link embed}. */
  async embedOne(text: string, options: EmbedSetupOptions = {}): Promise<Float32Array> {
    const [vector] = await this.embed([text], options);
    // embed has checked that there is one.
    return vector as Float32Array;
  }
}
