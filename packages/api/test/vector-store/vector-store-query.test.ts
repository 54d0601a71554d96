import { describe, expect, test } from 'vitest';
import { Document } from '../../src/vector-store/document.js';
import { VectorStoreQuery } from '../../src/vector-store/vector-store-query.js';
import { VectorStoreQueryResult } from '../../src/vector-store/vector-store-query-result.js';
import { errorOf } from '../support/expect-error.js';

describe('VectorStoreQuery', () => {
  test('is semantic, over the default collection, without filters, unless it says otherwise', () => {
    expect(new VectorStoreQuery({ text: 'q', limit: 3 }).toJSON()).toEqual({
      mode: 'semantic',
      query_text: 'q',
      limit: 3,
      collection: null,
      filters: null,
      extra_args: {},
    });
  });

  test('reads back as it was', () => {
    const query = new VectorStoreQuery({
      text: 'q',
      limit: 1,
      collection: 'c',
      filters: { a: 1 },
      extraArgs: { b: 2 },
    });
    expect(VectorStoreQuery.fromJson(query.toJSON())).toEqual(query);
  });

  test.each([0, -1])('a limit of %d is refused', (limit) => {
    expect(errorOf(() => new VectorStoreQuery({ text: 'q', limit }))).toEqual({
      code: 'VECTOR_STORE_QUERY_INVALID',
      path: 'limit',
    });
  });

  test('what is malformed is refused by its path', () => {
    expect(errorOf(() => VectorStoreQuery.fromJson({ query_text: 'q', limit: 1.5 }, 'q'))).toEqual({
      code: 'ATTRIBUTE_INVALID',
      path: 'q.limit',
    });
    expect(errorOf(() => VectorStoreQuery.fromJson({ mode: 'SEMANTIC', query_text: 'q', limit: 1 }, 'q'))).toEqual({
      code: 'VECTOR_STORE_QUERY_INVALID',
      path: 'q.mode',
    });
  });
});

describe('VectorStoreQueryResult', () => {
  test('reads back with its documents, in order', () => {
    const result = new VectorStoreQueryResult([
      new Document({ content: 'a', score: 2 }),
      new Document({ content: 'b' }),
    ]);
    expect(VectorStoreQueryResult.fromJson(result.toJSON())).toEqual(result);
  });

  test('a malformed document is refused by its path', () => {
    expect(errorOf(() => VectorStoreQueryResult.fromJson({ documents: [{ id: 'x' }] }, 'r')).path).toBe(
      'r.documents[0].content',
    );
  });
});
