import {
  type Attributes,
  ChatMessage,
  copyJsonSchema,
  type JsonSchema,
  listOf,
  MemberReader,
  type MemoryObject,
  readAttributes,
  readInteger,
  readName,
  readNumber,
} from '@millrace/api';

/** A chat between two of its requests to the model. */
export interface ChatState {
  /** Id of the `ChatRequestEvent` that began the chat. */
  readonly initialRequestId: string;
  readonly model: string;
  /** The whole conversation, without what the model's prompt adds. */
  readonly messages: readonly ChatMessage[];
  readonly promptArgs: Attributes | undefined;
  readonly outputSchema: JsonSchema | undefined;
  /** How many answers asked for tools so far. */
  readonly toolIterations: number;
  readonly retryCount: number;
  readonly totalRetryWaitSec: number;
}

const conversations = '_TOOL_CALL_CONTEXT';
const toolRequests = '_TOOL_REQUEST_EVENT_CONTEXT';

/**
 * Keeps chats that wait for tools in sensory memory: conversations by the id of the chat request, everything else by the id of the tool request. Each entry has a
 * path of its own, so that chats of one run that proceed side by side do not overwrite each other.
 */
export class ChatMemory {
  readonly #memory: MemoryObject;

  constructor(sensoryMemory: MemoryObject) {
    this.#memory = sensoryMemory;
  }

  /** Remembers a chat that waits for the answer to a tool request. */
  save(state: ChatState, toolRequestId: string): void {
    const messages = state.messages.map((message) => message.toJSON());
    this.#memory.set(pathOf(conversations, state.initialRequestId), messages);
    this.#memory.set(pathOf(toolRequests, toolRequestId), {
      initial_request_id: state.initialRequestId,
      model: state.model,
      prompt_args: state.promptArgs,
      output_schema: state.outputSchema,
      tool_iterations: state.toolIterations,
      retry_count: state.retryCount,
      total_retry_wait_sec: state.totalRetryWaitSec,
    });
  }

  /** The chat that waits for the answer to this tool request, which is forgotten; `undefined` when none does. */
  take(toolRequestId: string): ChatState | undefined {
    const path = pathOf(toolRequests, toolRequestId);
    const saved = this.#memory.get(path);
    if (saved === undefined) {
      return undefined;
    }
    this.#memory.delete(path);
    const members = new MemberReader(saved, path);
    const initialRequestId = members.required('initial_request_id', readName);
    const conversation = pathOf(conversations, initialRequestId);
    return {
      initialRequestId,
      model: members.required('model', readName),
      messages: listOf(ChatMessage.fromJson)(this.#memory.get(conversation), conversation),
      promptArgs: members.optional('prompt_args', readAttributes),
      outputSchema: members.optional('output_schema', copyJsonSchema),
      toolIterations: members.required('tool_iterations', readInteger),
      retryCount: members.required('retry_count', readInteger),
      totalRetryWaitSec: members.required('total_retry_wait_sec', readNumber),
    };
  }

  /** Forgets the conversation of a chat that ended. */
  end(initialRequestId: string): void {
    this.#memory.delete(pathOf(conversations, initialRequestId));
  }
}

/** Ids are any text; a field name has no dots. */
function pathOf(object: string, id: string): string {
  return `${object}.${id.replaceAll('%', '%25').replaceAll('.', '%2E')}`;
}
