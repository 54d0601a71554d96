import { errorMessage } from '../errors.js';
import { MemberReader, readBoolean, readNumber, readText, readValue } from '../json/attribute-reader.js';
import { attributeText } from '../json/attribute-text.js';
import { type Attributes, type AttributeValue, copyAttributeValue } from '../json/attribute-value.js';

export interface ToolResponseOptions {
  /** Default 0. */
  readonly executionTimeMs?: number | undefined;
  readonly toolName?: string | undefined;
}

/** How a tool call ended. Immutable. */
export class ToolResponse {
  readonly isSuccess: boolean;
  /** What the tool returned, a frozen copy; null when it returned nothing, and for an error. */
  readonly result: AttributeValue;
  /** Text of the error; `undefined` for a success. */
  readonly error: string | undefined;
  readonly executionTimeMs: number;
  readonly toolName: string | undefined;

  private constructor(result: AttributeValue, error: string | undefined, options: ToolResponseOptions) {
    this.isSuccess = error === undefined;
    this.result = result;
    this.error = error;
    this.executionTimeMs = readNumber(options.executionTimeMs ?? 0, 'executionTimeMs');
    this.toolName = options.toolName;
    Object.freeze(this);
  }

  /** @throws InvalidValueError `VALUE_NOT_SERIALIZABLE` naming the part of `result` that cannot be sent. */
  static success(result: unknown, options: ToolResponseOptions = {}): ToolResponse {
    return new ToolResponse(copyAttributeValue(result ?? null, 'result'), undefined, options);
  }

  /** @param error the text, or what was thrown: its message, or its name when the message is empty. */
  static error(error: unknown, options: ToolResponseOptions = {}): ToolResponse {
    return new ToolResponse(null, errorMessage(error), options);
  }

  /** Reads the wire form. @throws InvalidValueError `ATTRIBUTE_INVALID`, `ATTRIBUTE_UNKNOWN` */
  static fromJson(this: void, value: unknown, path = 'response'): ToolResponse {
    const members = new MemberReader(value, path).only('result', 'success', 'error', 'execution_time_ms', 'tool_name');
    const options = {
      executionTimeMs: members.optional('execution_time_ms', readNumber),
      toolName: members.optional('tool_name', readText),
    };
    return members.required('success', readBoolean)
      ? new ToolResponse(members.required('result', readValue), undefined, options)
      : new ToolResponse(null, members.required('error', readText), options);
  }

  /** The result as a model reads it: text as it is, anything else as JSON; `null` for no result. */
  get resultAsText(): string {
    return attributeText(this.result);
  }

  /** The wire form, as attribute values: `{"result","success","error","execution_time_ms","tool_name"}`, with explicit nulls. */
  toJSON(): Attributes {
    return {
      result: this.result,
      success: this.isSuccess,
      error: this.error ?? null,
      execution_time_ms: this.executionTimeMs,
      tool_name: this.toolName ?? null,
    };
  }

  /** The result as text, or the error. */
  toString(): string {
    return this.error ?? this.resultAsText;
  }
}
