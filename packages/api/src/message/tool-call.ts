import { MemberReader, readAttributes, readName, unexpected } from '../json/attribute-reader.js';
import { type Attributes, copyAttributes } from '../json/attribute-value.js';

/** A model's request to call a tool. */
export interface ToolCall {
  /** Tells the calls of one response apart. */
  readonly id: string;
  /** Name of the tool. */
  readonly name: string;
  readonly arguments: Attributes;
  /** Id the provider gave the call, when it is not {@link id}. The answer must carry it back. */
  readonly originalId?: string | undefined;
}

/** A frozen copy. @throws InvalidValueError `ATTRIBUTE_INVALID` without id or name, `VALUE_NOT_SERIALIZABLE` naming the argument. */
export function copyToolCall(call: ToolCall, path: string): ToolCall {
  return Object.freeze({
    id: readName(call.id, `${path}.id`),
    name: readName(call.name, `${path}.name`),
    arguments: copyAttributes(call.arguments, `${path}.arguments`),
    ...(call.originalId === undefined ? {} : { originalId: call.originalId }),
  });
}

/** The wire form: `{"id","name","arguments"[,"original_id"]}`. */
export function toolCallToJson(call: ToolCall): Attributes {
  return {
    id: call.id,
    name: call.name,
    arguments: call.arguments,
    ...(call.originalId === undefined ? {} : { original_id: call.originalId }),
  };
}

/**
 * Reads the wire form, and the nested form of model providers, `{"id","type":"function","function":{"name","arguments"}[,"original_id"]}`. A numeric id becomes text.
 *
 * @throws InvalidValueError `ATTRIBUTE_INVALID`, `ATTRIBUTE_UNKNOWN`
 */
export function toolCallFromJson(value: unknown, path = 'toolCall'): ToolCall {
  const call = new MemberReader(value, path).only('id', 'name', 'arguments', 'original_id', 'type', 'function');
  const named = call.has('function') ? call.required('function', readFunction) : readNamed(call);
  const originalId = call.optional('original_id', readId);
  return Object.freeze({
    id: call.required('id', readId),
    ...named,
    ...(originalId === undefined ? {} : { originalId }),
  });
}

function readFunction(value: unknown, path: string): Pick<ToolCall, 'name' | 'arguments'> {
  return readNamed(new MemberReader(value, path).only('name', 'arguments'));
}

function readNamed(members: MemberReader): Pick<ToolCall, 'name' | 'arguments'> {
  return { name: members.required('name', readName), arguments: members.optional('arguments', readAttributes) ?? {} };
}

function readId(value: unknown, path: string): string {
  if (Number.isSafeInteger(value)) {
    return String(value);
  }
  if (typeof value !== 'string' || value === '') {
    throw unexpected(value, path, 'an id');
  }
  return value;
}
