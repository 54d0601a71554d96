import {
  Agent,
  type AttributeValue,
  BaseChatModelSetup,
  ChatMessage,
  ChatRequestEvent,
  ChatResponseEvent,
  InputEvent,
  OutputEvent,
  Prompt,
  ResourceDescriptor,
} from '@millrace/api';
import { defineTool } from '@millrace/plan';
import { AgentsExecutionEnvironment } from '@millrace/runtime';
import { z } from 'zod';
import { RuleChatModelConnection } from './custom/rule-chat-model.js';

// #region resources
const stock: ReadonlyMap<string, number> = new Map([['croissants', 4]]);

const countStock = defineTool({
  name: 'count_stock',
  description: 'Says how many pieces of an article are left.',
  parameters: z.object({ article: z.string().describe('Name of the article, in plural') }),
  call: ({ article }) => stock.get(article) ?? 0,
});

const prompt = Prompt.fromMessages([
  ChatMessage.system('You work behind the counter of {shop}. Look things up before you answer.'),
]);
// #endregion resources

// #region agent
const clerk = new Agent('clerk')
  .addResource('rules', 'chat_model_connection', new RuleChatModelConnection())
  .addResource('counter-prompt', 'prompt', prompt)
  .addResource(countStock.name, 'tool', countStock)
  .addResource(
    'counter',
    'chat_model',
    // A setup names what it uses; the plan checks that all of it exists.
    new ResourceDescriptor(BaseChatModelSetup, {
      connection: 'rules',
      prompt: 'counter-prompt',
      tools: [countStock.name],
    }),
  )
  .addAction('ask', [InputEvent], (event: InputEvent<string>, ctx) => {
    const messages = [ChatMessage.user(event.input)];
    ctx.sendEvent(new ChatRequestEvent({ model: 'counter', messages, promptArgs: { shop: 'the corner café' } }));
  })
  // Between the two, built-in actions talk to the model and call the tools it asks for, each call a durable call.
  .addAction('answer', [ChatResponseEvent], (event, ctx) => {
    ctx.sendEvent(new OutputEvent(event.response.content));
  });
// #endregion agent

const questions = ['How many croissants are there?', 'And how many bagels?'];

/** The answers, and the types of the events on the way to them, in the order in which they came first. */
export async function answerQuestions(): Promise<Record<'answers' | 'eventTypes', readonly AttributeValue[]>> {
  const eventTypes: string[] = [];
  const env = new AgentsExecutionEnvironment({
    listeners: [{ onEventProcessed: ({ eventType }) => void eventTypes.push(eventType) }],
  });
  const answers = env
    .fromList(questions)
    .keyBy(() => 'counter')
    .apply(clerk)
    .toList();
  await env.execute();
  return { answers: answers.map(({ value }) => value), eventTypes: [...new Set(eventTypes)] };
}

if (process.argv[1] === import.meta.filename) {
  const { answers, eventTypes } = await answerQuestions();
  for (const line of [...answers, ...eventTypes]) {
    console.log(line);
  }
}
