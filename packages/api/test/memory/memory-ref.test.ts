import { describe, expect, test } from 'vitest';
import { Event } from '../../src/event/event.js';
import { EventCodec } from '../../src/event/event-codec.js';
import type { MemoryObject } from '../../src/memory/memory-object.js';
import { MemoryRef } from '../../src/memory/memory-ref.js';
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
    [undefined],
    [null],
    ['a.b'],
    [{ path: 'a' }],
    [{ memory_type: 'long_term', path: 'a' }],
    [{ memory_type: 'sensory', path: 1 }],
  ])('%j is not a reference', (json) => {
    expect(errorOf(() => MemoryRef.fromJson(json)).code).toBe('MEMORY_REF_INVALID');
  });
});
