import {
  BaseEmbeddingModelConnection,
  type EmbedOptions,
  type MetricGroup,
  type ResourceContext,
  ResourceDescriptor,
} from '@millrace/api';
import type { ConnectionOptions } from './connection-options.js';
import { toVectors } from './embedding-answer.js';
import type { EmbeddingModel, EmbeddingModelAnswer } from './embedding-model.js';
import { readEmbeddingParameters } from './embedding-parameters.js';
import { type ModelConnection, openModelConnection } from './model-connection.js';
import { readEmbeddingUsage } from './token-usage.js';

/**
 * A connection to embedding models over the AI SDK's provider interface: to a model of this process, or to a service that speaks the wire protocol of OpenAI.
 *
 * More texts than the model takes at once are sent in several requests, one after the other; when one fails, the whole call does.
 */
export class AiSdkEmbeddingModelConnection extends BaseEmbeddingModelConnection {
  readonly #connection: ModelConnection<EmbeddingModel>;

  /**
   * @param source the options, or a descriptor whose arguments are the options.
   * @throws InvalidValueError naming the argument.
   */
  constructor(source: ResourceDescriptor | ConnectionOptions<EmbeddingModel>, context?: ResourceContext) {
    super(context);
    this.#connection = openModelConnection(source instanceof ResourceDescriptor ? source.arguments : { ...source }, {
      method: 'doEmbed',
      ofService: (service, name) => service.embeddingModel(name),
    });
  }

  /**
   * @throws InvalidValueError for parameters that cannot be sent; nothing was sent then.
   * @throws ModelCallError
   */
  override async embed(texts: readonly string[], options: EmbedOptions): Promise<readonly Float32Array[]> {
    const { model: name, settings } = readEmbeddingParameters(options.parameters);
    const model = this.#connection.source.model(name);
    const vectors: (readonly Float32Array[])[] = [];
    for (const batch of batchesOf(texts, await model.maxEmbeddingsPerCall, options.idempotencyKey)) {
      const { signal, metricGroup } = options;
      const answer = await this.#connection.caller.call({ signal, idempotencyKey: batch.idempotencyKey }, (request) =>
        model.doEmbed({ ...settings, ...request, values: batch.texts }),
      );
      recordTokens(metricGroup, model.modelId, answer);
      vectors.push(toVectors(answer, batch.texts.length));
    }
    return vectors.flat();
  }

  override close(): Promise<void> {
    return this.#connection.source.close();
  }
}

interface Batch {
  readonly texts: string[];
  readonly idempotencyKey: string | undefined;
}

/** Each request needs a key of its own, or the service would take the second for a repetition of the first. */
function batchesOf(
  texts: readonly string[],
  sizeMax = Number.POSITIVE_INFINITY,
  idempotencyKey?: string,
): readonly Batch[] {
  if (texts.length <= sizeMax) {
    return texts.length === 0 ? [] : [{ texts: [...texts], idempotencyKey }];
  }
  const size = Math.max(1, Math.floor(sizeMax));
  return Array.from({ length: Math.ceil(texts.length / size) }, (_, index) => {
    const start = index * size;
    const end = Math.min(start + size, texts.length);
    return {
      texts: texts.slice(start, end),
      idempotencyKey: idempotencyKey === undefined ? undefined : `${idempotencyKey}-${start}-${end}`,
    };
  });
}

function recordTokens(metricGroup: MetricGroup | undefined, model: string, answer: EmbeddingModelAnswer): void {
  const { promptTokens = 0 } = readEmbeddingUsage(answer);
  metricGroup?.getSubGroup('model', model).counter('promptTokens').inc(promptTokens);
}
