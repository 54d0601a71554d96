import { AiSdkChatModelConnection, AiSdkEmbeddingModelConnection } from '@millrace/ai-sdk';
import { type Logger, type Resource, type ResourceArguments, ResourceDescriptor } from '@millrace/api';
import { fileEventLogger } from '@millrace/eventlog-file';
import {
  AgentsExecutionEnvironment,
  boundedOutOfOrderness,
  type DurableStores,
  JsonLinesFileSink,
  JsonLinesFileSource,
  type Source,
} from '@millrace/runtime';
import { createReviewAgent } from './agent.js';
import { chatConnection, embeddingConnection } from './agent-resources.js';
import type { DemoOptions, ModelChoice } from './cli/options.js';
import { HashingEmbeddingModelConnection } from './model/hashing-embedding-model-connection.js';
import { LexiconChatModelConnection } from './model/lexicon-chat-model-connection.js';
import type { ProductCatalog } from './product/product-catalog.js';
import type { Review } from './review/review.js';
import { reviewSchema } from './review/review-schema.js';
import type { RunTally } from './run/run-tally.js';
import { KindSink } from './sink/kind-sink.js';
import { LimitedSource } from './source/limited-source.js';
import { WatchedSource } from './source/watched-source.js';
import { complaintFilePath } from './state/demo-state.js';

/** Reviews arrive this much later than newer ones at most. A later one is analysed as well; only what is said to be complete until then is not. */
const latenessMs = 36 * 60 * 60 * 1000;

/** What a job is made of besides its options. */
export interface JobParts {
  readonly catalog: ProductCatalog;
  readonly tally: RunTally;
  readonly logger: Logger;
  /** Where the state of the job is kept; `undefined`: in memory. */
  readonly stores: DurableStores | undefined;
  /** Told of the position in the input behind which the job reads, before it does; `undefined`: from the start. */
  readonly onRead: (after: number | undefined) => void | Promise<void>;
}

/** Puts the job together: everything that is chosen for it is chosen here. */
export function wireJob(options: DemoOptions, parts: JobParts): AgentsExecutionEnvironment {
  const { catalog, tally, logger, stores, onRead } = parts;
  const { state } = options;
  const env = new AgentsExecutionEnvironment({
    config: {
      // Each job has a name of its own, and its event log a file that says when it began. One that is resumed keeps both.
      'job-identifier': startTime(),
      // A service that is busy or restarts is asked again, after 1, 2 and 4 seconds; then the job fails.
      'error-handling-strategy': 'retry',
      'max-retries': 3,
      'retry-wait-interval': 1,
      // So many products at the same time, and so many reviews that wait for an earlier one of their product: what a stop has to wait for.
      'in-flight-keys.max': 16,
      'pending-inputs.max': 32,
      // Calls of one resource side by side. Services limit what one client may ask at once; embedded models do one thing after another anyway.
      'num-async-threads': 8,
      // Results appear in their files with the checkpoint they belong to. What happened since the last one is in the journal, so this is not what a crash costs.
      'checkpoint.interval': 1000,
      // Somebody is watching: rather than trying for minutes, the program says what is wrong, and goes on when it is started again.
      'restart-strategy': 'none',
    },
    logger,
    ...(stores === undefined ? {} : { stores }),
    fresh: state.kind === 'directory' && state.fresh,
    // Every event of every run, for those who want to know why a result is what it is.
    ...(options.logDir === undefined ? {} : { eventLogger: fileEventLogger({ baseLogDir: options.logDir }) }),
    listeners: [tally],
  });
  // The agent says what it needs a model for; which one it gets is said here.
  env.addResource(chatConnection, 'chat_model_connection', chatModel(options.chatModel));
  env.addResource(embeddingConnection, 'embedding_model_connection', embeddingModel(options.embeddingModel));

  env
    .fromSource(new WatchedSource(reviews(options), onRead), {
      timestampOf: (review) => review.timestampMs,
      watermarks: boundedOutOfOrderness(latenessMs),
    })
    // Reviews of one product are analysed one after another, in the order of the file; products do not wait for one another.
    .keyBy((review) => review.product)
    .apply(
      createReviewAgent(catalog, {
        complaintFile: state.kind === 'directory' ? complaintFilePath(state.path) : undefined,
      }),
    )
    // A file of results has one line per review, whatever else the agent puts out.
    .sinkTo(new KindSink('review', new JsonLinesFileSink(options.outputPath)))
    .sinkTo(new KindSink('alert', new JsonLinesFileSink(options.alertsPath)))
    .sinkTo(tally)
    .deadLettersTo(new JsonLinesFileSink(options.deadLettersPath))
    .deadLettersTo(tally.deadLetterSink);
  return env;
}

/** For example `20250314T092653589`. */
function startTime(): string {
  return new Date().toISOString().replaceAll(/[^\dT]/g, '');
}

/** Lines that are not reviews become dead letters: the schema sees to it while the number of the line is known. */
function reviews({ inputPath, limit }: DemoOptions): Source<Review> {
  return new LimitedSource(new JsonLinesFileSource(inputPath, { schema: reviewSchema }), limit);
}

function chatModel(choice: ModelChoice): Resource | ResourceDescriptor {
  return choice.kind === 'embedded'
    ? new LexiconChatModelConnection()
    : new ResourceDescriptor(AiSdkChatModelConnection, serviceArguments(choice));
}

function embeddingModel(choice: ModelChoice): Resource | ResourceDescriptor {
  return choice.kind === 'embedded'
    ? new HashingEmbeddingModelConnection()
    : new ResourceDescriptor(AiSdkEmbeddingModelConnection, serviceArguments(choice));
}

/** The key stays in its environment variable: descriptors are written into plans. */
function serviceArguments({ model, baseUrl, apiKeyEnv }: Extract<ModelChoice, { kind: 'service' }>): ResourceArguments {
  return { provider: 'openai-compatible', baseUrl, model, ...(apiKeyEnv === undefined ? {} : { apiKeyEnv }) };
}
