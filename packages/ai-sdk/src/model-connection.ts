import {
  InvalidValueError,
  MemberReader,
  mapOf,
  type ResourceArguments,
  readInteger,
  readName,
  readText,
} from '@millrace/api';
import { type AnyModel, InProcessModels } from './in-process-models.js';
import { ModelCaller } from './model-caller.js';
import type { ModelSource } from './model-source.js';
import { OpenAiCompatibleModels, openAiCompatibleArguments } from './openai-compatible-models.js';
import type { OpenAiCompatibleService } from './openai-compatible-service.js';
import { redactorOf } from './redact.js';

/** What tells chat models from embedding models. */
export interface ModelKind<Model> {
  /** What a model of this kind is called by. */
  readonly method: 'doGenerate' | 'doEmbed';
  readonly ofService: (service: OpenAiCompatibleService, name: string) => Model;
}

/** What a connection works with: where its models come from, and how they are called. */
export interface ModelConnection<Model> {
  readonly source: ModelSource<Model>;
  readonly caller: ModelCaller;
}

const timeoutMsDefault = 600_000;

/** Timers of Node hold no more; a larger delay would fire at once. */
const timeoutMsMax = 2_147_483_647;

/** Words such as `json` in a header would make messages unreadable when they are replaced. */
const headerSecretLengthMin = 8;

/**
 * Makes a connection from its arguments, those of `ConnectionOptions`.
 *
 * @throws InvalidValueError naming the argument.
 */
export function openModelConnection<Model extends AnyModel>(
  args: ResourceArguments,
  kind: ModelKind<Model>,
): ModelConnection<Model> {
  const members = new MemberReader(args, 'arguments');
  const headers = members.optional('headers', readHeaders) ?? {};
  const timeoutMs = members.optional('timeoutMs', readTimeoutMs) ?? timeoutMsDefault;
  const source = modelSource(args, members, kind);
  const redact = redactorOf([...source.secrets, ...Object.values(headers).flatMap(secretsOfHeader)]);
  return { source, caller: new ModelCaller({ timeoutMs, headers, redact }) };
}

function modelSource<Model extends AnyModel>(
  args: ResourceArguments,
  members: MemberReader,
  kind: ModelKind<Model>,
): ModelSource<Model> {
  if (!members.has('provider')) {
    members.only('model', 'headers', 'timeoutMs');
    return new InProcessModels(args['model'], kind.method);
  }
  members.required('provider', readProvider);
  members.only('provider', 'model', 'headers', 'timeoutMs', ...openAiCompatibleArguments);
  return new OpenAiCompatibleModels(args, kind.ofService);
}

function readProvider(value: unknown, path: string): void {
  const provider = readName(value, path);
  if (provider !== 'openai-compatible') {
    throw new InvalidValueError('MODEL_PROVIDER_UNKNOWN', `There is no provider ${JSON.stringify(provider)}.`, {
      path,
      hint: 'Say "openai-compatible", or pass a model of any other AI SDK provider as model and leave provider out.',
    });
  }
}

function readTimeoutMs(value: unknown, path: string): number {
  const timeoutMs = readInteger(value, path);
  if (timeoutMs < 1 || timeoutMs > timeoutMsMax) {
    throw new InvalidValueError('TIMEOUT_INVALID', `A request cannot take at most ${timeoutMs} ms.`, {
      path,
      hint: `Give a number of milliseconds between 1 and ${timeoutMsMax}.`,
    });
  }
  return timeoutMs;
}

function readHeaders(value: unknown, path: string): Readonly<Record<string, string>> {
  const headers = mapOf(readText)(value, path);
  for (const [name, text] of headers) {
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name) || !/^[\t\x20-\x7e\x80-\xff]*$/.test(text)) {
      // The value is not repeated: it may be a credential.
      throw new InvalidValueError('HEADER_INVALID', `${JSON.stringify(name)} cannot be sent as a header.`, {
        path: `${path}[${JSON.stringify(name)}]`,
        hint: 'A name is made of letters, digits and hyphens; a value has no line ends and no characters outside Latin-1.',
      });
    }
  }
  return Object.fromEntries(headers);
}

/** Any header may be a credential; what follows its scheme is one too. */
function secretsOfHeader(value: string): readonly string[] {
  return [value, ...value.split(/\s+/)].filter((part) => part.length >= headerSecretLengthMin);
}
