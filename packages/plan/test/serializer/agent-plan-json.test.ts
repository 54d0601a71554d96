import {
  Agent,
  AgentConfiguration,
  ChatMessage,
  InputEvent,
  Prompt,
  type ResourceClass,
  ResourceDescriptor,
  ToolParameters,
} from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AgentPlan, defineTool, ResourceCache, type TypeScriptFunction } from '../../src/index.js';
import { callOptions } from '../support/call-options.js';
import { errorOf } from '../support/expect-error.js';
import { fixturesExist, readFixture } from '../support/fixtures.js';
import { ScriptedConnection, ScriptedSetup } from '../support/models.js';

const exampleModule = 'file:///shop/actions.js';
const python = (name: string, ...triggers: readonly string[]): Record<string, unknown> => ({
  name,
  exec: { func_type: 'PythonFunction', module: 'm', qualname: name },
  trigger_conditions: triggers,
  config: null,
});

async function examplePlan(): Promise<AgentPlan> {
  const agent = new Agent('shop')
    .addAction('remember', [InputEvent], () => undefined, { config: { limit: 3, since: new Date(0), none: null } })
    .addAction('score', ['order.paid', 'attributes.ready == true'], {
      language: 'python',
      module: 'shop.scores',
      qualname: 'score',
    })
    .addAction('ship', ["'order.shipped'"], { language: 'typescript', module: exampleModule, exportName: 'ship' })
    .addResource(
      'greeting',
      'prompt',
      Prompt.fromMessages([ChatMessage.system('Be kind.'), ChatMessage.user('{question}')]),
    )
    .addResource(
      'add',
      'tool',
      defineTool({
        name: 'add',
        description: 'Adds two numbers.',
        parameters: z.object({ a: z.number().describe('first'), b: z.int().optional() }),
        call: ({ a, b }) => a + (b ?? 0),
      }),
    )
    .addResource(
      'connection',
      'chat_model_connection',
      new ResourceDescriptor({ module: '@shop/models', name: 'Connection' }, { url: 'http://localhost' }),
    )
    .addResource(
      'model',
      'chat_model',
      new ResourceDescriptor(ScriptedSetup, { connection: 'connection', prompt: 'greeting', tools: ['add'] }),
    );
  const configuration = new AgentConfiguration({ chat: { async: false }, 'max-retries': 2, ratio: 1.5 });
  const importModule = async (): Promise<unknown> => ({ ship: () => undefined, Connection: class {} });
  return await AgentPlan.compile(agent, { configuration, importModule });
}

describe('plans as JSON', () => {
  test('a plan is written as the file in golden says', async () => {
    await expect(`${JSON.stringify(await examplePlan(), null, 2)}\n`).toMatchFileSnapshot('../golden/agent-plan.json');
  });

  test('a plan that was written and read is written the same again', async () => {
    const json = JSON.stringify(await examplePlan());
    const read = AgentPlan.fromJson(JSON.parse(json));
    expect(JSON.stringify(read)).toBe(json);
  });

  test('actions keep their order, triggers and configuration', async () => {
    const plan = await examplePlan();
    const read = AgentPlan.fromJson(JSON.parse(JSON.stringify(plan)));
    expect(read.actions.map(({ name }) => name)).toEqual(plan.actions.map(({ name }) => name));
    expect(read.actions.map(({ triggerConditions }) => triggerConditions)).toEqual(
      plan.actions.map(({ triggerConditions }) => triggerConditions),
    );
    expect(read.getActionConfig('remember')).toEqual({ limit: 3, since: new Date(0), none: null });
    expect(read.configuration.getNumber('ratio')).toBe(1.5);
    expect(read.configuration.getBoolean('chat.async')).toBe(false);
  });

  test('a read plan runs with the functions and classes that are registered', async () => {
    const plan = await AgentPlan.compile(
      new Agent('a')
        .addAction('handle', [InputEvent], () => undefined)
        .addResource(
          'double',
          'tool',
          defineTool({ name: 'double', description: '', parameters: { type: 'object' }, call: () => 0 }),
        ),
    );
    const handle = (): void => undefined;
    const read = AgentPlan.fromJson(JSON.parse(JSON.stringify(plan)), {
      registry: {
        actions: new Map([['handle', handle]]),
        tools: new Map([['double', ({ n }: { readonly n: number }) => 2 * n]]),
      },
    });
    await read.resolve();
    expect(await (read.getAction('handle')?.exec as TypeScriptFunction | undefined)?.resolve()).toBe(handle);
    const cache = new ResourceCache(read.resourceProviders, read.configuration);
    await cache.openAll();
    const response = await cache.getResource('double', 'tool').call(new ToolParameters({ n: 21 }), callOptions());
    expect(response.result).toBe(42);
  });

  test('a model of a read plan can be chatted with', async () => {
    class FixedConnection extends ScriptedConnection {
      constructor() {
        super([ChatMessage.assistant('hello')]);
      }
    }
    const agent = new Agent('a')
      .addResource('connection', 'chat_model_connection', new ResourceDescriptor(FixedConnection))
      .addResource('model', 'chat_model', new ResourceDescriptor(ScriptedSetup, { connection: 'connection' }));
    const read = AgentPlan.fromJson(JSON.parse(JSON.stringify(await AgentPlan.compile(agent))), {
      registry: {
        resourceClasses: new Map<string, ResourceClass>([
          ['FixedConnection', FixedConnection],
          ['ScriptedSetup', ScriptedSetup],
        ]),
      },
    });
    const cache = new ResourceCache(read.resourceProviders, read.configuration);
    await cache.openAll();
    expect((await cache.getResource('model', 'chat_model').chat([ChatMessage.user('hi')])).content).toBe('hello');
  });

  test('a plan of an older version, without name and with actions by event, can be read', () => {
    const read = AgentPlan.fromJson({
      actions: {
        first: {
          name: 'first',
          exec: { func_type: 'PythonFunction', module: 'm', qualname: 'f' },
          listen_event_types: ['a.B', 'a.C'],
        },
      },
      actions_by_event: { 'a.B': ['first'], 'a.C': ['first'] },
      config: { conf_data: { key1: 1, key2: 1.5, key3: true, key4: 'v1' } },
    });
    expect(read.agentName).toBe('agent');
    expect(read.getAction('first')?.triggerConditions).toEqual(['a.B', 'a.C']);
    expect(read.configuration.keys).toEqual(['key1', 'key2', 'key3', 'key4']);
    expect(read.configuration.getNumber('key2')).toBe(1.5);
    expect(read.resourceProviders).toEqual([]);
  });

  test('an empty plan stays empty', () => {
    const json = '{"agent_name":"a","actions":{},"resource_providers":{},"config":{"conf_data":{}}}';
    expect(JSON.stringify(AgentPlan.fromJson(JSON.parse(json)))).toBe(json);
  });

  test('names that objects have by themselves are names like any other', () => {
    const actions = JSON.parse(
      '{"__proto__":{"name":"__proto__","exec":{"func_type":"PythonFunction","module":"m","qualname":"f"},"trigger_conditions":["t"],"config":null}}',
    ) as unknown;
    const json = { agent_name: 'constructor', actions, resource_providers: {}, config: { conf_data: {} } };
    expect(JSON.stringify(AgentPlan.fromJson(json))).toBe(JSON.stringify(json));
  });

  test.each([
    ['text', 'plan', 'ATTRIBUTE_INVALID', 'plan'],
    ['no actions', { agent_name: 'a' }, 'ATTRIBUTE_INVALID', 'plan.actions'],
    ['a list of actions', { actions: [] }, 'ATTRIBUTE_INVALID', 'plan.actions'],
    ['an action under another name', { actions: { a: python('b', 't') } }, 'PLAN_NAME_MISMATCH', 'plan.actions.a'],
    [
      'an action without triggers',
      { actions: { a: python('a') } },
      'ACTION_TRIGGERS_EMPTY',
      'plan.actions.a.trigger_conditions',
    ],
    [
      'a broken function',
      { actions: { a: { ...python('a', 't'), exec: { func_type: 'X' } } } },
      'FUNCTION_TYPE_UNSUPPORTED',
      'plan.actions.a.exec.func_type',
    ],
    [
      'an unknown type of resource',
      { actions: {}, resource_providers: { robot: {} } },
      'RESOURCE_TYPE_INVALID',
      'plan.resource_providers',
    ],
    [
      'a provider under another type',
      {
        actions: {},
        resource_providers: {
          tool: {
            p: {
              name: 'p',
              type: 'prompt',
              module: '',
              clazz: 'LocalPrompt',
              serialized: { template: '' },
              __resource_provider_type__: 'TypeScriptSerializableResourceProvider',
            },
          },
        },
      },
      'PLAN_NAME_MISMATCH',
      'plan.resource_providers.tool.p',
    ],
    [
      'a provider that is null',
      { actions: {}, resource_providers: { tool: { t: null } } },
      'ATTRIBUTE_INVALID',
      'plan.resource_providers.tool.t',
    ],
    ['an unknown member', { actions: {}, agents: {} }, 'ATTRIBUTE_UNKNOWN', 'plan.agents'],
    [
      'an unknown member of the configuration',
      { actions: {}, config: { data: {} } },
      'ATTRIBUTE_UNKNOWN',
      'plan.config.data',
    ],
  ])('a plan with %s is refused by its path', (_what, json, code, path) => {
    expect(errorOf(() => AgentPlan.fromJson(json))).toMatchObject({ code, path });
  });
});

describe.runIf(fixturesExist)('the plan another implementation wrote', () => {
  test('is read and written the same again', () => {
    const json = readFixture('plans/agent_plan_with_python_action.json');
    expect(JSON.stringify(AgentPlan.fromJson(json))).toBe(JSON.stringify(json));
  });

  test('has our built-in actions and its Python action', async () => {
    const plan = AgentPlan.fromJson(readFixture('plans/agent_plan_with_python_action.json'));
    await plan.resolve();
    expect(plan.agentName).toBe('Agent');
    expect(plan.actions.map(({ name, exec }) => [name, exec.funcType])).toEqual([
      ['chat_model_action', 'TypeScriptFunction'],
      ['tool_call_action', 'TypeScriptFunction'],
      ['context_retrieval_action', 'TypeScriptFunction'],
      ['handle', 'PythonFunction'],
    ]);
    expect(plan.getAction('handle')?.triggerConditions).toEqual(['_input_event', 'attributes.ready == true']);
  });
});
