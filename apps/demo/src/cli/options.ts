import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type GivenFlags, parseFlags } from './parse-flags.js';
import { UsageError } from './usage-error.js';

/** Where a model is: in this process, or behind an OpenAI-compatible service. */
export type ModelChoice =
  | { readonly kind: 'embedded' }
  | {
      readonly kind: 'service';
      readonly model: string;
      readonly baseUrl: string;
      /** Name of the environment variable that holds the key; the key itself is never copied. */
      readonly apiKeyEnv: string | undefined;
    };

/** Where the state of a run is kept. */
export type StateChoice =
  | {
      readonly kind: 'directory';
      readonly path: string;
      /** Somebody named it. */
      readonly isNamed: boolean;
      /** What is there is discarded. */
      readonly fresh: boolean;
    }
  | { readonly kind: 'memory' };

/** What a run of the demo is asked to do. All paths are absolute. */
export interface DemoOptions {
  readonly inputPath: string;
  /** Results, one line per review. */
  readonly outputPath: string;
  readonly alertsPath: string;
  readonly deadLettersPath: string;
  /** `undefined`: no event log. */
  readonly logDir: string | undefined;
  readonly state: StateChoice;
  readonly chatModel: ModelChoice;
  readonly embeddingModel: ModelChoice;
  /** `undefined`: all. */
  readonly limit: number | undefined;
  readonly quiet: boolean;
  /** Directories nobody named; they are made when they are missing. */
  readonly ownDirectories: readonly string[];
}

/** What the command line asks for. */
export type DemoCommand =
  | { readonly kind: 'run'; readonly options: DemoOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' };

export type Environment = Readonly<Record<string, string | undefined>>;

export interface CommandLine {
  /** Without the interpreter and the script. */
  readonly args: readonly string[];
  readonly env: Environment;
  /** What relative paths start from. */
  readonly cwd: string;
}

/** The reviews that come with the demo. */
export const shippedReviewsPath: string = fileURLToPath(new URL('../../data/reviews.jsonl', import.meta.url));

/** The products that come with the demo. */
export const shippedProductsPath: string = fileURLToPath(new URL('../../data/products.json', import.meta.url));

const openAiBaseUrl = 'https://api.openai.com/v1';
const defaultDirectory = '.millrace/demo';

const flags = {
  withValue: [
    'input',
    'output',
    'alerts',
    'dead-letters',
    'log-dir',
    'state-dir',
    'model',
    'base-url',
    'embedding-model',
    'limit',
  ],
  plain: ['no-log', 'fresh', 'in-memory', 'quiet', 'help', 'version'],
};

/** Reads the command line. Looks at no file; see `checkFiles`. @throws UsageError */
export function readCommand({ args, env, cwd }: CommandLine): DemoCommand {
  if (args.includes('--help') || args.includes('-h')) return { kind: 'help' };
  const given = parseFlags(args, flags);
  if (given.has('version')) return { kind: 'version' };
  return {
    kind: 'run',
    options: {
      ...readPaths(given, cwd),
      state: readState(given, cwd),
      ...readModels(given, env),
      limit: readLimit(given),
      quiet: given.has('quiet'),
    },
  };
}

type Paths = Pick<
  DemoOptions,
  'inputPath' | 'outputPath' | 'alertsPath' | 'deadLettersPath' | 'logDir' | 'ownDirectories'
>;

function readPaths(given: GivenFlags, cwd: string): Paths {
  if (given.has('no-log') && given.has('log-dir')) throw new UsageError('--log-dir and --no-log exclude each other');
  const path = (flag: string, fallback: string): string => resolve(cwd, given.get(flag) ?? fallback);
  const inputPath = path('input', shippedReviewsPath);
  const outputPath = readOutputPath(given, cwd);
  const alertsPath = path('alerts', join(dirname(outputPath), 'alerts.jsonl'));
  const deadLettersPath = path('dead-letters', join(dirname(outputPath), 'dead-letters.jsonl'));
  const logDir = given.has('no-log') ? undefined : path('log-dir', join(dirname(outputPath), 'log'));
  refuseSame({
    '--input': inputPath,
    '--output': outputPath,
    '--alerts': alertsPath,
    '--dead-letters': deadLettersPath,
  });
  return {
    inputPath,
    outputPath,
    alertsPath,
    deadLettersPath,
    logDir,
    ownDirectories: given.has('output') ? [] : [dirname(outputPath)],
  };
}

function readOutputPath(given: GivenFlags, cwd: string): string {
  return resolve(cwd, given.get('output') ?? join(defaultDirectory, 'results.jsonl'));
}

function readState(given: GivenFlags, cwd: string): StateChoice {
  const named = given.get('state-dir');
  if (!given.has('in-memory')) {
    const path = named === undefined ? `${readOutputPath(given, cwd)}.state` : resolve(cwd, named);
    return { kind: 'directory', path, isNamed: named !== undefined, fresh: given.has('fresh') };
  }
  if (named !== undefined) throw new UsageError('--state-dir and --in-memory exclude each other');
  if (given.has('fresh')) throw new UsageError('--fresh and --in-memory exclude each other');
  return { kind: 'memory' };
}

function refuseSame(paths: Readonly<Record<string, string>>): void {
  const flagOf = new Map<string, string>();
  for (const [flag, path] of Object.entries(paths)) {
    const other = flagOf.get(path);
    if (other !== undefined) throw new UsageError(`${other} and ${flag} are the same file, ${JSON.stringify(path)}`);
    flagOf.set(path, flag);
  }
}

function readModels(given: GivenFlags, env: Environment): Pick<DemoOptions, 'chatModel' | 'embeddingModel'> {
  const chat = given.get('model') ?? setting(env, 'MILLRACE_MODEL') ?? 'lexicon';
  const embedding = given.get('embedding-model') ?? 'hashing';
  if (given.has('base-url') && chat === 'lexicon' && embedding === 'hashing') {
    throw new UsageError('--base-url needs --model or --embedding-model');
  }
  const choose = (model: string, embedded: string): ModelChoice =>
    model === embedded ? { kind: 'embedded' } : serviceModel(model, given, env);
  return { chatModel: choose(chat, 'lexicon'), embeddingModel: choose(embedding, 'hashing') };
}

function serviceModel(model: string, given: GivenFlags, env: Environment): ModelChoice {
  const baseUrl =
    given.get('base-url') ?? setting(env, 'MILLRACE_BASE_URL') ?? setting(env, 'OPENAI_BASE_URL') ?? openAiBaseUrl;
  if (!/^https?:/i.test(baseUrl) || !URL.canParse(baseUrl))
    throw new UsageError(`--base-url is not an http address: ${JSON.stringify(baseUrl)}`);
  const apiKeyEnv = ['MILLRACE_API_KEY', 'OPENAI_API_KEY'].find((name) => setting(env, name) !== undefined);
  if (apiKeyEnv === undefined && baseUrl === openAiBaseUrl) {
    throw new UsageError(
      `the model ${JSON.stringify(model)} needs a key in MILLRACE_API_KEY, or a --base-url that needs none`,
    );
  }
  return { kind: 'service', model, baseUrl, apiKeyEnv };
}

/** Set but empty is not set. */
function setting(env: Environment, name: string): string | undefined {
  return env[name]?.trim() === '' ? undefined : env[name];
}

function readLimit(given: GivenFlags): number | undefined {
  const text = given.get('limit');
  if (text === undefined) return undefined;
  const limit = /^\d+$/.test(text) ? Number(text) : 0;
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw new UsageError(`--limit must be a positive whole number, not ${JSON.stringify(text)}`);
  return limit;
}
