import { expect, test } from 'vitest';
import { Resource } from '../../src/resource/resource.js';
import { errorOf } from '../support/expect-error.js';
import { ResourceShelf } from '../support/resources.js';

class Server extends Resource {
  override readonly resourceType = 'mcp_server';

  get configuredName(): string {
    return this.context.config.getString('name', 'none');
  }
}

test('a resource that needs nothing can be opened and closed, more than once', async () => {
  const server = new Server();
  await server.open();
  await server.close();
  await expect(server.close()).resolves.toBeUndefined();
});

test('a resource reaches the configuration through its context', () => {
  expect(new Server(new ResourceShelf()).configuredName).toBe('none');
});

test('a resource that was made without a context says so when it needs one', () => {
  expect(errorOf(() => new Server().configuredName).code).toBe('RESOURCE_WITHOUT_CONTEXT');
});
