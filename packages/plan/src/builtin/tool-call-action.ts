import {
  type ActionFunction,
  AgentExecutionOptions,
  type Attributes,
  copyAttributes,
  type DurableCall,
  type Event,
  errorMessage,
  MillraceError,
  type RunnerContext,
  type Tool,
  type ToolCall,
  ToolParameters,
  ToolRequestEvent,
  ToolResponse,
  ToolResponseEvent,
  toolCallFromJson,
  unexpected,
} from '@millrace/api';
import { isOfInvocation } from './failure-scope.js';

/**
 * The action that answers tool requests: calls the tools, side by side unless `tool-call.async` is off, and answers for all of them with one event. Every call is a
 * durable call. Whatever goes wrong with a call is its answer; nothing a model asks for fails the action.
 */
export const processToolRequest: ActionFunction = async (event, context) => {
  if (event.type !== ToolRequestEvent.type) {
    return;
  }
  const requested = withoutRepetitions(readRequested(event), context);
  const responses = await callAll(requested, context);
  const externalIds = requested.flatMap(({ id, call }) =>
    call?.originalId === undefined ? [] : [[id, call.originalId] as const],
  );
  context.sendEvent(
    new ToolResponseEvent({
      requestId: event.id,
      responses: new Map(responses.map((response, index) => [requested[index]?.id ?? '', response])),
      externalIds: new Map(externalIds),
      timestamp: context.now(),
    }),
  );
};

/** What a model asked for: a call, or what is wrong with it. */
interface Requested {
  readonly id: string;
  readonly call: ToolCall | undefined;
  readonly problem: unknown;
}

/** Reads each call by itself: one that is malformed does not spoil the others. */
function readRequested(event: Event): readonly Requested[] {
  const calls: unknown = event.attributes['tool_calls'];
  if (!Array.isArray(calls)) {
    throw unexpected(calls, 'attributes.tool_calls', 'a list');
  }
  return calls.map((value: unknown, index) => {
    const path = `attributes.tool_calls[${index}]`;
    try {
      const call = toolCallFromJson(value, path);
      return { id: call.id, call, problem: undefined };
    } catch (problem) {
      return { id: idOf(value) ?? `call_${index}`, call: undefined, problem };
    }
  });
}

function idOf(value: unknown): string | undefined {
  const id: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'id') : undefined;
  return (typeof id === 'string' && id !== '') || typeof id === 'number' ? String(id) : undefined;
}

/** There is one answer per id, so only the first call with an id is made. */
function withoutRepetitions(requested: readonly Requested[], context: RunnerContext): readonly Requested[] {
  const first = new Map<string, Requested>();
  for (const each of requested) {
    if (first.has(each.id)) {
      context.logger.warn('A tool call has the id of another one and is not made.', {
        id: each.id,
        tool: each.call?.name,
      });
    } else {
      first.set(each.id, each);
    }
  }
  return [...first.values()];
}

async function callAll(requested: readonly Requested[], context: RunnerContext): Promise<readonly ToolResponse[]> {
  if (context.config.get(AgentExecutionOptions.toolCallAsync)) {
    return await Promise.all(
      requested.map((each) => respond(each, context, (call) => context.durableExecuteAsync(call))),
    );
  }
  const responses: ToolResponse[] = [];
  for (const each of requested) {
    responses.push(await respond(each, context, (call) => context.durableExecute(call)));
  }
  return responses;
}

/** How a durable call is made: giving the turn away, or keeping it. */
type Execute = (call: DurableCall<Attributes>) => Promise<Attributes>;

async function respond({ call, problem }: Requested, context: RunnerContext, execute: Execute): Promise<ToolResponse> {
  if (call === undefined) {
    return ToolResponse.error(`The tool call is malformed: ${errorMessage(problem)}`);
  }
  try {
    const tool = context.getResource(call.name, 'tool');
    return ToolResponse.fromJson(await execute(durableToolCall(tool, call, context)));
  } catch (failure) {
    if (isOfInvocation(failure, context)) {
      throw failure;
    }
    return ToolResponse.error(isMissing(failure) ? `Tool ${call.name} does not exist.` : failure, {
      toolName: call.name,
    });
  }
}

function durableToolCall(tool: Tool, call: ToolCall, context: RunnerContext): DurableCall<Attributes> {
  const metricGroup = context.actionMetricGroup;
  return {
    id: 'tool-call',
    resource: call.name,
    args: { name: call.name, arguments: call.arguments },
    call: async ({ signal, idempotencyKey }) => {
      const response = await tool.call(new ToolParameters(call.arguments), { signal, idempotencyKey, metricGroup });
      return ToolResponse.fromJson(copyAttributes(response, 'response')).toJSON();
    },
  };
}

function isMissing(failure: unknown): boolean {
  return MillraceError.is(failure) && failure.code === 'RESOURCE_NOT_FOUND';
}
