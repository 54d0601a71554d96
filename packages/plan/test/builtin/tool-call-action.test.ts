import {
  AgentConfiguration,
  type Attributes,
  Event,
  EventType,
  IllegalStateError,
  InputEvent,
  Tool,
  ToolMetadata,
  type ToolParameters,
  ToolRequestEvent,
  ToolResponse,
  type ToolResponseEvent,
} from '@millrace/api';
import { describe, expect, test } from 'vitest';
import {
  defineTool,
  processToolRequest,
  ResourceCache,
  TypeScriptSerializableResourceProvider,
} from '../../src/index.js';
import { RecordingContext } from '../support/recording-context.js';

class TestTool extends Tool {
  override readonly toolType = 'function';
  readonly #call: (parameters: ToolParameters) => Promise<ToolResponse>;

  constructor(name: string, call: (parameters: ToolParameters) => Promise<ToolResponse>) {
    super(new ToolMetadata({ name, description: '', inputSchema: { type: 'object' } }));
    this.#call = call;
  }

  override async call(parameters: ToolParameters): Promise<ToolResponse> {
    return await this.#call(parameters);
  }
}

const add = new TestTool('add', async (parameters) =>
  ToolResponse.success((parameters.getNumber('a') ?? 0) + (parameters.getNumber('b') ?? 0), { executionTimeMs: 5 }),
);
const refusing = new TestTool('refusing', async () => ToolResponse.error('not today'));
const rejecting = new TestTool('rejecting', async () => {
  throw new Error('connection reset');
});

interface Called {
  readonly response: ToolResponseEvent;
  readonly context: RecordingContext;
}

async function callTools(event: Event, tools: readonly Tool[], config: Attributes = {}): Promise<Called> {
  const configuration = new AgentConfiguration(config);
  const providers = tools.map((tool) => new TypeScriptSerializableResourceProvider(tool.name, 'tool', tool));
  const resources = new ResourceCache(providers, configuration);
  await resources.openAll();
  const context = new RecordingContext({ event, resources, configuration });
  await processToolRequest(event, context);
  return { response: context.sent[0] as ToolResponseEvent, context };
}

const request = (...calls: readonly (readonly [id: string, name: string, args?: Attributes])[]): ToolRequestEvent =>
  new ToolRequestEvent(
    { model: 'm', toolCalls: calls.map(([id, name, args]) => ({ id, name, arguments: args ?? {} })) },
    { id: 'request' },
  );

const plainRequest = (toolCalls: Attributes[string]): Event =>
  new Event(EventType.ToolRequestEvent, { model: 'm', tool_calls: toolCalls }, { id: 'request' });

describe('tool calls', () => {
  test('are answered for with one event', async () => {
    const { response, context } = await callTools(request(['c1', 'add', { a: 1, b: 2 }], ['c2', 'add', { a: 3 }]), [
      add,
    ]);
    expect(context.sent).toHaveLength(1);
    expect(response.requestId).toBe('request');
    expect([...response.responses].map(([id, { result }]) => [id, result])).toEqual([
      ['c1', 3],
      ['c2', 3],
    ]);
    expect(response.responses.get('c1')).toMatchObject({ isSuccess: true, executionTimeMs: 5 });
    expect(response.timestamp).toBe(context.now());
  });

  test('none at all are answered for, too', async () => {
    const { response } = await callTools(request(), []);
    expect(response.responses.size).toBe(0);
  });

  test('succeed as their responses say, and errors are copied', async () => {
    const { response } = await callTools(request(['c1', 'add'], ['c2', 'refusing'], ['c3', 'rejecting']), [
      add,
      refusing,
      rejecting,
    ]);
    expect([...response.success]).toEqual([
      ['c1', true],
      ['c2', false],
      ['c3', false],
    ]);
    expect([...response.error]).toEqual([
      ['c2', 'not today'],
      ['c3', 'connection reset'],
    ]);
  });

  test('of a tool that does not exist are answered with an error that names it', async () => {
    const { response } = await callTools(request(['c1', 'nowhere'], ['c2', 'add', { a: 1 }]), [add]);
    expect(response.responses.get('c1')).toMatchObject({ isSuccess: false, error: 'Tool nowhere does not exist.' });
    expect(response.responses.get('c2')?.result).toBe(1);
  });

  test('that throw are answered with the message of what was thrown', async () => {
    const throwing = defineTool({
      name: 'divide',
      description: '',
      parameters: { type: 'object' },
      call: () => {
        throw new RangeError('Cannot divide by zero.');
      },
    });
    const { response } = await callTools(request(['c1', 'divide']), [throwing]);
    expect(response.error.get('c1')).toBe('Cannot divide by zero.');
  });

  test('of a tool that answers with something else than a response are answered with an error', async () => {
    const odd = new TestTool('odd', async () => 5 as never);
    const { response } = await callTools(request(['c1', 'odd']), [odd]);
    expect(response.success.get('c1')).toBe(false);
  });

  test('carry the ids of the provider with them', async () => {
    const event = new ToolRequestEvent({
      model: 'm',
      toolCalls: [
        { id: 'c1', name: 'add', arguments: {}, originalId: 'p1' },
        { id: 'c2', name: 'add', arguments: {} },
      ],
    });
    const { response } = await callTools(event, [add]);
    expect([...response.externalIds]).toEqual([['c1', 'p1']]);
  });

  test('that are malformed are answered with an error and spoil no other call', async () => {
    const { response } = await callTools(
      plainRequest([
        { id: 'c1' },
        'add',
        { id: 'c3', name: 'add', arguments: { a: 1 } },
        { name: 'add', arguments: {} },
        { id: 5, name: 'add', arguments: [1] },
        null,
      ]),
      [add],
    );
    expect([...response.success]).toEqual([
      ['5', false],
      ['c1', false],
      ['call_1', false],
      ['c3', true],
      ['call_3', false],
      ['call_5', false],
    ]);
    expect(response.error.get('c1')).toContain('attributes.tool_calls[0].name');
    expect(response.error.get('5')).toContain('attributes.tool_calls[4].arguments');
  });

  test('in the nested form of providers are understood', async () => {
    const { response } = await callTools(
      plainRequest([{ id: 'c1', type: 'function', function: { name: 'add', arguments: { a: 4 } } }]),
      [add],
    );
    expect(response.responses.get('c1')?.result).toBe(4);
  });

  test('that repeat an id are not made, since there is one answer per id', async () => {
    const { response, context } = await callTools(request(['c1', 'add', { a: 1 }], ['c1', 'add', { a: 2 }]), [add]);
    expect(response.responses.get('c1')?.result).toBe(1);
    expect(context.calls).toHaveLength(1);
    expect(context.warnings).toHaveLength(1);
  });
});

describe('the durable calls of tools', () => {
  test('are limited by tool and depend on the arguments', async () => {
    const { context } = await callTools(request(['c1', 'add', { a: 1 }]), [add]);
    expect(context.calls).toMatchObject([
      { id: 'tool-call', resource: 'add', args: { name: 'add', arguments: { a: 1 } }, gaveTurnAway: true },
    ]);
    expect(context.calls[0]?.readOnly).toBeUndefined();
  });

  test('run side by side', async () => {
    const arrived: (() => void)[] = [];
    const meeting = new TestTool(
      'meeting',
      () =>
        new Promise((resolve) => {
          arrived.push(() => resolve(ToolResponse.success('met')));
          if (arrived.length === 2) {
            for (const leave of arrived) {
              leave();
            }
          }
        }),
    );
    const { response } = await callTools(request(['c1', 'meeting'], ['c2', 'meeting']), [meeting]);
    expect([...response.success.values()]).toEqual([true, true]);
  });

  test('run one after the other and keep the turn when tool-call.async is off', async () => {
    let running = 0;
    let mostRunning = 0;
    const counting = new TestTool('counting', async () => {
      running += 1;
      mostRunning = Math.max(mostRunning, running);
      await Promise.resolve();
      running -= 1;
      return ToolResponse.success(null);
    });
    const { context } = await callTools(request(['c1', 'counting'], ['c2', 'counting']), [counting], {
      'tool-call.async': false,
    });
    expect(mostRunning).toBe(1);
    expect(context.calls.map(({ gaveTurnAway }) => gaveTurnAway)).toEqual([false, false]);
  });

  test('hand signal, idempotency key and metrics to the tool', async () => {
    const seen: unknown[] = [];
    const tool = defineTool({
      name: 'seeing',
      description: '',
      parameters: { type: 'object' },
      call: (_args, options) => {
        seen.push(options);
      },
    });
    const { context } = await callTools(request(['c1', 'seeing']), [tool]);
    expect(seen).toMatchObject([{ idempotencyKey: 'call-1', metricGroup: context.actionMetricGroup }]);
  });

  test.each([
    [
      'the attempt was ended',
      (ended: AbortController) => {
        ended.abort(new Error('stop'));
        return new Error('interrupted');
      },
    ],
    ['the context must not be used', () => new IllegalStateError('CONTEXT_CLOSED', 'The invocation is over.')],
  ])('fail the action when %s', async (_why, fail) => {
    const ended = new AbortController();
    const tool = new TestTool('failing', async () => {
      throw fail(ended);
    });
    const resources = new ResourceCache(
      [new TypeScriptSerializableResourceProvider('failing', 'tool', tool)],
      new AgentConfiguration(),
    );
    await resources.openAll();
    const event = request(['c1', 'failing']);
    const context = new RecordingContext({ event, resources, signal: ended.signal });
    await expect(processToolRequest(event, context)).rejects.toThrow(/interrupted|over/);
    expect(context.sent).toEqual([]);
  });
});

test('an event that is no tool request is ignored', async () => {
  const { context } = await callTools(new InputEvent(1), []);
  expect(context.sent).toEqual([]);
});
