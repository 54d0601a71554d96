import { type ChatMessage, InvalidValueError } from '@millrace/api';
import { type ReviewQuestion, readReviewQuestion } from '../prompts.js';

/** What the embedded model understands of a conversation. */
export interface Conversation {
  readonly question: ReviewQuestion;
  /** Names of the tools that were called since the question. */
  readonly calledTools: ReadonlySet<string>;
  /** How often the model has asked for tools since the question. */
  readonly toolRounds: number;
  /** Aspects that a tool named; `undefined` when none did. */
  readonly aspects: readonly string[] | undefined;
}

/** @throws InvalidValueError `CONVERSATION_WITHOUT_QUESTION` when no user message has content. */
export function readConversation(messages: readonly ChatMessage[]): Conversation {
  const asked = messages.findLastIndex(({ role, content }) => role === 'user' && content.trim() !== '');
  const question = messages[asked];
  if (question === undefined) {
    throw new InvalidValueError('CONVERSATION_WITHOUT_QUESTION', 'The conversation has no user message.', {
      path: 'messages',
      hint: 'Send the review as a user message.',
    });
  }
  const since = messages.slice(asked + 1);
  const requests = since.filter(({ toolCalls }) => toolCalls.length > 0);
  return {
    question: readReviewQuestion(question.content),
    calledTools: new Set(requests.flatMap(({ toolCalls }) => toolCalls.map(({ name }) => name))),
    toolRounds: requests.length,
    aspects: since
      .filter(({ role }) => role === 'tool')
      .map(readAspects)
      .find((aspects) => aspects !== undefined),
  };
}

/** Tools answer with JSON, or with the text of an error. */
function readAspects({ content }: ChatMessage): readonly string[] | undefined {
  let result: unknown;
  try {
    result = JSON.parse(content);
  } catch {
    return undefined;
  }
  const aspects = typeof result === 'object' && result !== null && 'aspects' in result ? result.aspects : undefined;
  return Array.isArray(aspects)
    ? aspects.filter((aspect): aspect is string => typeof aspect === 'string' && aspect.trim() !== '')
    : undefined;
}
