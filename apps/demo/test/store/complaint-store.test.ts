import { Document, VectorStoreQuery } from '@millrace/api';
import { describe, expect, it } from 'vitest';
import { openComplaintStore } from '../support/complaint-stores.js';

function complaint(id: string, content: string, sequence?: number): Document {
  return new Document({ id, content, metadata: sequence === undefined ? {} : { sequence } });
}

const complaints = [
  complaint('a', 'The lid leaks all over my bag.', 1),
  complaint('b', 'The battery is empty after two hours.', 2),
  complaint('c', 'Leaks from the lid, everything is wet.', 3),
];

function query(
  text: string,
  options: { limit?: number; collection?: string; sequenceBelow?: number } = {},
): VectorStoreQuery {
  const { limit = 3, collection, sequenceBelow } = options;
  return new VectorStoreQuery({
    text,
    limit,
    collection,
    filters: sequenceBelow === undefined ? undefined : { sequenceBelow },
  });
}

describe('ComplaintStore', () => {
  it('finds the complaints about the same issue first, with their cosine', async () => {
    const store = await openComplaintStore();
    await store.add(complaints);
    const { documents } = await store.query(query('water leaks out at the lid'));

    expect(documents.map(({ id }) => id)).toEqual(expect.arrayContaining(['a', 'c']));
    expect(documents[2]?.id).toBe('b');
    expect(documents[0]?.score).toBeGreaterThan(0.2);
    expect(documents[0]?.score).toBeLessThanOrEqual(1);
  });

  it('never shows a review its own complaint or a later one', async () => {
    const store = await openComplaintStore();
    await store.add(complaints);
    const { documents } = await store.query(query('the lid leaks', { sequenceBelow: 3 }));

    expect(documents.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('leaves out documents without a sequence where a sequence is asked for', async () => {
    const store = await openComplaintStore();
    await store.add([complaint('x', 'The lid leaks.')]);

    expect((await store.query(query('lid', { sequenceBelow: 10 }))).documents).toEqual([]);
    expect((await store.query(query('lid'))).documents.length).toBe(1);
  });

  it('keeps products apart', async () => {
    const store = await openComplaintStore();
    await store.add(complaints, { collection: 'bottle' });

    expect(await store.size({ collection: 'bottle' })).toBe(3);
    expect(await store.size({ collection: 'kettle' })).toBe(0);
    expect((await store.query(query('the lid leaks', { collection: 'kettle' }))).documents).toEqual([]);
  });

  it('takes a repeated add for the same one', async () => {
    const store = await openComplaintStore();
    await store.add(complaints);
    const before = await store.query(query('the lid leaks'));
    await store.add(complaints.slice(0, 2));
    const after = await store.query(query('the lid leaks'));

    expect(await store.size()).toBe(3);
    expect(after.toJSON()).toEqual(before.toJSON());
  });

  it('gets and deletes by id, and leaves unknown ids alone', async () => {
    const store = await openComplaintStore();
    await store.add(complaints);
    await store.delete({ ids: ['b', 'nobody'] });

    expect((await store.get()).map(({ id }) => id)).toEqual(['a', 'c']);
    expect((await store.get({ ids: ['c', 'b'] })).map(({ id }) => id)).toEqual(['c']);
  });

  it('makes an id for a document without one', async () => {
    const store = await openComplaintStore();
    const [id = ''] = await store.add([new Document({ content: 'It leaks.' })]);

    expect((await store.get({ ids: [id] }))[0]?.content).toBe('It leaks.');
  });

  it('holds at most documentsMax documents of a product', async () => {
    const store = await openComplaintStore({ documentsMax: 2 });
    await store.add(complaints);

    expect((await store.get()).map(({ id }) => id)).toEqual(['b', 'c']);
  });

  it('refuses vectors of different lengths as a whole', async () => {
    const store = await openComplaintStore();
    const short = new Document({ id: 'short', content: 'x', embedding: Float32Array.of(1, 0) });

    await expect(store.add([complaint('a', 'It leaks.'), short])).rejects.toMatchObject({
      code: 'EMBEDDING_DIMENSION_MISMATCH',
    });
    expect(await store.size()).toBe(0);
  });

  it('refuses filters it does not know', async () => {
    const store = await openComplaintStore();
    const unknown = new VectorStoreQuery({ text: 'x', limit: 1, filters: { author: 'me' } });

    await expect(store.query(unknown)).rejects.toMatchObject({ code: 'ATTRIBUTE_UNKNOWN', path: 'filters.author' });
  });

  it('refuses arguments it does not know, and works only while it is open', async () => {
    await expect(openComplaintStore({ path: '/x' })).rejects.toMatchObject({
      code: 'ATTRIBUTE_UNKNOWN',
      path: 'arguments.path',
    });
    await expect(openComplaintStore({ documentsMax: 0 })).rejects.toMatchObject({ path: 'arguments.documentsMax' });
    const store = await openComplaintStore();
    await store.close();
    await store.close();

    await expect(store.add(complaints)).rejects.toMatchObject({ code: 'COMPLAINT_STORE_CLOSED' });
  });
});
