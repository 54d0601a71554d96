import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { Agent, type ResourceContext, ResourceDescriptor } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { AgentsExecutionEnvironment, type EnvironmentOptions, systemClock } from '../../src/index.js';
import { failureOf } from '../support/failure-of.js';
import { KeywordEmbeddingConnection } from '../support/keyword-vector-store.js';
import { MemoryStores } from '../support/memory-stores.js';
import { temporaryFile } from '../support/temporary-folder.js';
import { agentModule } from './thread-job.js';

/** A class that is in no module. */
class LocalConnection extends KeywordEmbeddingConnection {
  constructor(_descriptor: ResourceDescriptor, context: ResourceContext) {
    super(context);
  }
}

async function refusalOf(
  options: EnvironmentOptions,
  {
    agent = agentModule,
    prepare = () => {},
  }: { agent?: URL; prepare?: (env: AgentsExecutionEnvironment) => void } = {},
): Promise<unknown> {
  const env = new AgentsExecutionEnvironment({ config: { parallelism: 2 }, ...options });
  prepare(env);
  env.fromList([1]).keyBy(String).apply(agent);
  return await failureOf(env.execute({ handleSignals: false }));
}

/** Writes a module beside nothing it could import. */
async function moduleOf(text: string): Promise<URL> {
  const path = await temporaryFile('agent.mjs');
  await writeFile(path, text);
  return pathToFileURL(path);
}

describe('what threads cannot be given is refused before anything begins:', () => {
  test.each<[keyof EnvironmentOptions, EnvironmentOptions]>([
    ['eventLogger', { eventLogger: [] }],
    ['listeners', { listeners: [] }],
    [
      'longTermMemory',
      {
        longTermMemory: () => {
          throw new Error('not made');
        },
      },
    ],
    ['errorClasses', { errorClasses: [TypeError] }],
    ['stores', { stores: new MemoryStores() }],
    ['clock', { clock: systemClock }],
  ])('the option %s', async (path, options) => {
    expect(await refusalOf(options)).toMatchObject({ code: 'NOT_FOR_THREADS', path, hint: expect.any(String) });
  });

  test('a resource that is there already, or whose class has no module', async () => {
    const byClass = new ResourceDescriptor(LocalConnection);
    for (const [name, resource] of Object.entries({ made: new KeywordEmbeddingConnection(), byClass })) {
      const prepare = (env: AgentsExecutionEnvironment): void =>
        void env.addResource(name, 'embedding_model_connection', resource);
      expect(await refusalOf({}, { prepare })).toMatchObject({
        code: 'NOT_FOR_THREADS',
        path: `resources.embedding_model_connection.${name}`,
      });
    }
  });
});

test('one subtask of an agent in a module runs on this thread, and takes what an environment is given', async () => {
  const env = new AgentsExecutionEnvironment({ listeners: [], clock: systemClock });
  const outputs = env
    .fromList([{ key: 'a', number: 1 }])
    .keyBy(({ key }) => key)
    .apply(agentModule)
    .deadLettersTo({ write: () => {} })
    .toList();
  await env.execute({ handleSignals: false });
  expect(outputs.map(({ value }) => value)).toEqual([
    { key: 'a', place: 1, number: 1, answer: 'answer 1', order: 'order 1 done' },
  ]);
});

test('a plain agent runs all its subtasks on this thread', async () => {
  let calls = 0;
  const agent = new Agent().addAction('count', ['_input_event'], () => void calls++);
  const env = new AgentsExecutionEnvironment({ config: { parallelism: 2 }, listeners: [] });
  env.fromList([1, 2, 3]).keyBy(String).apply(agent);
  await env.execute({ handleSignals: false });
  expect(calls).toBe(3);
});

describe('a module that is no module of an agent is refused:', () => {
  test.each([
    ['createAgent', 'export const agent = 1;'],
    ['createAgent', 'export const createAgent = () => 1;'],
    ['createEventLoggers', 'export const createAgent = () => 1; export const createEventLoggers = [];'],
    ['errorClasses', 'export const createAgent = () => 1; export const errorClasses = Error;'],
  ])('%s of %s', async (path, text) => {
    expect(await refusalOf({}, { agent: await moduleOf(text) })).toMatchObject({ code: 'AGENT_MODULE_INVALID', path });
  });

  test('one that is not there', async () => {
    const agent = new URL('missing.mjs', agentModule);
    expect(await refusalOf({}, { agent })).toMatchObject({ code: 'AGENT_MODULE_UNRESOLVABLE', path: 'agent' });
  });
});
