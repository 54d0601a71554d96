import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineEvent } from '../../src/event/define-event.js';
import { Event } from '../../src/event/event.js';
import { EventCodec } from '../../src/event/event-codec.js';
import type { MemoryObject } from '../../src/memory/memory-object.js';
import { MemoryRef, type MemoryRefJson } from '../../src/memory/memory-ref.js';
import { errorOf } from '../support/expect-error.js';

/** Memory that only answers what the test asks: the value at an absolute path. */
function memoryOf(values: Readonly<Record<string, string>>): MemoryObject {
  const memory: Partial<MemoryObject> = {
    get: <T>(path: string | MemoryRef) => values[typeof path === 'string' ? path : path.path] as T | undefined,
  };
  return memory as MemoryObject;
}

const memories = {
  sensoryMemory: memoryOf({ 'user.name': 'sensed' }),
  shortTermMemory: memoryOf({ 'user.name': 'kept' }),
};

describe('MemoryRef', () => {
  test('points into the memory it was made for', () => {
    expect(new MemoryRef('sensory', 'user.name').resolve(memories)).toBe('sensed');
    expect(new MemoryRef('short_term', 'user.name').resolve(memories)).toBe('kept');
    expect(new MemoryRef('short_term', 'missing').resolve(memories)).toBeUndefined();
  });

  test('equals a reference to the same path of the same memory', () => {
    const ref = new MemoryRef('sensory', 'a.b');
    expect(ref.equals(new MemoryRef('sensory', 'a.b'))).toBe(true);
    expect(ref.equals(new MemoryRef('short_term', 'a.b'))).toBe(false);
    expect(ref.equals(new MemoryRef('sensory', 'a'))).toBe(false);
    expect(String(ref)).toBe('sensory:a.b');
  });

  test('travels in an event and reads back as the same reference', () => {
    const ref = new MemoryRef('short_term', 'a.b');
    const event = new Event('big', { document: ref.toJSON() });
    const again = new EventCodec([]).fromJson(event.toJSON());
    expect(MemoryRef.fromJson(again.attribute('document')).equals(ref)).toBe(true);
  });

  test.each([
    ['that checks for one', z.object({ document: z.custom<MemoryRefJson>(MemoryRef.is) })],
    [
      'that describes its JSON',
      z.object({ document: z.object({ memory_type: z.enum(['sensory', 'short_term']), path: z.string() }) }),
    ],
  ])('fits into an event with a schema %s, and is found in it by whoever receives it', (_, schema) => {
    const BigDocument = defineEvent('big', schema);
    const ref = new MemoryRef('short_term', 'user.name');
    const event = new BigDocument({ document: ref });
    event.markSent({ sourceTimestamp: undefined, upstreamEvent: undefined, upstreamActionName: undefined });
    expect(event.attributes.document).toEqual({ memory_type: 'short_term', path: 'user.name' });
    expect(MemoryRef.fromJson(event.attributes.document).resolve(memories)).toBe('kept');
    const read = new EventCodec([BigDocument]).fromJson(event.toJSON());
    expect(MemoryRef.fromJson(read.attribute('document')).equals(ref)).toBe(true);
  });

  test('something else is refused by an event that is to carry one', () => {
    const BigDocument = defineEvent('big', z.object({ document: z.custom<MemoryRefJson>(MemoryRef.is) }));
    const json = JSON.parse('{"memory_type":"long_term","path":"a"}') as MemoryRefJson;
    expect(errorOf(() => new BigDocument({ document: json }))).toEqual({
      code: 'EVENT_ATTRIBUTES_INVALID',
      path: 'attributes.document',
    });
  });

  test.each([
    [undefined],
    [null],
    ['a.b'],
    [{ path: 'a' }],
    [{ memory_type: 'long_term', path: 'a' }],
    [{ memory_type: 'sensory', path: 1 }],
  ])('%j is not a reference', (json) => {
    expect(MemoryRef.is(json)).toBe(false);
    expect(errorOf(() => MemoryRef.fromJson(json)).code).toBe('MEMORY_REF_INVALID');
  });
});
