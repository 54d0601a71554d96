import { type ChatMessage, errorMessage, InvalidValueError, type JsonSchema, type JsonValue } from '@millrace/api';
import { JsonSchemaCheck } from '../schema/json-schema-check.js';

const fenced = /^```[\w-]*[ \t]*\r?\n([\s\S]*?)\r?\n?```$/;

/**
 * The answer with its content parsed and checked, under `structured_output` of its extra arguments. Markdown fences around the content are taken off.
 *
 * @throws InvalidValueError `STRUCTURED_OUTPUT_INVALID` when the content is not JSON of the schema, `JSON_SCHEMA_INVALID`
 */
export function withStructuredOutput(answer: ChatMessage, schema: JsonSchema): ChatMessage {
  const output = parse(answer.content);
  const violation = new JsonSchemaCheck(schema).find(output, 'content');
  if (violation !== undefined) {
    throw invalid(`does not fit the output schema: ${violation.problem}`, violation.path);
  }
  return answer.with({ extraArgs: { ...answer.extraArgs, structured_output: output } });
}

function parse(content: string): JsonValue {
  const text = content.trim();
  try {
    // What JSON.parse returns is a JSON value.
    return JSON.parse(fenced.exec(text)?.[1] ?? text) as JsonValue;
  } catch (cause) {
    throw invalid(`is not JSON: ${errorMessage(cause)}`, 'content', cause);
  }
}

function invalid(problem: string, path: string, cause?: unknown): InvalidValueError {
  return new InvalidValueError('STRUCTURED_OUTPUT_INVALID', `The answer of the model ${problem}`, {
    path,
    hint: 'Ask for JSON in the prompt, or use a model that can be held to a schema.',
    cause,
  });
}
