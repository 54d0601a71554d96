import {
  AgentConfiguration,
  Prompt,
  Resource,
  type ResourceClass,
  type ResourceContext,
  ResourceDescriptor,
  type ResourceType,
} from '@millrace/api';
import { describe, expect, test } from 'vitest';
import {
  defineTool,
  PythonResourceProvider,
  ResourceCache,
  type ResourceProvider,
  TypeScriptResourceProvider,
  TypeScriptSerializableResourceProvider,
} from '../../src/index.js';
import { errorOf, rejectionOf } from '../support/expect-error.js';

/** Writes down what happens to the servers of one test, in order. */
class Journal {
  readonly lines: string[] = [];

  /** A class of servers: its constructor asks for the servers named in `needs`. */
  serverClass(options: { readonly failing?: readonly ('constructor' | 'open' | 'close')[] } = {}): ResourceClass {
    const { lines } = this;
    const fail = (name: string, at: 'constructor' | 'open' | 'close'): void => {
      if (options.failing?.includes(at) === true) {
        throw new Error(`${name} fails in ${at}`);
      }
    };
    return class Server extends Resource {
      override readonly resourceType = 'mcp_server';
      readonly name: string;

      constructor(descriptor: ResourceDescriptor, context: ResourceContext) {
        super(context);
        this.name = String(descriptor.getArgument('name'));
        fail(this.name, 'constructor');
        for (const needed of descriptor.getArgument('needs', []) as readonly string[]) {
          context.getResource(needed, 'mcp_server');
        }
        lines.push(`made ${this.name}`);
      }

      override async open(): Promise<void> {
        lines.push(`opened ${this.name}`);
        fail(this.name, 'open');
      }

      override async close(): Promise<void> {
        lines.push(`closed ${this.name}`);
        fail(this.name, 'close');
      }
    };
  }
}

function server(name: string, serverClass: ResourceClass, ...needs: readonly string[]): ResourceProvider {
  return new TypeScriptResourceProvider(name, 'mcp_server', new ResourceDescriptor(serverClass, { name, needs }));
}

const cacheOf = (...providers: readonly ResourceProvider[]): ResourceCache =>
  new ResourceCache(providers, new AgentConfiguration());

describe('ResourceCache', () => {
  test('makes each resource once, opens them in the order they were made, and closes them in reverse', async () => {
    const journal = new Journal();
    const Server = journal.serverClass();
    const cache = cacheOf(server('a', Server, 'c'), server('b', Server), server('c', Server, 'b'));
    await cache.openAll();
    expect(cache.getResource('a', 'mcp_server')).toBe(cache.getResource('a', 'mcp_server'));
    await cache.close();
    expect(journal.lines).toEqual([
      'made b',
      'made c',
      'made a',
      'opened b',
      'opened c',
      'opened a',
      'closed a',
      'closed c',
      'closed b',
    ]);
  });

  test('hands every resource the configuration of the agent', async () => {
    const seen: unknown[] = [];
    class Curious extends Resource {
      override readonly resourceType = 'mcp_server';
      constructor(_descriptor: ResourceDescriptor, context: ResourceContext) {
        super(context);
        seen.push(context.config.getInteger('limit'));
      }
    }
    const providers = [server('a', Curious)];
    await new ResourceCache(providers, new AgentConfiguration({ limit: 3 })).openAll();
    expect(seen).toEqual([3]);
  });

  test('a resource that does not exist is refused with the names of those that do', async () => {
    const Server = new Journal().serverClass();
    const cache = cacheOf(server('a', Server), server('b', Server));
    await cache.openAll();
    const error = errorOf(() => cache.getResource('c', 'mcp_server'));
    expect(error.code).toBe('RESOURCE_NOT_FOUND');
    expect(error.message).toMatch(/not found: c of type mcp_server.*a, b/);
    expect(errorOf(() => cache.getResource('a', 'tool')).message).toContain('There is no tool at all');
  });

  test('resources that need one another to be made are refused with the way around', async () => {
    const Server = new Journal().serverClass();
    const cache = cacheOf(
      server('fine', Server),
      server('a', Server, 'b'),
      server('b', Server, 'fine', 'c'),
      server('c', Server, 'a'),
    );
    const error = await rejectionOf(cache.openAll());
    expect(error.code).toBe('RESOURCE_CYCLE');
    expect(error.message).toContain('made: mcp_server a -> mcp_server b -> mcp_server c -> mcp_server a.');
  });

  test('one that needs a resource which does not exist is refused', async () => {
    const Server = new Journal().serverClass();
    expect((await rejectionOf(cacheOf(server('a', Server, 'nowhere')).openAll())).code).toBe('RESOURCE_NOT_FOUND');
  });

  test('a failing constructor is reported with the name of the resource and the real message', async () => {
    const error = await rejectionOf(
      cacheOf(server('a', new Journal().serverClass({ failing: ['constructor'] }))).openAll(),
    );
    expect(error.code).toBe('RESOURCE_CREATION_FAILED');
    expect(error.message).toContain('mcp_server a');
    expect(error.message).toContain('a fails in constructor');
  });

  test('when one fails to open, it and those that are open are closed, and the rest is not opened', async () => {
    const journal = new Journal();
    const cache = cacheOf(
      server('a', journal.serverClass()),
      server('b', journal.serverClass({ failing: ['open'] })),
      server('c', journal.serverClass()),
    );
    const error = await rejectionOf(cache.openAll());
    expect(error.code).toBe('RESOURCE_OPEN_FAILED');
    expect(error.message).toContain('b fails in open');
    expect(journal.lines.slice(3)).toEqual(['opened a', 'opened b', 'closed b', 'closed a']);
  });

  test('a failure to close after a failure to open does not hide it', async () => {
    const journal = new Journal();
    const cache = cacheOf(server('a', journal.serverClass({ failing: ['open', 'close'] })));
    const error = await rejectionOf(cache.openAll());
    expect(error.message).toContain('a fails in open');
  });

  test('closing does not stop at a failure, and reports all of them', async () => {
    const journal = new Journal();
    const Stubborn = journal.serverClass({ failing: ['close'] });
    const cache = cacheOf(server('a', Stubborn), server('b', journal.serverClass()), server('c', Stubborn));
    await cache.openAll();
    const failure: unknown = await cache.close().catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(AggregateError);
    expect((failure as AggregateError).errors.map(String)).toEqual([
      'Error: c fails in close',
      'Error: a fails in close',
    ]);
    expect(journal.lines.slice(-3)).toEqual(['closed c', 'closed b', 'closed a']);
  });

  test('closing again does nothing', async () => {
    const journal = new Journal();
    const cache = cacheOf(server('a', journal.serverClass()));
    await cache.openAll();
    await cache.close();
    await cache.close();
    expect(journal.lines.filter((line) => line === 'closed a')).toHaveLength(1);
  });

  test('resources can be had only while they are open', async () => {
    const cache = cacheOf(server('a', new Journal().serverClass()));
    expect(errorOf(() => cache.getResource('a', 'mcp_server')).code).toBe('RESOURCE_CACHE_CLOSED');
    await cache.openAll();
    expect((await rejectionOf(cache.openAll())).code).toBe('RESOURCE_CACHE_OPENED');
    await cache.close();
    expect(errorOf(() => cache.getResource('a', 'mcp_server')).code).toBe('RESOURCE_CACHE_CLOSED');
  });

  test('what a class makes must be of the type it was declared as', async () => {
    const provider = new TypeScriptResourceProvider(
      'a',
      'tool',
      new ResourceDescriptor(new Journal().serverClass(), { name: 'a' }),
    );
    expect(await rejectionOf(cacheOf(provider).openAll())).toMatchObject({
      code: 'RESOURCE_TYPE_MISMATCH',
      path: 'resource_providers.tool.a',
    });
  });

  test('a tool must have the name it is added under', async () => {
    const tool = defineTool({ name: 'add', description: '', parameters: { type: 'object' }, call: () => 1 });
    const provider = new TypeScriptSerializableResourceProvider('plus', 'tool', tool);
    expect((await rejectionOf(cacheOf(provider).openAll())).code).toBe('TOOL_NAME_MISMATCH');
  });

  test('a ready instance is handed out as it is', async () => {
    const prompt = Prompt.fromText('hi');
    const cache = cacheOf(new TypeScriptSerializableResourceProvider('p', 'prompt', prompt));
    await cache.openAll();
    expect(cache.getResource('p', 'prompt')).toBe(prompt);
  });

  test('a resource of another language is refused by name', async () => {
    const descriptor = new ResourceDescriptor({ module: 'shop.models', name: 'Model' });
    const error = await rejectionOf(cacheOf(new PythonResourceProvider('m', 'chat_model', descriptor)).openAll());
    expect(error).toMatchObject({ code: 'RESOURCE_NOT_PROVIDABLE', path: 'resource_providers.chat_model.m' });
    expect(error.message).toContain('Python');
  });

  test('a class is imported from the module its descriptor names', async () => {
    const module = new URL('../support/example-module.ts', import.meta.url).href;
    const descriptor = new ResourceDescriptor({ module, name: 'ExampleServer' }, { endpoint: 'http://localhost' });
    const cache = cacheOf(new TypeScriptResourceProvider('s', 'mcp_server', descriptor));
    await cache.openAll();
    expect(cache.getResource('s', 'mcp_server')).toMatchObject({ endpoint: 'http://localhost' });
  });

  test('names and types are told apart whatever they contain', async () => {
    const types: readonly ResourceType[] = ['prompt', 'mcp_server'];
    const Server = new Journal().serverClass();
    const cache = cacheOf(
      server('x', Server),
      new TypeScriptSerializableResourceProvider('x', 'prompt', Prompt.fromText('x')),
      new TypeScriptSerializableResourceProvider('mcp_server x', 'prompt', Prompt.fromText('y')),
    );
    await cache.openAll();
    expect(types.map((type) => cache.getResource('x', type).resourceType)).toEqual(types);
    expect(await cache.getResource('mcp_server x', 'prompt').formatText({})).toBe('y');
  });
});
