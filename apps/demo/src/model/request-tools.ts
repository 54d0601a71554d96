import type { Attributes, JsonSchema, Tool, ToolCall } from '@millrace/api';
import type { ReviewQuestion } from '../prompts.js';
import type { Conversation } from './conversation.js';

/** The calls the embedded model asks for: each offered tool once, if the conversation holds every argument that it requires. */
export function requestTools(tools: readonly Tool[], conversation: Conversation): readonly ToolCall[] {
  return tools
    .filter(({ name }) => !conversation.calledTools.has(name))
    .flatMap((tool): readonly Omit<ToolCall, 'id'>[] => {
      const args = fillArguments(tool.metadata.inputSchema, conversation.question);
      return args === undefined ? [] : [{ name: tool.name, arguments: args }];
    })
    .map((call, index) => ({ id: `lexicon-${conversation.toolRounds + 1}-${index + 1}`, ...call }));
}

/** `undefined` when a required argument is not to be found. */
function fillArguments(schema: JsonSchema, question: ReviewQuestion): Attributes | undefined {
  const properties = Object.keys(membersOf(schema['properties']));
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const args = Object.fromEntries(
    properties.map((name) => [name, argumentFor(name, question)]).filter(([, value]) => value !== undefined),
  );
  return required.every((name) => typeof name === 'string' && Object.hasOwn(args, name)) ? args : undefined;
}

function argumentFor(name: string, question: ReviewQuestion): string | undefined {
  switch (name.toLowerCase().replaceAll('_', '')) {
    case 'product':
    case 'productid':
      return question.product;
    case 'title':
      return question.title;
    case 'text':
    case 'review':
    case 'reviewtext':
      return question.text;
    default:
      return undefined;
  }
}

function membersOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
