import { describe, expect, test } from 'vitest';
import { decodeAttributeValue, encodeAttributeValue } from '../../src/json/attribute-codec.js';
import { Document } from '../../src/vector-store/document.js';
import { errorOf } from '../support/expect-error.js';

const full = new Document({
  content: 'c',
  metadata: { at: new Date(0) },
  id: 'd1',
  embedding: Float32Array.of(0.1, -2),
  score: 0.25,
});

describe('Document', () => {
  test('needs only content', () => {
    const { content, metadata, id, embedding, score } = new Document({ content: 'c' });
    expect([content, metadata, id, embedding, score]).toEqual(['c', {}, undefined, undefined, undefined]);
  });

  test('is written with explicit nulls', () => {
    expect(new Document({ content: 'c', metadata: { k: 'v' }, id: 'd1' }).toJSON()).toEqual({
      content: 'c',
      metadata: { k: 'v' },
      id: 'd1',
      embedding: null,
      score: null,
    });
  });

  test.each([full, new Document({ content: '' })])(
    'reads back as it was, to the last bit of its embedding',
    (document) => {
      const wire = JSON.parse(JSON.stringify(encodeAttributeValue(document.toJSON())));
      const again = Document.fromJson(decodeAttributeValue(wire));
      expect(again.equals(document)).toBe(true);
      expect(again.embedding).toEqual(document.embedding);
    },
  );

  test('gives a changed copy and stays as it is', () => {
    const changed = full.with({ score: 1, metadata: {} });
    expect([changed.score, changed.metadata, changed.id, changed.embedding]).toEqual([1, {}, 'd1', full.embedding]);
    expect([full.score, changed.equals(full), Object.isFrozen(full)]).toEqual([0.25, false, true]);
  });

  test.each([
    [{}, 'ATTRIBUTE_INVALID', 'd.content'],
    [{ content: 'c', embedding: [1, 'x'] }, 'ATTRIBUTE_INVALID', 'd.embedding[1]'],
    [{ content: 'c', metadata: [] }, 'ATTRIBUTE_INVALID', 'd.metadata'],
    [{ content: 'c', text: 'x' }, 'ATTRIBUTE_UNKNOWN', 'd.text'],
  ])('%j is refused by its path', (json, code, path) => {
    expect(errorOf(() => Document.fromJson(json, 'd'))).toEqual({ code, path });
  });
});
