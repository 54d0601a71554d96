import { AgentConfiguration, ChatMessage, LocalPrompt, Prompt, Resource, ResourceDescriptor } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import {
  defineTool,
  ResourceCache,
  readResourceProvider,
  TypeScriptResourceProvider,
  TypeScriptSerializableResourceProvider,
} from '../../src/index.js';
import { ExampleServer } from '../support/example-module.js';
import { errorOf, rejectionOf } from '../support/expect-error.js';

const marker = '__resource_provider_type__';
const descriptor = {
  target_module: 'shop.models',
  target_clazz: 'Model',
  arguments: { host: '8.8.8.8', limits: [1, null, { x: 1.5 }] },
};

describe('resource providers as JSON', () => {
  test.each([
    { name: 'm', type: 'chat_model', descriptor, [marker]: 'PythonResourceProvider' },
    {
      name: 'm',
      type: 'chat_model',
      descriptor: { ...descriptor, target_module: '' },
      [marker]: 'JavaResourceProvider',
    },
    { name: 'm', type: 'chat_model', descriptor, [marker]: 'TypeScriptResourceProvider' },
    {
      name: 't',
      type: 'tool',
      module: 'shop.tools',
      clazz: 'Tool',
      serialized: { metadata: { a: [1, { b: null }] } },
      [marker]: 'PythonSerializableResourceProvider',
    },
    {
      name: 'p',
      type: 'prompt',
      module: 'com.example',
      clazz: 'com.example.Prompt',
      serializedResource: '{"template":"x"}',
      [marker]: 'JavaSerializableResourceProvider',
    },
    {
      name: 'p',
      type: 'prompt',
      module: '',
      clazz: 'LocalPrompt',
      serialized: { template: 'Say {x}' },
      [marker]: 'TypeScriptSerializableResourceProvider',
    },
  ])('$__resource_provider_type__ reads and writes as itself', (json) => {
    expect(JSON.stringify(readResourceProvider(json).toJSON())).toBe(JSON.stringify(json));
  });

  test('a prompt of messages is the same prompt after reading', async () => {
    const prompt = Prompt.fromMessages([ChatMessage.system('Be {mood}.'), ChatMessage.user('{question}')]);
    const json = new TypeScriptSerializableResourceProvider('p', 'prompt', prompt).toJSON();
    const factory = await readResourceProvider(JSON.parse(JSON.stringify(json))).resolve();
    const read = factory(new ResourceCache([], new AgentConfiguration()));
    expect(read).toBeInstanceOf(LocalPrompt);
    expect(prompt.equals(read as LocalPrompt)).toBe(true);
  });

  test('a class that is only registered is found by its name', async () => {
    const provider = new TypeScriptResourceProvider(
      's',
      'mcp_server',
      new ResourceDescriptor(ExampleServer, { endpoint: 'e' }),
    );
    const json: unknown = JSON.parse(JSON.stringify(provider));
    const read = readResourceProvider(json, 'provider', {
      resourceClasses: new Map([['ExampleServer', ExampleServer]]),
    });
    const cache = new ResourceCache([read], new AgentConfiguration());
    await cache.openAll();
    expect(cache.getResource('s', 'mcp_server')).toMatchObject({ endpoint: 'e' });
    expect((await rejectionOf(readResourceProvider(json).resolve())).code).toBe('RESOURCE_CLASS_UNRESOLVABLE');
  });

  test('an instance that cannot be written down is refused by name', () => {
    class Secret extends Resource {
      override readonly resourceType = 'mcp_server';
    }
    expect(
      errorOf(() => new TypeScriptSerializableResourceProvider('s', 'mcp_server', new Secret()).toJSON()),
    ).toMatchObject({
      code: 'RESOURCE_NOT_SERIALIZABLE',
      path: 'resource_providers.mcp_server.s',
    });
  });

  test('an argument that only works in process is refused by its path', () => {
    const provider = new TypeScriptResourceProvider(
      's',
      'mcp_server',
      new ResourceDescriptor(ExampleServer, { fetch: () => 1 }),
    );
    expect(errorOf(() => provider.toJSON())).toMatchObject({ code: 'VALUE_NOT_SERIALIZABLE', path: 'arguments.fetch' });
  });

  test.each([
    ['no kind', { name: 'a', type: 'tool', descriptor }, 'ATTRIBUTE_INVALID', `provider.${marker}`],
    [
      'an unknown kind',
      { name: 'a', type: 'tool', descriptor, [marker]: 'RubyResourceProvider' },
      'RESOURCE_PROVIDER_TYPE_UNSUPPORTED',
      `provider.${marker}`,
    ],
    ['no name', { type: 'tool', descriptor, [marker]: 'PythonResourceProvider' }, 'ATTRIBUTE_INVALID', 'provider.name'],
    [
      'an unknown type',
      { name: 'a', type: 'robot', descriptor, [marker]: 'PythonResourceProvider' },
      'RESOURCE_TYPE_INVALID',
      'provider.type',
    ],
    [
      'no descriptor',
      { name: 'a', type: 'tool', [marker]: 'PythonResourceProvider' },
      'ATTRIBUTE_INVALID',
      'provider.descriptor',
    ],
    [
      'a descriptor without class',
      { name: 'a', type: 'tool', descriptor: { arguments: {} }, [marker]: 'TypeScriptResourceProvider' },
      'ATTRIBUTE_INVALID',
      'provider.descriptor.target_clazz',
    ],
    [
      'the fields of another kind',
      { name: 'a', type: 'tool', kwargs: {}, descriptor, [marker]: 'PythonResourceProvider' },
      'ATTRIBUTE_UNKNOWN',
      'provider.kwargs',
    ],
    [
      'a prompt without template',
      {
        name: 'p',
        type: 'prompt',
        module: '',
        clazz: 'LocalPrompt',
        serialized: {},
        [marker]: 'TypeScriptSerializableResourceProvider',
      },
      'ATTRIBUTE_INVALID',
      'provider.serialized.template',
    ],
    [
      'an empty list of messages',
      {
        name: 'p',
        type: 'prompt',
        module: '',
        clazz: 'LocalPrompt',
        serialized: { template: [] },
        [marker]: 'TypeScriptSerializableResourceProvider',
      },
      'PROMPT_EMPTY',
      'provider.serialized.template',
    ],
    [
      'a class that is not written down',
      {
        name: 'p',
        type: 'prompt',
        module: '',
        clazz: 'Other',
        serialized: {},
        [marker]: 'TypeScriptSerializableResourceProvider',
      },
      'ATTRIBUTE_INVALID',
      'provider.clazz',
    ],
    [
      'a tool without name',
      {
        name: 't',
        type: 'tool',
        module: '',
        clazz: 'FunctionTool',
        serialized: { metadata: { description: '', inputSchema: '{}' }, function: {} },
        [marker]: 'TypeScriptSerializableResourceProvider',
      },
      'ATTRIBUTE_INVALID',
      'provider.serialized.metadata.name',
    ],
    [
      'text instead of an object',
      {
        name: 't',
        type: 'tool',
        module: '',
        clazz: 'Tool',
        serialized: '{}',
        [marker]: 'PythonSerializableResourceProvider',
      },
      'ATTRIBUTE_INVALID',
      'provider.serialized',
    ],
  ])('a provider with %s is refused by its path', (_what, json, code, path) => {
    expect(errorOf(() => readResourceProvider(json))).toMatchObject({ code, path });
  });

  test('a tool keeps its metadata and the name of its function', () => {
    const tool = defineTool({
      name: 'add',
      description: 'Adds.',
      parameters: { type: 'object', properties: { a: { type: 'number' } } },
      call: () => 1,
    });
    const json: unknown = JSON.parse(JSON.stringify(new TypeScriptSerializableResourceProvider('add', 'tool', tool)));
    expect(json).toMatchObject({
      clazz: 'FunctionTool',
      serialized: {
        metadata: {
          name: 'add',
          description: 'Adds.',
          inputSchema: '{"type":"object","properties":{"a":{"type":"number"}}}',
        },
        function: { func_type: 'TypeScriptFunction', module: '', export_name: 'add' },
      },
    });
    expect(JSON.stringify(readResourceProvider(json))).toBe(JSON.stringify(json));
  });
});
