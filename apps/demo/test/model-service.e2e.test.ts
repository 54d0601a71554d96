import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReviewResult } from '../src/review/review-result.js';
import { DemoProcess, runDemo } from './support/demo-process.js';
import { readJsonLines } from './support/json-lines.js';
import { ModelService } from './support/model-service.js';
import { temporaryDirectory } from './support/temporary-directory.js';

async function inputOf(count: number): Promise<string> {
  const cwd = await temporaryDirectory();
  const lines = Array.from({ length: count }, (_, index) =>
    JSON.stringify({
      id: `r-${index + 1}`,
      product: ['kettle', 'bottle'][index % 2],
      text: index % 3 === 0 ? `It leaks, number ${index}.` : `Works, number ${index}.`,
      timestamp: new Date(Date.UTC(2025, 0, 1 + index)).toISOString(),
    }),
  );
  await writeFile(join(cwd, 'reviews.jsonl'), `${lines.join('\n')}\n`);
  return cwd;
}

function resultsIn(cwd: string): readonly ReviewResult[] {
  return readJsonLines<ReviewResult>(join(cwd, 'out.jsonl'));
}

const files = ['--input', 'reviews.jsonl', '--output', 'out.jsonl'];

describe('a model behind a service', () => {
  it('judges the reviews, with tool calls, structured answers and embeddings over HTTP', async () => {
    const service = await ModelService.start();
    const cwd = await inputOf(6);
    const models = ['--model', 'judge-1', '--embedding-model', 'embed-1', '--base-url', service.baseUrl];
    const { code, stdout } = await runDemo([...files, ...models], { cwd, env: { MILLRACE_API_KEY: 'secret-key' } });

    expect(code).toBe(0);
    expect(resultsIn(cwd).map(({ model, score }) => [model, score])).toEqual(
      expect.arrayContaining([
        ['judge-1', -0.75],
        ['judge-1', 0.75],
      ]),
    );
    const chats = service.requests('/v1/chat/completions');
    expect(chats).toHaveLength(6 * 2);
    expect(chats[0]).toMatchObject({
      headers: { authorization: 'Bearer secret-key' },
      body: { model: 'judge-1', response_format: { type: 'json_schema' } },
    });
    // One to look for complaints, and one more for each of the two complaints.
    expect(service.requests('/v1/embeddings')).toHaveLength(6 + 2);
    expect(service.requests('/v1/embeddings')[0]?.body).toMatchObject({ model: 'embed-1' });
    expect(stdout).toContain(`chat model  judge-1 at ${service.baseUrl}`);
    expect(stdout).toContain(`embeddings  embed-1 at ${service.baseUrl}`);
    expect(stdout).toContain('tool calls  6');
  });

  it('can be named by environment variables', async () => {
    const service = await ModelService.start();
    const cwd = await inputOf(2);
    const env = { MILLRACE_MODEL: 'judge-2', MILLRACE_BASE_URL: service.baseUrl };
    const { code, stdout } = await runDemo(files, { cwd, env });

    expect(code).toBe(0);
    expect(stdout).toContain(`chat model  judge-2 at ${service.baseUrl}`);
    expect(stdout).toContain('embeddings  hashing (embedded, offline)');
    expect(service.requests('/v1/chat/completions')[0]?.headers.authorization).toBeUndefined();
  });

  it('that fails for a moment is asked again', async () => {
    const service = await ModelService.start({ beforeChat: (index) => (index === 0 ? 503 : undefined) });
    const cwd = await inputOf(1);
    const { code, stderr } = await runDemo([...files, '--model', 'm', '--base-url', service.baseUrl], { cwd });

    expect(code).toBe(0);
    expect(stderr).toContain('warning: A chat failed and is tried again.');
    expect(resultsIn(cwd)).toHaveLength(1);
  });

  it('that keeps failing ends a run in memory with one paragraph that names review, action and cause; what was finished is there', async () => {
    const service = await ModelService.start({ beforeChat: (index) => (index >= 4 ? 500 : undefined) });
    const cwd = await inputOf(6);
    const args = [...files, '--in-memory', '--model', 'm', '--base-url', service.baseUrl];
    const { code, stdout, stderr } = await runDemo(args, { cwd });
    const results = resultsIn(cwd);

    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      /\nThe analysis failed at review r-[34] of product (?:kettle|bottle), in the action chat_model_action: .*500.* The 2 results of reviews that were finished before can be found in out\.jsonl\.\n$/,
    );
    expect(stderr).not.toMatch(/\n {4}at /);
    expect(results.map(({ review }) => review).toSorted()).toEqual(['r-1', 'r-2']);
  });

  it('that fails may be mended: the same command goes on, and asks nothing again that was answered', async () => {
    let isBroken = true;
    const service = await ModelService.start({ beforeChat: (index) => (isBroken && index >= 4 ? 401 : undefined) });
    const cwd = await inputOf(6);
    const args = [...files, '--model', 'm', '--base-url', service.baseUrl];
    const failed = await runDemo(args, { cwd });
    const askedBefore = service.requests('/v1/chat/completions').length;
    isBroken = false;
    const mended = await runDemo(args, { cwd });

    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(/401.* Once the cause is removed, the same command goes on from here\.\n$/);
    expect(mended.code).toBe(0);
    expect(mended.stderr).toContain('Going on from checkpoint');
    expect(mended.stdout).toContain('6 read, 6 analysed, 0 bad');
    expect(
      resultsIn(cwd)
        .map(({ review }) => review)
        .toSorted(),
    ).toEqual(['r-1', 'r-2', 'r-3', 'r-4', 'r-5', 'r-6']);
    // Two chats for each review, and one more for each that was refused.
    expect(service.requests('/v1/chat/completions')).toHaveLength(6 * 2 + (askedBefore - 4));
  });

  it('that refuses the key is not asked again', async () => {
    const service = await ModelService.start({ beforeChat: () => 401 });
    const cwd = await inputOf(1);
    const { code, stderr } = await runDemo([...files, '--model', 'm', '--base-url', service.baseUrl], { cwd });

    expect(code).toBe(1);
    expect(stderr).toMatch(
      /review r-1 of product kettle, in the action chat_model_action: .*401.*No result was written yet\. Once the cause is removed, the same command goes on from here\.\n$/,
    );
    expect(service.received).toHaveLength(1);
  });

  it('that is not there ends the run with its cause', async () => {
    const service = await ModelService.start();
    const { baseUrl } = service;
    await service.close();
    const cwd = await inputOf(1);
    const { code, stderr } = await runDemo([...files, '--model', 'm', '--base-url', baseUrl], { cwd });

    expect(code).toBe(1);
    expect(stderr).toMatch(/review r-1 .* in the action chat_model_action: .*ECONNREFUSED/);
  });

  it('whose embeddings fail ends the run in the action that asked for them', async () => {
    const service = await ModelService.start();
    const { baseUrl } = service;
    await service.close();
    const cwd = await inputOf(1);
    const { code, stderr } = await runDemo([...files, '--embedding-model', 'm', '--base-url', baseUrl], { cwd });

    expect(code).toBe(1);
    expect(stderr).toMatch(/review r-1 .* in the action context_retrieval_action: /);
  });
});

describe('SIGINT while a service is asked', () => {
  it('lets what has begun finish, and keeps what is finished', async () => {
    const { service, fifth, release } = await gatedService(4);
    const cwd = await inputOf(80);
    const demo = await DemoProcess.start([...files, '--model', 'm', '--base-url', service.baseUrl], { cwd });
    await fifth;
    demo.signal('SIGINT');
    await demo.hasSaid(/Stopping\./);
    release();
    const { code, stdout } = await demo.ended;
    const results = resultsIn(cwd);

    expect(code).toBe(0);
    expect(stdout).toMatch(/^Stopped before the end of the input\n/);
    expect(results.length).toBeGreaterThanOrEqual(2);
    expect(results.length).toBeLessThan(80);
    expect(stdout).toContain(` ${results.length} analysed`);
  });

  it('quits at once when it comes again', async () => {
    const { service, fifth } = await gatedService(4);
    const cwd = await inputOf(40);
    const demo = await DemoProcess.start([...files, '--model', 'm', '--base-url', service.baseUrl], { cwd });
    await fifth;
    demo.signal('SIGINT');
    await demo.hasSaid(/Stopping\./);
    demo.signal('SIGINT');

    expect((await demo.ended).code).toBe(130);
  });
});

/** A service that answers the first chats and then none until it is released. */
async function gatedService(answered: number): Promise<{
  readonly service: ModelService;
  /** Resolves when a chat waits. */
  readonly fifth: Promise<void>;
  readonly release: () => void;
}> {
  let arrive = (): void => {};
  let release = (): void => {};
  const fifth = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const released = new Promise<undefined>((resolve) => {
    release = () => resolve(undefined);
  });
  const service = await ModelService.start({
    beforeChat: (index) => {
      if (index < answered) return undefined;
      arrive();
      return released;
    },
  });
  return { service, fifth, release };
}
