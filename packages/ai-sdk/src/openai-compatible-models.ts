import {
  IllegalStateError,
  InvalidValueError,
  MemberReader,
  type ResourceArguments,
  readBoolean,
  readInteger,
  readName,
  unexpected,
} from '@millrace/api';
import { type ModelSource, modelNameMissing } from './model-source.js';
import { OpenAiCompatibleService } from './openai-compatible-service.js';

/** Names of the arguments that only such a service has. */
export const openAiCompatibleArguments: readonly string[] = [
  'baseUrl',
  'apiKey',
  'apiKeyEnv',
  'structuredOutputs',
  'strictSchemas',
  'maxEmbeddingsPerCall',
];

/** Models of a service that speaks the wire protocol of OpenAI. */
export class OpenAiCompatibleModels<Model> implements ModelSource<Model> {
  readonly secrets: readonly string[];
  readonly #service: OpenAiCompatibleService;
  readonly #defaultName: string | undefined;
  #isClosed = false;
  readonly #make: (service: OpenAiCompatibleService, name: string) => Model;

  /**
   * @param args as in `OpenAiCompatibleConnectionOptions`.
   * @throws InvalidValueError `ATTRIBUTE_INVALID`, `BASE_URL_INVALID`, `API_KEY_INVALID`, `API_KEY_MISSING`
   */
  constructor(args: ResourceArguments, make: (service: OpenAiCompatibleService, name: string) => Model) {
    const members = new MemberReader(args, 'arguments');
    const apiKey = readApiKey(members);
    this.secrets = apiKey === undefined ? [] : [apiKey];
    this.#service = new OpenAiCompatibleService({
      baseUrl: members.required('baseUrl', readBaseUrl),
      apiKey,
      structuredOutputs: members.optional('structuredOutputs', readBoolean),
      strictSchemas: members.optional('strictSchemas', readBoolean),
      maxEmbeddingsPerCall: members.optional('maxEmbeddingsPerCall', readCount),
    });
    this.#defaultName = members.optional('model', readName);
    this.#make = make;
  }

  model(name: string | undefined = this.#defaultName): Model {
    if (this.#isClosed) {
      throw new IllegalStateError('CONNECTION_CLOSED', 'This connection to models was closed.', {
        hint: 'Make a new one.',
      });
    }
    if (name === undefined) {
      throw modelNameMissing();
    }
    return this.#make(this.#service, name);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#service.close();
  }
}

function readBaseUrl(value: unknown, path: string): string {
  const text = readName(value, path);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && [url.username, url.password, url.search, url.hash].every((part) => part === '');
  if (!isPlain || !['http:', 'https:'].includes(url.protocol)) {
    // The text is not repeated: it may hold a password.
    throw new InvalidValueError(
      'BASE_URL_INVALID',
      'The base URL is not an http or https URL without user, query and fragment.',
      {
        path,
        hint: 'Give the part of the address before /chat/completions, for example https://api.openai.com/v1; credentials go into apiKeyEnv or headers.',
      },
    );
  }
  return text;
}

function readCount(value: unknown, path: string): number {
  const count = readInteger(value, path);
  if (count < 1) {
    throw unexpected(value, path, 'a number above 0');
  }
  return count;
}

function readApiKey(members: MemberReader): string | undefined {
  const name = members.optional('apiKeyEnv', readName);
  if (name === undefined) {
    return members.optional('apiKey', checkApiKey);
  }
  if (members.has('apiKey')) {
    throw new InvalidValueError('API_KEY_INVALID', 'Both apiKey and apiKeyEnv are given.', {
      path: 'arguments.apiKey',
      hint: 'Give one of them; plans do not show what a variable holds.',
    });
  }
  const key = process.env[name]?.trim() ?? '';
  if (key === '') {
    throw new InvalidValueError('API_KEY_MISSING', `The environment variable ${name} is not set.`, {
      path: 'arguments.apiKeyEnv',
      hint: `Set ${name} to the API key before the job starts.`,
    });
  }
  return checkApiKey(key, 'arguments.apiKeyEnv');
}

/** Anything else cannot be a header; the HTTP client would refuse it with an error that shows it. */
function checkApiKey(value: unknown, path: string): string {
  const key = readName(value, path);
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new InvalidValueError('API_KEY_INVALID', 'The API key has blanks, line ends or characters outside ASCII.', {
      path,
      hint: 'Copy the key again, without what surrounds it.',
    });
  }
  return key;
}
