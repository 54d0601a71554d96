import type { BaseChatModelConnection, ChatRequestEvent, Event } from '@millrace/api';
import { OperatorHarness } from '@millrace/runtime/testing';
import { onTestFinished } from 'vitest';
import { createReviewAgent } from '../../src/agent.js';
import { chatConnection, embeddingConnection } from '../../src/agent-resources.js';
import { HashingEmbeddingModelConnection } from '../../src/model/hashing-embedding-model-connection.js';
import { ProductCatalog } from '../../src/product/product-catalog.js';
import type { Review } from '../../src/review/review.js';
import type { DemoOutput, ProductAlert, ReviewResult } from '../../src/review/review-result.js';
import { ToldScoreConnection } from './told-score-connection.js';

const dayMs = 24 * 60 * 60 * 1000;

const catalog = new ProductCatalog([
  { id: 'kettle', name: 'Kettle', category: 'kitchen', priceEur: 30, aspects: ['lid', 'noise'] },
]);

/** The agent of the demo, driven by hand, with a chat model that gives the scores it is told. */
export class ReviewHarness {
  readonly #harness: OperatorHarness;
  #reviews = 0;

  private constructor(harness: OperatorHarness) {
    this.#harness = harness;
  }

  static async open(
    options: { readonly chat?: BaseChatModelConnection; readonly turnSeed?: number } = {},
  ): Promise<ReviewHarness> {
    const harness = await OperatorHarness.create(createReviewAgent(catalog), {
      resources: [
        { name: chatConnection, type: 'chat_model_connection', resource: options.chat ?? new ToldScoreConnection() },
        {
          name: embeddingConnection,
          type: 'embedding_model_connection',
          resource: new HashingEmbeddingModelConnection(),
        },
      ],
      ...(options.turnSeed === undefined ? {} : { turnSeed: options.turnSeed }),
    });
    onTestFinished(() => harness.close());
    return new ReviewHarness(harness);
  }

  /** A review on a day of its own; ids count up: `r-1`, `r-2` … */
  review(product: string, text: string): void {
    this.#reviews += 1;
    const review: Review = { id: `r-${this.#reviews}`, product, text, timestampMs: this.#reviews * dayMs };
    this.#harness.process(review, { key: product, timestamp: review.timestampMs });
  }

  async finish(): Promise<void> {
    await this.#harness.finish();
  }

  get outputs(): readonly DemoOutput[] {
    // The agent puts out nothing else.
    return this.#harness.outputs.map(({ value }) => value as DemoOutput);
  }

  get results(): readonly ReviewResult[] {
    return this.outputs.filter((output) => output.kind === 'review');
  }

  get alerts(): readonly ProductAlert[] {
    return this.outputs.filter((output) => output.kind === 'alert');
  }

  /** Events of a type, in the order in which they were processed. */
  events<E extends Event>(type: string): readonly E[] {
    return this.#harness.events.filter(({ event }) => event.type === type).map(({ event }) => event as E);
  }

  get eventTypes(): readonly string[] {
    return this.#harness.events.map(({ event }) => event.type);
  }

  /** What the prompts said of earlier complaints. */
  get shownComplaints(): readonly unknown[] {
    return this.events<ChatRequestEvent>('_chat_request_event').map(({ promptArgs }) => promptArgs?.['complaints']);
  }

  memoryOf(product: string): Readonly<Record<string, unknown>> {
    return this.#harness.shortTermMemory(product);
  }
}
