import {
  Agent,
  AgentConfiguration,
  AgentExecutionOptions,
  BaseChatModelSetup,
  ChatMessage,
  defineEvent,
  Event,
  InputEvent,
  Prompt,
  ResourceDescriptor,
} from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AgentPlan, defineTool, ResourceCache } from '../src/index.js';
import { errorOf, rejectionOf } from './support/expect-error.js';
import { LengthEmbeddingSetup, ListVectorStore, ScriptedConnection } from './support/models.js';

const exampleModule = new URL('./support/example-module.ts', import.meta.url).href;
const ignore = (): void => undefined;
const connection = new ScriptedConnection([ChatMessage.assistant('hello')]);
const add = defineTool({
  name: 'add',
  description: 'Adds.',
  parameters: z.object({ a: z.number(), b: z.number() }),
  call: ({ a, b }) => a + b,
});

describe('the actions of a plan', () => {
  test('are the built-in ones, then those of the agent in the order they were added', async () => {
    const agent = new Agent('shop')
      .addAction('first', [InputEvent], ignore)
      .addAction('second', ['paid', 'a > 1'], ignore);
    const plan = await AgentPlan.compile(agent);
    expect(plan.agentName).toBe('shop');
    expect(plan.actions.map(({ name, triggerConditions }) => [name, triggerConditions])).toEqual([
      ['chat_model_action', ['_chat_request_event', '_tool_response_event']],
      ['tool_call_action', ['_tool_request_event']],
      ['context_retrieval_action', ['_context_retrieval_request_event']],
      ['first', ['_input_event']],
      ['second', ['paid', 'a > 1']],
    ]);
  });

  test('of an agent without any are the built-in ones', async () => {
    expect((await AgentPlan.compile(new Agent())).actions).toHaveLength(3);
  });

  test('keep their configuration', async () => {
    const plan = await AgentPlan.compile(new Agent().addAction('a', ['t'], ignore, { config: { limit: 123 } }));
    expect(plan.getActionConfig('a')).toEqual({ limit: 123 });
    expect(plan.getActionConfig('chat_model_action')).toEqual({});
    expect(plan.getAction('a')?.config).toEqual({ limit: 123 });
    expect(plan.getAction('b')).toBeUndefined();
  });

  test('cannot have the name of a built-in one', async () => {
    const agent = new Agent().addAction('tool_call_action', [InputEvent], ignore);
    expect(await rejectionOf(AgentPlan.compile(agent))).toMatchObject({
      code: 'ACTION_DUPLICATE',
      path: 'actions.tool_call_action',
    });
  });

  test('cannot appear twice in a plan', () => {
    expect(errorOf(() => new AgentPlan({ agentName: 'a', actions: [...twice()] }))).toMatchObject({
      code: 'ACTION_DUPLICATE',
    });
    function* twice() {
      const init = AgentPlan.fromJson({
        actions: {
          a: {
            name: 'a',
            exec: { func_type: 'PythonFunction', module: 'm', qualname: 'f' },
            trigger_conditions: ['t'],
          },
        },
      });
      yield* init.actions;
      yield* init.actions;
    }
  });

  test('can be functions of modules and of Python', async () => {
    const agent = new Agent()
      .addAction('echo', ['t'], { language: 'typescript', module: exampleModule, exportName: 'echo' })
      .addAction('score', ['t'], { language: 'python', module: 'shop.scores', qualname: 'score' });
    const plan = await AgentPlan.compile(agent);
    expect(plan.getAction('echo')?.exec).toMatchObject({
      funcType: 'TypeScriptFunction',
      module: exampleModule,
      exportName: 'echo',
    });
    expect(plan.getAction('score')?.exec).toMatchObject({
      funcType: 'PythonFunction',
      module: 'shop.scores',
      qualname: 'score',
    });
  });

  test('must be functions that can be found', async () => {
    const agent = new Agent().addAction('a', ['t'], {
      language: 'typescript',
      module: exampleModule,
      exportName: 'nope',
    });
    const error = await rejectionOf(AgentPlan.compile(agent));
    expect(error.code).toBe('FUNCTION_UNRESOLVABLE');
    expect(error.message).toContain('nope');
  });

  test('must not ask for more than event and context', async () => {
    const three = (_event: unknown, _context: unknown, _more: unknown): void => undefined;
    const byHand = new Agent().addAction('a', ['t'], three as () => void);
    const byName = new Agent().addAction('a', ['t'], {
      language: 'typescript',
      module: exampleModule,
      exportName: 'threeParameters',
    });
    expect((await rejectionOf(AgentPlan.compile(byHand))).code).toBe('FUNCTION_SIGNATURE_INVALID');
    expect((await rejectionOf(AgentPlan.compile(byName))).code).toBe('FUNCTION_SIGNATURE_INVALID');
  });

  test('are imported the way the caller says', async () => {
    const agent = new Agent().addAction('a', ['t'], { language: 'typescript', module: 'shop', exportName: 'handle' });
    const imported: string[] = [];
    const importModule = async (module: string): Promise<unknown> => {
      imported.push(module);
      return { handle: ignore };
    };
    const plan = await AgentPlan.compile(agent, { importModule });
    expect(imported).toEqual(['shop']);
    expect(plan.getAction('a')).toBeDefined();
  });
});

describe('the triggers of a plan', () => {
  test('are conditions that can be compiled, which is found out at once', async () => {
    const agent = new Agent().addAction('a', [InputEvent, '42'], ignore);
    expect(await rejectionOf(AgentPlan.compile(agent))).toMatchObject({
      code: 'TRIGGER_TYPE_CHECK',
      path: 'actions.a.trigger_conditions[1]',
    });
  });

  test('quote the type of an event class where it would be taken for a condition', async () => {
    const True = defineEvent('true', z.object({}));
    const plan = await AgentPlan.compile(new Agent().addAction('a', [True], ignore));
    expect(plan.getAction('a')?.triggerConditions).toEqual(["'true'"]);
  });

  test('cannot be event classes whose type cannot be written down', async () => {
    const Spaced = defineEvent('order created', z.object({}));
    expect(await rejectionOf(AgentPlan.compile(new Agent().addAction('a', [Spaced], ignore)))).toMatchObject({
      code: 'TRIGGER_EVENT_TYPE_INVALID',
    });
    expect(await rejectionOf(AgentPlan.compile(new Agent().addEventClass(Spaced)))).toMatchObject({
      code: 'TRIGGER_EVENT_TYPE_INVALID',
      path: 'eventClasses.order created',
    });
  });

  test('cannot be event classes with a type that is reserved', async () => {
    class Mine extends Event {
      static readonly type: string = '_my_event';
    }
    expect((await rejectionOf(AgentPlan.compile(new Agent().addAction('a', [Mine], ignore)))).code).toBe(
      'TRIGGER_EVENT_TYPE_UNKNOWN',
    );
  });

  test('cannot be two event classes of one type', async () => {
    const [A, B] = [defineEvent('paid', z.object({})), defineEvent('paid', z.object({}))];
    const agent = new Agent().addAction('a', [A], ignore).addAction('b', [B], ignore);
    expect((await rejectionOf(AgentPlan.compile(agent))).code).toBe('EVENT_TYPE_DUPLICATE');
  });
});

describe('the resources of a plan', () => {
  test('are those of the agent, and those of the environment under names the agent does not use', async () => {
    const own = Prompt.fromText('own');
    const agent = new Agent().addResource('greeting', 'prompt', own);
    const resources = [
      { name: 'greeting', type: 'prompt', resource: Prompt.fromText('other') },
      { name: 'farewell', type: 'prompt', resource: Prompt.fromText('bye') },
    ] as const;
    const plan = await AgentPlan.compile(agent, { resources });
    const cache = new ResourceCache(plan.resourceProviders, plan.configuration);
    await cache.openAll();
    expect(cache.getResource('greeting', 'prompt')).toBe(own);
    expect(await cache.getResource('farewell', 'prompt').formatText({})).toBe('bye');
    expect(agent.resources).toHaveLength(1);
  });

  test.each([
    ['connection', 'chat_model', { connection: 'nowhere' }],
    ['prompt', 'chat_model', { connection: 'c', prompt: 'nowhere' }],
    ['tools', 'chat_model', { connection: 'c', tools: ['add', 'nowhere'] }],
    ['connection', 'embedding_model', { connection: 'nowhere', model: 'm' }],
    ['embedding_model', 'vector_store', { embedding_model: 'nowhere' }],
  ] as const)('are refused when the argument %s of a %s names none', async (argument, type, args) => {
    const target = {
      chat_model: BaseChatModelSetup,
      embedding_model: LengthEmbeddingSetup,
      vector_store: ListVectorStore,
    }[type];
    const agent = new Agent()
      .addResource('c', 'chat_model_connection', connection)
      .addResource('add', 'tool', add)
      .addResource('x', type, new ResourceDescriptor(target, args));
    const error = await rejectionOf(AgentPlan.compile(agent));
    expect(error).toMatchObject({
      code: 'RESOURCE_NOT_FOUND',
      path: `resource_providers.${type}.x.arguments.${argument}`,
    });
    expect(error.message).toContain('nowhere');
  });

  test('may hold a prompt instead of naming one', async () => {
    const args = { connection: 'c', prompt: Prompt.fromText('Say {x}'), tools: ['add'] };
    const agent = new Agent()
      .addResource('c', 'chat_model_connection', connection)
      .addResource('add', 'tool', add)
      .addResource('m', 'chat_model', new ResourceDescriptor(BaseChatModelSetup, args));
    const plan = await AgentPlan.compile(agent);
    const cache = new ResourceCache(plan.resourceProviders, plan.configuration);
    await cache.openAll();
    const answer = await cache.getResource('m', 'chat_model').chat([ChatMessage.user('', { x: 'hi' })]);
    expect(answer.content).toBe('hello');
    expect(connection.requests.at(-1)?.messages.map(String)).toEqual(['user: Say hi']);
    expect(connection.requests.at(-1)?.options.tools.map(({ name }) => name)).toEqual(['add']);
  });

  test('are refused when a tool is added under another name than models are told', async () => {
    const agent = new Agent().addResource('plus', 'tool', add);
    expect(await rejectionOf(AgentPlan.compile(agent))).toMatchObject({
      code: 'TOOL_NAME_MISMATCH',
      path: 'resource_providers.tool.plus',
    });
  });

  test('are refused when the class cannot be imported', async () => {
    const descriptor = new ResourceDescriptor({ module: exampleModule, name: 'NoSuchServer' });
    const error = await rejectionOf(AgentPlan.compile(new Agent().addResource('s', 'mcp_server', descriptor)));
    expect(error.code).toBe('RESOURCE_CLASS_UNRESOLVABLE');
    expect(error.message).toContain('NoSuchServer');
  });
});

describe('the configuration of a plan', () => {
  test('is a frozen copy', async () => {
    const configuration = new AgentConfiguration({ 'max-retries': 7 });
    const plan = await AgentPlan.compile(new Agent(), { configuration });
    configuration.set(AgentExecutionOptions.maxRetries, 1);
    expect(plan.configuration.get(AgentExecutionOptions.maxRetries)).toBe(7);
    expect(errorOf(() => plan.configuration.set(AgentExecutionOptions.maxRetries, 2)).code).toBe('CONFIG_FROZEN');
  });
});

test('the events of a plan are read as instances of the classes of the agent and of the built-in ones', async () => {
  const Paid = defineEvent('paid', z.object({ amount: z.number() }));
  const plan = await AgentPlan.compile(new Agent().addAction('a', [Paid], ignore));
  expect(plan.eventCodec.fromJson({ id: '1', type: 'paid', attributes: { amount: 2 } })).toBeInstanceOf(Paid);
  expect(plan.eventCodec.fromJson({ id: '2', type: '_input_event', attributes: { input: 1 } })).toBeInstanceOf(
    InputEvent,
  );
});
