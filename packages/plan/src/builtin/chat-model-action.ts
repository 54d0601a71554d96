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
  errorMessage,
  MillraceError,
  type RunnerContext,
  type ToolCall,
  ToolRequestEvent,
  ToolResponseEvent,
} from '@millrace/api';
import { BuiltInActionOptions } from '../options.js';
import { ChatMemory, type ChatState } from './chat-memory.js';
import { eventAs } from './event-as.js';
import { isOfInvocation } from './failure-scope.js';
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
    const state = chatOf(event, context);
    if (state !== undefined) {
      await new ChatTurn(state, context, wait).run();
    }
  };
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
  #retryCount: number;
  #totalRetryWaitSec: number;

  constructor(state: ChatState, context: RunnerContext, wait: Wait) {
    this.#state = state;
    this.#context = context;
    this.#wait = wait;
    this.#retryCount = state.retryCount;
    this.#totalRetryWaitSec = state.totalRetryWaitSec;
  }

  async run(): Promise<void> {
    let answer: ChatMessage;
    try {
      answer = await this.#ask();
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

  async #ask(): Promise<ChatMessage> {
    const { config } = this.#context;
    const retries = config.get(AgentExecutionOptions.errorHandlingStrategy) === 'retry';
    const attemptsMax = 1 + (retries ? config.get(AgentExecutionOptions.maxRetries) : 0);
    const intervalSec = Math.max(0, config.get(AgentExecutionOptions.retryWaitIntervalSec));
    for (let attempt = 1; ; attempt += 1) {
      const waitSec = attempt === 1 ? 0 : intervalSec * 2 ** (attempt - 2);
      this.#totalRetryWaitSec += waitSec;
      try {
        return this.#parsed(await this.#chat(waitSec));
      } catch (failure) {
        if (attempt >= attemptsMax || !mayBeTriedAgain(failure, this.#context)) {
          throw failure;
        }
        this.#retryCount += 1;
        this.#context.logger.warn('A chat failed and is tried again.', {
          model: this.#state.model,
          attempt,
          error: errorMessage(failure),
        });
      }
    }
  }

  async #chat(waitSec: number): Promise<ChatMessage> {
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
        if (waitSec > 0) {
          await this.#wait(waitSec * 1000, signal);
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
        retryCount: this.#retryCount,
        totalRetryWaitSec: this.#totalRetryWaitSec,
      },
      request.id,
    );
    this.#context.sendEvent(request);
  }

  /** Whoever asked gets an answer, also when it is that there is none; unless the failure is to be that of the action. */
  #giveUp(failure: unknown): void {
    const strategy = this.#context.config.get(AgentExecutionOptions.errorHandlingStrategy);
    if (strategy !== 'ignore' || isOfInvocation(failure, this.#context)) {
      throw failure;
    }
    this.#context.logger.warn('A chat failed and is answered with the error.', {
      model: this.#state.model,
      error: errorMessage(failure),
    });
    this.#respond(ChatMessage.assistant('', [], { error: errorMessage(failure) }));
  }

  #respond(response: ChatMessage): void {
    new ChatMemory(this.#context.sensoryMemory).end(this.#state.initialRequestId);
    this.#context.sendEvent(
      new ChatResponseEvent({
        requestId: this.#state.initialRequestId,
        response,
        retryCount: this.#retryCount,
        totalRetryWaitSec: this.#totalRetryWaitSec,
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

function mayBeTriedAgain(failure: unknown, context: RunnerContext): boolean {
  // A resource that does not exist will not exist next time.
  return !isOfInvocation(failure, context) && !(MillraceError.is(failure) && failure.code === 'RESOURCE_NOT_FOUND');
}
