import { attributeValuesEqual } from '../json/attribute-equality.js';
import { listOf, MemberReader, readAttributes, readText } from '../json/attribute-reader.js';
import { type Attributes, copyAttributes } from '../json/attribute-value.js';
import { type MessageRole, parseMessageRole } from './message-role.js';
import { copyToolCall, type ToolCall, toolCallFromJson, toolCallToJson } from './tool-call.js';

/** The parts of a {@link ChatMessage}; whatever is left out has its default. */
export interface ChatMessageInit {
  /** Default `system`. */
  readonly role?: MessageRole | undefined;
  /** Default `''`. */
  readonly content?: string | undefined;
  /** Default none. */
  readonly toolCalls?: readonly ToolCall[] | undefined;
  /** Default none. */
  readonly extraArgs?: Attributes | undefined;
}

/** One message of a conversation with a model. Immutable: {@link ChatMessage.with} makes a changed copy. */
export class ChatMessage {
  readonly role: MessageRole;
  readonly content: string;
  /** What the model wants called; only assistants have these. */
  readonly toolCalls: readonly ToolCall[];
  /**
   * Whatever goes with the message: prompt variables, `externalId` (in a tool message, the provider's id of the answered call), `structured_output` (in a response,
   * the parsed content).
   */
  readonly extraArgs: Attributes;

  /** @throws InvalidValueError `MESSAGE_ROLE_INVALID`, `ATTRIBUTE_INVALID`, `VALUE_NOT_SERIALIZABLE` */
  constructor(init: ChatMessageInit = {}) {
    this.role = parseMessageRole(init.role ?? 'system');
    this.content = readText(init.content ?? '', 'content');
    this.toolCalls = Object.freeze(
      (init.toolCalls ?? []).map((call, index) => copyToolCall(call, `toolCalls[${index}]`)),
    );
    this.extraArgs = copyAttributes(init.extraArgs ?? {}, 'extraArgs');
    Object.freeze(this);
  }

  static user(content: string, extraArgs?: Attributes): ChatMessage {
    return new ChatMessage({ role: 'user', content, extraArgs });
  }

  static system(content: string, extraArgs?: Attributes): ChatMessage {
    return new ChatMessage({ role: 'system', content, extraArgs });
  }

  static assistant(content: string, toolCalls?: readonly ToolCall[], extraArgs?: Attributes): ChatMessage {
    return new ChatMessage({ role: 'assistant', content, toolCalls, extraArgs });
  }

  static tool(content: string, extraArgs?: Attributes): ChatMessage {
    return new ChatMessage({ role: 'tool', content, extraArgs });
  }

  /**
   * Reads the wire form. Members other than `role` may be missing.
   *
   * @param path what to call `value` in an error, for example `attributes.messages[2]`.
   * @throws InvalidValueError `MESSAGE_ROLE_INVALID`, `ATTRIBUTE_INVALID`, `ATTRIBUTE_UNKNOWN`; `path` names the part.
   */
  static fromJson(this: void, value: unknown, path = 'message'): ChatMessage {
    const members = new MemberReader(value, path).only('role', 'content', 'tool_calls', 'extra_args');
    return new ChatMessage({
      role: members.required('role', parseMessageRole),
      content: members.optional('content', readText),
      toolCalls: members.optional('tool_calls', listOf(toolCallFromJson)),
      extraArgs: members.optional('extra_args', readAttributes),
    });
  }

  /** Index of the first system message, or -1. */
  static findFirstSystemMessage(messages: readonly ChatMessage[]): number {
    return messages.findIndex((message) => message.role === 'system');
  }

  /** A copy in which the given parts are replaced. */
  with(changes: ChatMessageInit): ChatMessage {
    return new ChatMessage({
      role: changes.role ?? this.role,
      content: changes.content ?? this.content,
      toolCalls: changes.toolCalls ?? this.toolCalls,
      extraArgs: changes.extraArgs ?? this.extraArgs,
    });
  }

  equals(other: ChatMessage): boolean {
    return attributeValuesEqual(this.toJSON(), other.toJSON());
  }

  /** The wire form, as attribute values: `{"role","content","tool_calls","extra_args"}`. */
  toJSON(): Attributes {
    return {
      role: this.role,
      content: this.content,
      tool_calls: this.toolCalls.map(toolCallToJson),
      extra_args: this.extraArgs,
    };
  }

  toString(): string {
    return `${this.role}: ${this.content}`;
  }
}
