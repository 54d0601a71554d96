import { describe, expect, it } from 'vitest';
import { type DemoOptions, type Environment, readCommand, shippedReviewsPath } from '../../src/cli/options.js';
import { UsageError } from '../../src/cli/usage-error.js';

function optionsOf(args: readonly string[], env: Environment = {}): DemoOptions {
  const command = readCommand({ args, env, cwd: '/home/me' });
  if (command.kind !== 'run') throw new Error(`The command is ${command.kind}.`);
  return command.options;
}

function usageErrorOf(args: readonly string[], env: Environment = {}): string {
  try {
    optionsOf(args, env);
  } catch (thrown) {
    if (thrown instanceof UsageError) return thrown.message;
    throw thrown;
  }
  throw new Error('There was no error.');
}

describe('readCommand', () => {
  it('analyses the shipped reviews with the embedded models when nothing is said', () => {
    expect(optionsOf([])).toEqual({
      inputPath: shippedReviewsPath,
      outputPath: '/home/me/.millrace/demo/results.jsonl',
      alertsPath: '/home/me/.millrace/demo/alerts.jsonl',
      deadLettersPath: '/home/me/.millrace/demo/dead-letters.jsonl',
      logDir: '/home/me/.millrace/demo/log',
      ownDirectories: ['/home/me/.millrace/demo'],
      chatModel: { kind: 'embedded' },
      embeddingModel: { kind: 'embedded' },
      state: {
        kind: 'directory',
        path: '/home/me/.millrace/demo/results.jsonl.state',
        isNamed: false,
        fresh: false,
      },
      limit: undefined,
      quiet: false,
    });
  });

  it('keeps state beside the output, in a directory that is named, or in memory', () => {
    const directory = { kind: 'directory', isNamed: true, fresh: false };

    expect(optionsOf(['--output', 'out/a.jsonl']).state).toMatchObject({ path: '/home/me/out/a.jsonl.state' });
    expect(optionsOf(['--state-dir', 'kept']).state).toEqual({ ...directory, path: '/home/me/kept' });
    expect(optionsOf(['--state-dir', '/kept', '--fresh']).state).toEqual({ ...directory, path: '/kept', fresh: true });
    expect(optionsOf(['--in-memory']).state).toEqual({ kind: 'memory' });
  });

  it('puts alerts, dead letters and log beside the output', () => {
    const options = optionsOf(['--output', 'out/results.jsonl']);

    expect(options.alertsPath).toBe('/home/me/out/alerts.jsonl');
    expect(options.deadLettersPath).toBe('/home/me/out/dead-letters.jsonl');
    expect(options.logDir).toBe('/home/me/out/log');
    expect(options.ownDirectories).toEqual([]);
  });

  it('takes every flag', () => {
    const options = optionsOf([
      '--input',
      'in.jsonl',
      '--output=/tmp/out.jsonl',
      '--alerts',
      'fallen.jsonl',
      '--dead-letters',
      'bad.jsonl',
      '--no-log',
      '--limit',
      '20',
      '--quiet',
    ]);

    expect(options).toMatchObject({
      inputPath: '/home/me/in.jsonl',
      outputPath: '/tmp/out.jsonl',
      alertsPath: '/home/me/fallen.jsonl',
      deadLettersPath: '/home/me/bad.jsonl',
      logDir: undefined,
      limit: 20,
      quiet: true,
    });
  });

  it('prefers help to anything that may be wrong beside it', () => {
    expect(readCommand({ args: ['--nonsense', '--help'], env: {}, cwd: '/' })).toEqual({ kind: 'help' });
    expect(readCommand({ args: ['--version'], env: {}, cwd: '/' })).toEqual({ kind: 'version' });
  });

  it.each([
    [['--ouput', 'x'], 'unknown option --ouput; did you mean --output?'],
    [['--verbose'], 'unknown option --verbose'],
    [['-x'], 'unknown option -x'],
    [['--input'], '--input needs a value'],
    [['--input='], '--input needs a value'],
    [['--input', '--output', 'x'], '--input needs a value'],
    [['--quiet=yes'], '--quiet takes no value'],
    [['--limit', '5', '--limit', '6'], '--limit is given twice'],
    [['reviews.jsonl'], 'unexpected argument "reviews.jsonl"'],
    [['--limit', '0'], '--limit must be a positive whole number, not "0"'],
    [['--limit', '1e3'], '--limit must be a positive whole number, not "1e3"'],
    [['--in-memory', '--state-dir', 'x'], '--state-dir and --in-memory exclude each other'],
    [['--in-memory', '--fresh'], '--fresh and --in-memory exclude each other'],
    [['--no-log', '--log-dir', 'x'], '--log-dir and --no-log exclude each other'],
    [['--input', 'a', '--output', './a'], '--input and --output are the same file, "/home/me/a"'],
    [['--output', 'a', '--dead-letters', 'a'], '--output and --dead-letters are the same file, "/home/me/a"'],
    [
      ['--output', 'a', '--alerts', 'b', '--dead-letters', 'b'],
      '--alerts and --dead-letters are the same file, "/home/me/b"',
    ],
    [['--base-url', 'http://localhost:1'], '--base-url needs --model or --embedding-model'],
    [['--model', 'm', '--base-url', 'localhost:1'], '--base-url is not an http address: "localhost:1"'],
    [['--model', 'gpt'], 'the model "gpt" needs a key in MILLRACE_API_KEY, or a --base-url that needs none'],
  ])('answers %j with one line that says what is wrong', (args, message) => {
    expect(usageErrorOf(args)).toBe(message);
  });

  it('keeps an error on one line, whatever was typed', () => {
    expect(usageErrorOf(['--a\nb'])).not.toContain('\n');
    expect(usageErrorOf(['a\nb'])).not.toContain('\n');
  });
});

describe('the model of a run', () => {
  it('is behind a service when one is named, by flag or by environment', () => {
    const service = { kind: 'service', model: 'qwen3:8b', baseUrl: 'http://127.0.0.1:11434/v1', apiKeyEnv: undefined };

    expect(optionsOf(['--model', 'qwen3:8b', '--base-url', service.baseUrl]).chatModel).toEqual(service);
    expect(optionsOf([], { MILLRACE_MODEL: 'qwen3:8b', MILLRACE_BASE_URL: service.baseUrl }).chatModel).toEqual(
      service,
    );
    expect(optionsOf(['--embedding-model', 'qwen3:8b'], { OPENAI_BASE_URL: service.baseUrl }).embeddingModel).toEqual(
      service,
    );
  });

  it("prefers flags to the environment, and Millrace's variables to those of OpenAI", () => {
    const env = {
      MILLRACE_MODEL: 'a',
      MILLRACE_BASE_URL: 'http://one/v1',
      OPENAI_BASE_URL: 'http://two/v1',
      MILLRACE_API_KEY: 'k1',
      OPENAI_API_KEY: 'k2',
    };

    expect(optionsOf(['--model', 'b'], env).chatModel).toEqual({
      kind: 'service',
      model: 'b',
      baseUrl: 'http://one/v1',
      apiKeyEnv: 'MILLRACE_API_KEY',
    });
    expect(optionsOf(['--model', 'lexicon'], env).chatModel).toEqual({ kind: 'embedded' });
  });

  it('stays embedded when only the variables of OpenAI are set: nothing is sent out unasked', () => {
    const env = { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'http://two/v1', OPENAI_MODEL: 'gpt' };

    expect(optionsOf([], env).chatModel).toEqual({ kind: 'embedded' });
  });

  it('takes a variable that is set but empty for not set', () => {
    const env = { MILLRACE_MODEL: '', MILLRACE_API_KEY: ' ', OPENAI_API_KEY: 'k' };

    expect(optionsOf([], env).chatModel).toEqual({ kind: 'embedded' });
    expect(optionsOf(['--model', 'm'], env).chatModel).toMatchObject({ apiKeyEnv: 'OPENAI_API_KEY' });
  });

  it('never copies a key', () => {
    expect(JSON.stringify(optionsOf(['--model', 'm'], { MILLRACE_API_KEY: 'secret' }))).not.toContain('secret');
  });
});
