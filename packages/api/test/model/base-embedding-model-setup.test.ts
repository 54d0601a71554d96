import { expect, test } from 'vitest';
import { BaseEmbeddingModelConnection } from '../../src/model/base-embedding-model-connection.js';
import { BaseEmbeddingModelSetup } from '../../src/model/base-embedding-model-setup.js';
import { ResourceDescriptor } from '../../src/resource/resource-descriptor.js';
import { errorOf, rejectionOf } from '../support/expect-error.js';
import { LengthEmbeddingConnection, ResourceShelf } from '../support/resources.js';

class ForgetfulConnection extends BaseEmbeddingModelConnection {
  override async embed(): Promise<readonly Float32Array[]> {
    return [];
  }
}

const connection = new LengthEmbeddingConnection();
const shelf = new ResourceShelf().put('length', connection).put('forgetful', new ForgetfulConnection());

function setup(args: Record<string, unknown> = {}): BaseEmbeddingModelSetup {
  const descriptor = new ResourceDescriptor(BaseEmbeddingModelSetup, { connection: 'length', model: 'm', ...args });
  return new BaseEmbeddingModelSetup(descriptor, shelf);
}

test('an embedding model and its connection are resources of their own types', () => {
  expect([setup().resourceType, connection.resourceType]).toEqual(['embedding_model', 'embedding_model_connection']);
});

test('an argument that nobody reads is refused; a subclass can say that it reads more', () => {
  const descriptor = new ResourceDescriptor(BaseEmbeddingModelSetup, { connection: 'length', modle: 'm' });
  const refused = { code: 'ATTRIBUTE_UNKNOWN', path: 'arguments.modle' };
  expect(errorOf(() => new BaseEmbeddingModelSetup(descriptor, shelf))).toEqual(refused);
  expect(new BaseEmbeddingModelSetup(descriptor, shelf, { ownArguments: ['modle'] }).connection).toBe('length');
});

test('several texts are embedded in one request, in their order', async () => {
  const before = connection.requests.length;
  expect(await setup().embed(['abc', 'd'])).toEqual([Float32Array.of(3, 97), Float32Array.of(1, 100)]);
  expect(connection.requests.length - before).toBe(1);
});

test('one text can be embedded alone', async () => {
  expect(await setup().embedOne('abc')).toEqual(Float32Array.of(3, 97));
});

test('no texts make no request', async () => {
  const before = connection.requests.length;
  expect(await setup().embed([])).toEqual([]);
  expect(connection.requests.length).toBe(before);
});

test('parameters of the call win over those of the setup', async () => {
  const { signal } = new AbortController();
  await setup().embed(['a'], { parameters: { model: 'other', dimensions: 2 }, signal });
  expect(connection.requests.at(-1)?.options).toEqual({ parameters: { model: 'other', dimensions: 2 }, signal });
  await setup().embed(['a']);
  expect(connection.requests.at(-1)?.options.parameters).toEqual({ model: 'm' });
});

test('a connection that gives another number of vectors than texts is caught', async () => {
  expect((await rejectionOf(setup({ connection: 'forgetful' }).embedOne('a'))).code).toBe('EMBEDDING_COUNT_MISMATCH');
});

test('a connection must be named, and there', async () => {
  expect(errorOf(() => setup({ connection: 1 })).path).toBe('arguments.connection');
  expect((await rejectionOf(setup({ connection: 'missing' }).embedOne('a'))).code).toBe('RESOURCE_NOT_FOUND');
});
