import {
  type ActionFunction,
  AgentExecutionOptions,
  type Attributes,
  ChatMessage,
  ChatRequestEvent,
  ChatResponseEvent,
  copyAttributes,
  type DurableCall,
  type Event,
  MillraceError,
  type RunnerContext,
  type ToolCall,
  ToolRequestEvent,
  ToolResponseEvent,
} from '@millrace/api';
import { BuiltInActionOptions } from '../options.js';
import { Attempts, answerFor } from './attempts.js';
import { ChatMemory, type ChatState } from './chat-memory.js';
import { eventAs } from './event-as.js';
import { withStructuredOutput } from './structured-output.js';
import { toolMessages } from './tool-messages.js';
import { type Wait, waitForTimer } from './wait.js';

/** A model that answers with tool calls again and again. */
export class ToolIterationsError extends MillraceError {}

/**
 * Makes the action that answers chat requests: asks the model, has the tools called that it asks for, asks it again with their results, until an answer asks for
 * none. Every request to the model is a durable call.
 *
 * @param wait how the time between attempts passes; inside the durable call, so that a replay does not wait.
 */
export function createChatModelAction(wait: Wait = waitForTimer): ActionFunction {
  return async (event, context) => {
    let state: ChatState | undefined;
    try {
      state = chatOf(event, context);
    } catch (failure) {
      refuse(event, context, failure);
      return;
    }
    if (state !== undefined) {
      await new ChatTurn(state, context, wait).run();
    }
  };
}

/** A request that cannot be read is a request all the same: under the strategy `ignore` somebody is answered. */
function refuse(event: Event, context: RunnerContext, failure: unknown): void {
  if (event.type !== ChatRequestEvent.type) {
    throw failure;
  }
  const error = answerFor(failure, context);
  context.logger.warn('A chat request cannot be read and is answered with the error.', { error });
  context.sendEvent(new ChatResponseEvent({ requestId: event.id, response: ChatMessage.assistant('', [], { error }) }));
}

/** `undefined` when no chat is concerned: an answer to tools that somebody else asked for. */
function chatOf(event: Event, context: RunnerContext): ChatState | undefined {
  const request = eventAs(ChatRequestEvent, event);
  if (request !== undefined) {
    return {
      initialRequestId: request.id,
      model: request.model,
      messages: request.messages,
      promptArgs: request.promptArgs,
      outputSchema: request.outputSchema,
      toolIterations: 0,
      retryCount: 0,
      totalRetryWaitSec: 0,
    };
  }
  const answered = eventAs(ToolResponseEvent, event);
  const waiting = answered && new ChatMemory(context.sensoryMemory).take(answered.requestId);
  return waiting && { ...waiting, messages: [...waiting.messages, ...toolMessages(waiting, answered)] };
}

/** One request to the model, with the attempts it takes, and what follows from the answer. */
class ChatTurn {
  readonly #state: ChatState;
  readonly #context: RunnerContext;
  readonly #wait: Wait;
  readonly #attempts: Attempts;

  constructor(state: ChatState, context: RunnerContext, wait: Wait) {
    this.#state = state;
    this.#context = context;
    this.#wait = wait;
    this.#attempts = new Attempts(context, { what: 'A chat', resource: state.model, earlier: state });
  }

  async run(): Promise<void> {
    let answer: ChatMessage;
    try {
      answer = await this.#attempts.run(async (waitMs) => this.#parsed(await this.#chat(waitMs)));
      this.#checkIterations(answer);
    } catch (failure) {
      this.#giveUp(failure);
      return;
    }
    if (answer.toolCalls.length > 0) {
      this.#requestTools(answer);
    } else {
      this.#respond(answer);
    }
  }

  async #chat(waitMs: number): Promise<ChatMessage> {
    const { model, messages, promptArgs, outputSchema } = this.#state;
    const { config, actionMetricGroup: metricGroup } = this.#context;
    const chatModel = this.#context.getResource(model, 'chat_model');
    const call: DurableCall<Attributes> = {
      id: 'chat',
      resource: model,
      readOnly: true,
      args: {
        model,
        messages: messages.map((message) => message.toJSON()),
        prompt_args: promptArgs,
        output_schema: outputSchema,
      },
      call: async ({ signal, idempotencyKey }) => {
        if (waitMs > 0) {
          await this.#wait(waitMs, signal);
        }
        const answer = await chatModel.chat(messages, {
          promptArgs,
          outputSchema,
          signal,
          idempotencyKey,
          metricGroup,
        });
        return ChatMessage.fromJson(copyAttributes(answer, 'response'), 'response').toJSON();
      },
    };
    const answered = config.get(AgentExecutionOptions.chatAsync)
      ? await this.#context.durableExecuteAsync(call)
      : await this.#context.durableExecute(call);
    return ChatMessage.fromJson(answered, 'response');
  }

  /** A content that does not fit counts as a failed attempt. */
  #parsed(answer: ChatMessage): ChatMessage {
    const { outputSchema } = this.#state;
    return outputSchema === undefined || answer.toolCalls.length > 0
      ? answer
      : withStructuredOutput(answer, outputSchema);
  }

  #checkIterations(answer: ChatMessage): void {
    const iterationsMax = this.#context.config.get(BuiltInActionOptions.chatMaxToolIterations);
    if (answer.toolCalls.length > 0 && this.#state.toolIterations >= iterationsMax) {
      throw new ToolIterationsError(
        'CHAT_TOOL_ITERATIONS_EXCEEDED',
        `The model ${this.#state.model} asked for tools ${iterationsMax} times and asks again.`,
        { hint: `Check what the tools answer, or raise ${BuiltInActionOptions.chatMaxToolIterations.key}.` },
      );
    }
  }

  #requestTools(answer: ChatMessage): void {
    const asking = answer.with({ toolCalls: withDistinctIds(answer.toolCalls) });
    const request = new ToolRequestEvent(
      { model: this.#state.model, toolCalls: asking.toolCalls },
      { id: this.#context.uuid() },
    );
    new ChatMemory(this.#context.sensoryMemory).save(
      {
        ...this.#state,
        messages: [...this.#state.messages, asking],
        toolIterations: this.#state.toolIterations + 1,
        ...this.#attempts.costs,
      },
      request.id,
    );
    this.#context.sendEvent(request);
  }

  /** Whoever asked gets an answer, also when it is that there is none; unless the failure is to be that of the action. */
  #giveUp(failure: unknown): void {
    const error = answerFor(failure, this.#context);
    this.#context.logger.warn('A chat failed and is answered with the error.', { model: this.#state.model, error });
    this.#respond(ChatMessage.assistant('', [], { error }));
  }

  #respond(response: ChatMessage): void {
    new ChatMemory(this.#context.sensoryMemory).end(this.#state.initialRequestId);
    this.#context.sendEvent(
      new ChatResponseEvent({
        requestId: this.#state.initialRequestId,
        response,
        ...this.#attempts.costs,
      }),
    );
  }
}

/** Some models repeat ids; their answers could not be told apart. The provider's id stays with the call. */
function withDistinctIds(calls: readonly ToolCall[]): readonly ToolCall[] {
  const taken = new Set<string>();
  return calls.map((call) => {
    let id = call.id;
    for (let repetition = 2; taken.has(id); repetition += 1) {
      id = `${call.id}#${repetition}`;
    }
    taken.add(id);
    return id === call.id ? call : { ...call, id, originalId: call.originalId ?? call.id };
  });
}
