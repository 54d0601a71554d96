import { describe, expect, test } from 'vitest';
import { MemberReader, readNumber } from '../../src/json/attribute-reader.js';
import type { Attributes } from '../../src/json/attribute-value.js';
import { ChatMessage } from '../../src/message/chat-message.js';
import { BaseChatModelSetup } from '../../src/model/base-chat-model-setup.js';
import { Prompt } from '../../src/prompt/prompt.js';
import type { ResourceContext } from '../../src/resource/resource-context.js';
import { ResourceDescriptor } from '../../src/resource/resource-descriptor.js';
import { errorOf, rejectionOf } from '../support/expect-error.js';
import { InMemoryMetricGroup } from '../support/in-memory-metric-group.js';
import { AddTool, EchoConnection, ResourceShelf } from '../support/resources.js';

class WarmSetup extends BaseChatModelSetup {
  override get parameters(): Attributes {
    return Object.freeze({ ...super.parameters, temperature: 0.7 });
  }
}

class AdjustableSetup extends BaseChatModelSetup {
  readonly #temperature: number | undefined;

  constructor(descriptor: ResourceDescriptor, context: ResourceContext) {
    super(descriptor, context, { ownArguments: ['temperature'] });
    this.#temperature = new MemberReader(descriptor.arguments, 'arguments').optional('temperature', readNumber);
  }

  override get parameters(): Attributes {
    return { ...super.parameters, temperature: this.#temperature };
  }
}

const connection = new EchoConnection();
const shelf = new ResourceShelf()
  .put('echo', connection)
  .put('add', new AddTool())
  .put('greeting', Prompt.fromText('Greet {name}.'));

function setup(
  args: Record<string, unknown> = {},
  type: typeof BaseChatModelSetup = BaseChatModelSetup,
): BaseChatModelSetup {
  return new type(new ResourceDescriptor(type, { connection: 'echo', model: 'm', ...args }), shelf);
}

async function sent(
  model: BaseChatModelSetup,
  ...args: Parameters<BaseChatModelSetup['chat']>
): Promise<readonly string[]> {
  await model.chat(...args);
  return connection.requests.at(-1)?.messages.map(String) ?? [];
}

describe('a chat model', () => {
  test('is a resource of its own type, made from its descriptor', () => {
    const model = setup({ prompt: 'greeting', tools: ['add'] });
    expect([model.resourceType, model.connection, model.model, model.prompt, model.tools]).toEqual([
      'chat_model',
      'echo',
      'm',
      'greeting',
      ['add'],
    ]);
  });

  test.each([
    [{ connection: null }, 'arguments.connection'],
    [{ tools: 'add' }, 'arguments.tools'],
    [{ tools: ['add', 1] }, 'arguments.tools[1]'],
    [{ prompt: 7 }, 'arguments.prompt'],
  ])('refuses the arguments %j by the path of the first bad one', (args, path) => {
    expect(errorOf(() => setup(args))).toEqual({ code: 'ATTRIBUTE_INVALID', path });
  });

  test('refuses an argument that nobody reads, so that a misspelt one is not silently without effect', () => {
    expect(errorOf(() => setup({ promt: 'greeting' }))).toEqual({ code: 'ATTRIBUTE_UNKNOWN', path: 'arguments.promt' });
    expect(() => setup({ promt: 'greeting' })).toThrow('Known members: connection, model, prompt, tools.');
  });

  test('takes the arguments that its subclass says it reads, and no others', () => {
    expect(setup({ temperature: 0.2 }, AdjustableSetup).parameters).toEqual({ model: 'm', temperature: 0.2 });
    expect(errorOf(() => setup({ temprature: 0.2 }, AdjustableSetup))).toEqual({
      code: 'ATTRIBUTE_UNKNOWN',
      path: 'arguments.temprature',
    });
  });

  test('without a prompt sends the messages as they are', async () => {
    expect(await sent(setup(), [ChatMessage.user(''), ChatMessage.user('q')])).toEqual(['user: ', 'user: q']);
  });

  test('answers with what the connection answers', async () => {
    const answer = await setup().chat([ChatMessage.user('a'), ChatMessage.user('b')]);
    expect([answer.role, answer.content, answer.toolCalls, answer.extraArgs]).toEqual([
      'assistant',
      'you said: b',
      [],
      {},
    ]);
  });

  test('sends its tools and the model as parameter', async () => {
    await setup({ tools: ['add'] }).chat([]);
    expect(connection.requests.at(-1)?.options.tools.map(({ name }) => name)).toEqual(['add']);
    expect(connection.requests.at(-1)?.options.parameters).toEqual({ model: 'm' });
  });

  test('parameters of the call win over those of the setup, which may be frozen', async () => {
    const model = setup({}, WarmSetup);
    await model.chat([], { parameters: { temperature: 0, top_p: 1 } });
    expect(connection.requests.at(-1)?.options.parameters).toEqual({ model: 'm', temperature: 0, top_p: 1 });
    await model.chat([]);
    expect(connection.requests.at(-1)?.options.parameters).toEqual({ model: 'm', temperature: 0.7 });
  });

  test('hands signal, metric group, idempotency key and output schema on with the request', async () => {
    const request = {
      signal: new AbortController().signal,
      metricGroup: new InMemoryMetricGroup(),
      idempotencyKey: 'k',
      outputSchema: { type: 'object' },
    };
    await setup().chat([], request);
    expect(connection.requests.at(-1)?.options).toMatchObject(request);
  });

  test.each([{ connection: 'missing' }, { tools: ['missing'] }, { prompt: 'missing' }])(
    'says which resource the agent does not have: %j',
    async (args) => {
      expect(await rejectionOf(setup(args).chat([]))).toEqual({ code: 'RESOURCE_NOT_FOUND', path: 'missing' });
    },
  );
});

describe('the prompt of a chat model', () => {
  test('comes before the messages', async () => {
    const messages = [ChatMessage.user('hello')];
    expect(await sent(setup({ prompt: 'greeting' }), messages, { promptArgs: { name: 'Ada' } })).toEqual([
      'user: Greet Ada.',
      'user: hello',
    ]);
  });

  test('may be a prompt, or the wire form of one', async () => {
    const prompt = Prompt.fromMessages([ChatMessage.system('Be {mood}.')]);
    const options = { promptArgs: { mood: 'kind' } };
    expect(await sent(setup({ prompt }), [], options)).toEqual(['system: Be kind.']);
    expect(await sent(setup({ prompt: prompt.toJSON() }), [], options)).toEqual(['system: Be kind.']);
  });

  test('takes variables from the messages, later ones winning, and from the call, which wins over all', async () => {
    const prompt = Prompt.fromText('{a} {b} {c}');
    const messages = [ChatMessage.user('', { a: 1, b: 1, c: 1 }), ChatMessage.user('', { b: 2, c: 2 })];
    expect(await sent(setup({ prompt }), messages, { promptArgs: { c: 3 } })).toEqual(['user: 1 2 3']);
  });

  test('a variable that is null becomes nothing', async () => {
    const prompt = Prompt.fromText('[{a}]');
    expect(await sent(setup({ prompt }), [ChatMessage.user('', { a: null })])).toEqual(['user: []']);
  });

  test('replaces empty user and system messages, and leaves assistant and tool messages in place', async () => {
    const prompt = Prompt.fromText('P {x}');
    const messages = [
      ChatMessage.user('', { x: 5 }),
      ChatMessage.system(''),
      ChatMessage.assistant('', [{ id: 'c1', name: 'add', arguments: {} }]),
      ChatMessage.tool(''),
      ChatMessage.user('real'),
    ];
    expect(await sent(setup({ prompt }), messages)).toEqual(['user: P 5', 'assistant: ', 'tool: ', 'user: real']);
  });

  test('of system messages alone keeps their role', async () => {
    const prompt = Prompt.fromMessages([ChatMessage.system('only this')]);
    expect((await setup({ prompt }).chat([])).content).toBe('nobody asked');
  });

  test('may be long', async () => {
    const text = 'x'.repeat(100_000);
    const [message] = await sent(setup({ prompt: Prompt.fromText('{t}') }), [], { promptArgs: { t: text } });
    expect(message).toBe(`user: ${text}`);
  });

  test('does not change the messages of the caller', async () => {
    const messages = [ChatMessage.user('', { name: 'Ada' })];
    await setup({ prompt: 'greeting' }).chat(messages);
    expect(messages.map(String)).toEqual(['user: ']);
  });
});
