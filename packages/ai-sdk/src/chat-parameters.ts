import {
  type AttributeReader,
  type Attributes,
  InvalidValueError,
  listOf,
  readAttributes,
  readInteger,
  readName,
  readNumber,
  readText,
  unexpected,
} from '@millrace/api';
import type { LanguageModelSettings, ToolChoice } from './language-model.js';
import { readProviderOptions } from './provider-options.js';

/** The parameters of a chat, understood. */
export interface ChatParameters {
  readonly model: string | undefined;
  readonly settings: LanguageModelSettings;
}

/**
 * Reads the parameters of a chat. Names may be written as the AI SDK does (`maxOutputTokens`) or as the wire protocol of OpenAI does (`max_tokens`). Null means
 * not given. What only one provider understands belongs into `providerOptions`; any other name is refused, so that a misspelt one is not silently without effect.
 *
 * @param path what to call `parameters` in an error.
 * @throws InvalidValueError `MODEL_PARAMETER_UNKNOWN`, `MODEL_PARAMETER_DUPLICATE`, `ATTRIBUTE_INVALID`
 */
export function readChatParameters(parameters: Attributes, path = 'parameters'): ChatParameters {
  let settings: LanguageModelSettings = {};
  const given = new Map<string, string>();
  let model: string | undefined;
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined || value === null) {
      continue;
    }
    const parameter = aliases.get(name) ?? name;
    const where = `${path}.${name}`;
    refuseDuplicate(given.get(parameter), name, where);
    given.set(parameter, name);
    if (parameter === 'model') {
      model = readName(value, where);
    } else {
      settings = { ...settings, ...readerOf(parameter, where)(value, where) };
    }
  }
  return { model, settings };
}

type SettingReader = AttributeReader<LanguageModelSettings>;

const readers: ReadonlyMap<string, SettingReader> = new Map<string, SettingReader>([
  ['temperature', (value, path) => ({ temperature: readNumber(value, path) })],
  ['topP', (value, path) => ({ topP: readNumber(value, path) })],
  ['topK', (value, path) => ({ topK: readInteger(value, path) })],
  ['maxOutputTokens', (value, path) => ({ maxOutputTokens: readInteger(value, path) })],
  ['presencePenalty', (value, path) => ({ presencePenalty: readNumber(value, path) })],
  ['frequencyPenalty', (value, path) => ({ frequencyPenalty: readNumber(value, path) })],
  ['stop', (value, path) => ({ stopSequences: readStopSequences(value, path) })],
  ['seed', (value, path) => ({ seed: readInteger(value, path) })],
  ['toolChoice', (value, path) => ({ toolChoice: readToolChoice(value, path) })],
  ['providerOptions', (value, path) => ({ providerOptions: readProviderOptions(value, path) })],
]);

const aliases: ReadonlyMap<string, string> = new Map([
  ['top_p', 'topP'],
  ['top_k', 'topK'],
  ['max_tokens', 'maxOutputTokens'],
  ['max_output_tokens', 'maxOutputTokens'],
  ['presence_penalty', 'presencePenalty'],
  ['frequency_penalty', 'frequencyPenalty'],
  ['stopSequences', 'stop'],
  ['stop_sequences', 'stop'],
  ['tool_choice', 'toolChoice'],
  ['provider_options', 'providerOptions'],
]);

function readerOf(parameter: string, path: string): SettingReader {
  const reader = readers.get(parameter);
  if (reader === undefined) {
    throw new InvalidValueError(
      'MODEL_PARAMETER_UNKNOWN',
      `There is no model parameter ${JSON.stringify(parameter)}.`,
      {
        path,
        hint: `Known are model, ${[...readers.keys()].join(', ')}; what only one provider understands goes into providerOptions, below its name.`,
      },
    );
  }
  return reader;
}

function refuseDuplicate(earlier: string | undefined, name: string, path: string): void {
  if (earlier !== undefined) {
    throw new InvalidValueError('MODEL_PARAMETER_DUPLICATE', `${earlier} and ${name} are the same parameter.`, {
      path,
      hint: 'Use one of the names, in the setup and in the call alike.',
    });
  }
}

function readStopSequences(value: unknown, path: string): string[] {
  return typeof value === 'string' ? [value] : [...listOf(readText)(value, path)];
}

function readToolChoice(value: unknown, path: string): ToolChoice {
  const type = typeof value === 'string' ? value : undefined;
  if (type === 'auto' || type === 'none' || type === 'required') {
    return { type };
  }
  if (type !== undefined) {
    throw unexpected(value, path, '"auto", "none", "required" or { "tool": name }');
  }
  return { type: 'tool', toolName: readName(readAttributes(value, path)['tool'], `${path}.tool`) };
}
