import {
  BaseChatModelConnection,
  ChatMessage,
  type ChatOptions,
  type ResourceContext,
  type ResourceDescriptor,
} from '@millrace/api';
import type { ReviewAnalysis } from '../review/review-analysis.js';
import { analyseSentiment, labelOf } from '../sentiment/analyse-sentiment.js';
import { aspectVocabulary } from '../sentiment/aspect-vocabulary.js';
import { findAspects } from '../sentiment/find-aspects.js';
import { quoteReasons } from '../sentiment/quote-reasons.js';
import { type Conversation, readConversation } from './conversation.js';
import { requestTools } from './request-tools.js';
import { shapeAnswer } from './shape-answer.js';

/** How the embedded model calls itself wherever a model is named. */
export const lexiconModelName = 'lexicon (embedded, offline)';

/**
 * A chat model without a network: it judges reviews by a lexicon of rated words. It keeps to the same protocol as a service: it asks for the tools it is offered, waits
 * for their answers, and then answers in JSON. The same conversation always gets the same answer.
 *
 * It understands `reviewPrompt` and nothing else: a user message that does not follow it is judged as if it were a review.
 */
export class LexiconChatModelConnection extends BaseChatModelConnection {
  readonly name: string = lexiconModelName;

  constructor(_descriptor?: ResourceDescriptor, context?: ResourceContext) {
    super(context);
  }

  /**
   * @throws InvalidValueError `CONVERSATION_WITHOUT_QUESTION`
   * @throws UnsupportedError `OUTPUT_SCHEMA_UNSUPPORTED`
   */
  override async chat(messages: readonly ChatMessage[], options: ChatOptions): Promise<ChatMessage> {
    options.signal?.throwIfAborted();
    const conversation = readConversation(messages);
    const toolCalls = requestTools(options.tools, conversation);
    const content =
      toolCalls.length > 0 ? '' : JSON.stringify(shapeAnswer(analyse(conversation), options.outputSchema));
    const usage = {
      promptTokens: wordsIn([
        ...messages.map((message) => message.content),
        ...options.tools.map((tool) => JSON.stringify(tool.metadata)),
      ]),
      completionTokens: wordsIn([
        content,
        ...toolCalls.map((call) => `${call.name} ${JSON.stringify(call.arguments)}`),
      ]),
    };
    this.recordTokenMetrics(options.metricGroup, this.name, usage.promptTokens, usage.completionTokens);
    return ChatMessage.assistant(content, toolCalls, { model_name: this.name, ...usage });
  }
}

function analyse({ question, aspects }: Conversation): ReviewAnalysis {
  const sentiment = analyseSentiment(question);
  const score = Math.round(sentiment.score * 1000) / 1000;
  return {
    score,
    label: labelOf(score),
    reasons: quoteReasons(sentiment, question.title),
    aspects: findAspects(sentiment.sentences, aspects ?? Object.keys(aspectVocabulary)),
  };
}

/** The embedded model reads words, so words are its tokens. */
function wordsIn(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + (text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0), 0);
}
