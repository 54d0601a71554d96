import {
  Agent,
  BaseChatModelSetup,
  BaseEmbeddingModelSetup,
  ChatResponseEvent,
  ContextRetrievalResponseEvent,
  InputEvent,
  ResourceDescriptor,
} from '@millrace/api';
import { askModel } from './actions/ask-model.js';
import { keepStatistics } from './actions/keep-statistics.js';
import { raiseAlert } from './actions/raise-alert.js';
import { readAnswer } from './actions/read-answer.js';
import { complaintAnalysed, rememberComplaint } from './actions/remember-complaint.js';
import { retrieveComplaints } from './actions/retrieve-complaints.js';
import { chatConnection, complaintStore, embeddingConnection, reviewModel } from './agent-resources.js';
import { ReviewAnalysed, ScoreFell } from './events.js';
import { LookupProductTool } from './product/lookup-product-tool.js';
import type { ProductCatalog } from './product/product-catalog.js';
import { reviewPrompt } from './prompts.js';
import { ComplaintStore } from './store/complaint-store.js';

export interface ReviewAgentOptions {
  /** Keeps the complaints. Default: they end with the process. */
  readonly complaintFile?: string | undefined;
}

/**
 * The agent that analyses product reviews, keyed by product. One review is one run:
 *
 * ```
 * InputEvent ▸ retrieve-complaints ▸ (complaint store) ▸ ask-model ▸ (model, lookup_product) ▸ read-answer
 *   ▸ ReviewAnalysed ▸ keep-statistics ▸ OutputEvent: the result
 *                    │                 ▸ ScoreFell ▸ raise-alert ▸ OutputEvent: the alert
 *                    └ when negative ▸ remember-complaint
 * ```
 *
 * What stands in parentheses are built-in actions. The agent does not say which models answer: whoever runs it adds the connections `chat-connection` and
 * `embedding-connection`.
 */
export function createReviewAgent(catalog: ProductCatalog, options: ReviewAgentOptions = {}): Agent {
  const lookupProduct = new LookupProductTool(catalog);
  return new Agent('reviews')
    .addResource('review-prompt', 'prompt', reviewPrompt)
    .addResource(lookupProduct.name, 'tool', lookupProduct)
    .addResource(
      reviewModel,
      'chat_model',
      new ResourceDescriptor(BaseChatModelSetup, {
        connection: chatConnection,
        prompt: 'review-prompt',
        tools: [lookupProduct.name],
      }),
    )
    .addResource(
      'complaint-embedding',
      'embedding_model',
      new ResourceDescriptor(BaseEmbeddingModelSetup, { connection: embeddingConnection }),
    )
    .addResource(
      complaintStore,
      'vector_store',
      new ResourceDescriptor(ComplaintStore, { embedding_model: 'complaint-embedding', file: options.complaintFile }),
    )
    .addAction('retrieve-complaints', [InputEvent], retrieveComplaints)
    .addAction('ask-model', [ContextRetrievalResponseEvent], askModel)
    .addAction('read-answer', [ChatResponseEvent], readAnswer)
    .addAction('keep-statistics', [ReviewAnalysed], keepStatistics)
    .addAction('remember-complaint', [complaintAnalysed], rememberComplaint)
    .addAction('raise-alert', [ScoreFell], raiseAlert);
}
