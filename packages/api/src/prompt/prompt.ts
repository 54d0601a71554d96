import { InvalidValueError } from '../errors.js';
import { listOf, MemberReader, unexpected } from '../json/attribute-reader.js';
import { attributeText } from '../json/attribute-text.js';
import type { Attributes } from '../json/attribute-value.js';
import { ChatMessage } from '../message/chat-message.js';
import type { MessageRole } from '../message/message-role.js';
import { Resource } from '../resource/resource.js';

/**
 * A template for what a model is told. Extension point: a prompt may live elsewhere, so formatting is asynchronous.
 *
 * `{name}` is replaced by the variable of that name: text as it is, null as nothing, other values as {@link attributeText} writes them. A placeholder without a
 * variable stays. Replaced text is not looked at again, so a value cannot smuggle in placeholders.
 */
export abstract class Prompt extends Resource {
  override readonly resourceType = 'prompt';

  /** A prompt of one text. */
  static fromText(text: string): LocalPrompt {
    return new LocalPrompt(text);
  }

  /** A prompt of several messages. @throws InvalidValueError `PROMPT_EMPTY` without messages. */
  static fromMessages(messages: readonly ChatMessage[]): LocalPrompt {
    return new LocalPrompt(messages);
  }

  /** As one text. Messages become lines, `role: content`. */
  abstract formatText(variables: Attributes): Promise<string>;

  /** As messages. @param defaultRole the role of a prompt that is a single text; messages keep theirs. */
  abstract formatMessages(defaultRole: MessageRole, variables: Attributes): Promise<readonly ChatMessage[]>;
}

/** A prompt whose template is at hand. Immutable. */
export class LocalPrompt extends Prompt {
  readonly template: string | readonly ChatMessage[];

  /** @throws InvalidValueError `PROMPT_EMPTY` for an empty list of messages. */
  constructor(template: string | readonly ChatMessage[]) {
    super();
    checkNotEmpty(template, 'template');
    this.template = typeof template === 'string' ? template : Object.freeze([...template]);
  }

  /** Reads the wire form. @throws InvalidValueError `ATTRIBUTE_INVALID`, `ATTRIBUTE_UNKNOWN`, `PROMPT_EMPTY` */
  static fromJson(this: void, value: unknown, path = 'prompt'): LocalPrompt {
    return new LocalPrompt(new MemberReader(value, path).only('template').required('template', readTemplate));
  }

  override async formatText(variables: Attributes): Promise<string> {
    return typeof this.template === 'string'
      ? substitute(this.template, variables)
      : this.template.map((message) => substituteContent(message, variables)).join('\n');
  }

  override async formatMessages(defaultRole: MessageRole, variables: Attributes): Promise<readonly ChatMessage[]> {
    return typeof this.template === 'string'
      ? [new ChatMessage({ role: defaultRole, content: substitute(this.template, variables) })]
      : this.template.map((message) => substituteContent(message, variables));
  }

  equals(other: LocalPrompt): boolean {
    if (typeof this.template === 'string' || typeof other.template === 'string') {
      return this.template === other.template;
    }
    const others = other.template;
    return (
      this.template.length === others.length &&
      this.template.every((message, index) => others[index]?.equals(message) === true)
    );
  }

  /** The wire form, as attribute values: `{"template": text}` or `{"template": [message, …]}`. */
  toJSON(): Attributes {
    return {
      template: typeof this.template === 'string' ? this.template : this.template.map((message) => message.toJSON()),
    };
  }
}

function substituteContent(message: ChatMessage, variables: Attributes): ChatMessage {
  return message.with({ content: substitute(message.content, variables) });
}

function substitute(template: string, variables: Attributes): string {
  return template.replace(/\{([^{}]*)\}/g, (placeholder, name: string) => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value === undefined) {
      return placeholder;
    }
    return value === null ? '' : attributeText(value);
  });
}

function readTemplate(value: unknown, path: string): string | readonly ChatMessage[] {
  if (typeof value === 'string') {
    return value;
  }
  if (!Array.isArray(value)) {
    throw unexpected(value, path, 'a text or a list of messages');
  }
  return checkNotEmpty(listOf(ChatMessage.fromJson)(value, path), path);
}

function checkNotEmpty<T extends string | readonly ChatMessage[]>(template: T, path: string): T {
  if (template.length === 0 && typeof template !== 'string') {
    throw new InvalidValueError('PROMPT_EMPTY', 'A prompt of messages needs at least one.', {
      path,
      hint: 'Pass a message, or use a text template.',
    });
  }
  return template;
}
