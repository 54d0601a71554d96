import { type AttributeValue, type MemoryOperation, MemoryRef } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { InvocationMemory } from '../../src/memory/invocation-memory.js';
import { MemoryStore } from '../../src/memory/memory-store.js';
import { applyMemoryOperation } from '../../src/memory/memory-tree.js';
import { RunMemory } from '../../src/memory/run-memory.js';
import { StoredMemoryObject } from '../../src/memory/stored-memory-object.js';
import { commit } from '../support/commit.js';
import { errorOf } from '../support/expect-error.js';

/** One invocation of a run, with its short-term memory. */
interface Invocation {
  readonly root: StoredMemoryObject;
  readonly memory: InvocationMemory;
  readonly run: RunMemory;
}

function invocationOver(...operations: readonly MemoryOperation[]): Invocation {
  const store = new MemoryStore();
  for (const operation of operations) {
    applyMemoryOperation(store, operation);
  }
  return invocationOf(new RunMemory(store));
}

function invocationOf(run: RunMemory): Invocation {
  const memory = new InvocationMemory('short_term', run, () => {});
  return { root: new StoredMemoryObject(memory), memory, run };
}

/** What the operations recorded for the run put back, read by an invocation of a later life. */
function restored({ memory, run }: Invocation): StoredMemoryObject {
  commit(memory);
  return invocationOver(...run.operations).root;
}

const values: readonly (readonly [string, AttributeValue])[] = [
  ['null', null],
  ['a boolean', false],
  ['zero', 0],
  ['a fraction', -1.5],
  ['a large number', Number.MAX_VALUE],
  ['an empty text', ''],
  ['a text', 'grüße \u{1f600}'],
  ['a bigint', 2n ** 70n],
  ['a date', new Date('2026-01-02T03:04:05.678Z')],
  ['bytes', Uint8Array.of(0, 127, 255)],
  ['a list', [1, 'two', [3n], null]],
  ['an object', { name: 'Ada', tags: ['x'], nested: { deep: new Date(0) } }],
  ['an object that looks like a memory path', { 'a.b': { '': 1 } }],
];

describe('values', () => {
  test.each(values)('%s comes back as it was set', (_, value) => {
    const { root } = invocationOver();
    root.set('field', value);
    expect(root.get('field')).toStrictEqual(value);
    expect(root.has('field')).toBe(true);
  });

  test.each(values)('%s is the same for the next invocation and after a replay', (_, value) => {
    const invocation = invocationOver();
    invocation.root.set('a.field', value);
    const replayed = restored(invocation);
    expect(replayed.get('a.field')).toStrictEqual(value);
    expect(invocationOf(invocation.run).root.get('a.field')).toStrictEqual(value);
  });

  test('a value can be replaced by a value of another type', () => {
    const { root } = invocationOver();
    root.set('a', 1);
    root.set('a', { b: 2 });
    expect(root.get('a')).toEqual({ b: 2 });
  });

  test('where nothing is, there is undefined, which differs from null', () => {
    const { root } = invocationOver({ op: 'set', path: 'nothing', value: null });
    expect([root.get('nothing'), root.has('nothing')]).toEqual([null, true]);
    expect([root.get('missing'), root.has('missing')]).toEqual([undefined, false]);
    expect([root.get('missing.deeper'), root.getObject('missing')]).toEqual([undefined, undefined]);
  });

  test('what cannot be stored is refused with its path, and nothing is changed', () => {
    const { root, memory, run } = invocationOver();
    expect(errorOf(() => root.set('a.list', [1, Number.NaN]))).toEqual({
      code: 'VALUE_NOT_SERIALIZABLE',
      path: 'a.list[1]',
    });
    expect(root.has('a')).toBe(false);
    commit(memory);
    expect(run.operations).toEqual([]);
  });
});

describe('nobody shares a value with the memory', () => {
  test('changing what was set does not change the memory', () => {
    const { root } = invocationOver();
    const list = [1];
    const date = new Date(0);
    const bytes = Uint8Array.of(1);
    root.set('list', list);
    root.set('date', date);
    root.set('bytes', bytes);
    list.push(2);
    date.setTime(1);
    bytes[0] = 2;
    expect([root.get('list'), root.get('date'), root.get('bytes')]).toEqual([[1], new Date(0), Uint8Array.of(1)]);
  });

  test('objects and lists that are handed out are frozen, all the way down', () => {
    const { root } = invocationOver();
    root.set('value', { list: [{ deep: 1 }] });
    const value = root.get<{ readonly list: readonly { readonly deep: number }[] }>('value');
    expect([value, value?.list, value?.list[0]].map(Object.isFrozen)).toEqual([true, true, true]);
  });

  test('dates and bytes cannot be frozen; changing what was handed out does not change the memory either', () => {
    const { root } = invocationOver(
      { op: 'set', path: 'date', value: new Date(0) },
      { op: 'set', path: 'bytes', value: Uint8Array.of(1) },
      { op: 'set', path: 'deep', value: { in: [new Date(0)] } },
    );
    root.get<Date>('date')?.setTime(1);
    root.get<Uint8Array>('bytes')?.fill(9);
    root.get<{ readonly in: readonly Date[] }>('deep')?.in[0]?.setTime(1);
    for (const field of root.fields().values()) {
      if (field instanceof Date) {
        field.setTime(1);
      }
    }
    expect(root.get('date')).toEqual(new Date(0));
    expect(root.get('bytes')).toEqual(Uint8Array.of(1));
    expect(root.get('deep')).toEqual({ in: [new Date(0)] });
  });

  test('an update that changes what it is given in place changes nothing but what it returns', () => {
    const invocation = invocationOver({ op: 'set', path: 'date', value: new Date(0) });
    const sibling = invocationOf(invocation.run);
    invocation.root.update<Date>('date', (date) => {
      date?.setTime(1);
      return 'returned';
    });
    commit(invocation.memory);
    expect(sibling.root.get('date')).toEqual(new Date(0));
    expect(invocationOf(invocation.run).root.get('date')).toBe('returned');
  });

  test('a value without dates and bytes is handed out without copying it again', () => {
    const { root } = invocationOver({ op: 'set', path: 'large', value: { list: [1, 2, 3] } });
    expect(root.get('large')).toBe(root.get('large'));
  });
});

describe('objects', () => {
  test('setting a deep path makes the objects on the way, with their fields', () => {
    const { root } = invocationOver();
    root.set('level1.level2.level3.level4.value', 'deep');
    expect(root.fieldNames()).toEqual(['level1']);
    expect(root.getObject('level1.level2')?.fieldNames()).toEqual(['level3']);
    expect(root.get('level1.level2.level3.level4.value')).toBe('deep');
    expect(root.getObject('level1')?.get('level2.level3.level4.value')).toBe('deep');
  });

  test('a new object is empty, and is there', () => {
    const { root } = invocationOver();
    const object = root.newObject('a.b');
    expect([object.path, object.fieldNames(), root.has('a.b')]).toEqual(['a.b', [], true]);
    object.set('c', 1);
    expect(root.get('a.b.c')).toBe(1);
  });

  test('making an object that is there gives the one that is there', () => {
    const { root } = invocationOver({ op: 'set', path: 'a.b', value: 1 });
    expect(root.newObject('a').get('b')).toBe(1);
    expect(root.newObject('a', { overwrite: true }).get('b')).toBe(1);
  });

  test('a new object and what is in it survive a replay', () => {
    const invocation = invocationOver();
    invocation.root.newObject('empty');
    invocation.root.newObject('full').set('field', 1);
    const replayed = restored(invocation);
    expect(replayed.getObject('empty')?.fieldNames()).toEqual([]);
    expect(replayed.get('full.field')).toBe(1);
  });

  test('fields are listed in the order in which they were set, values as they are and objects as handles', () => {
    const { root } = invocationOver();
    root.set('b', 1);
    root.set('object.inner', 2);
    root.set('a', [3]);
    root.set('b', null);
    expect(root.fieldNames()).toEqual(['b', 'object', 'a']);
    const fields = root.fields();
    expect([...fields.keys()]).toEqual(['b', 'object', 'a']);
    expect([fields.get('b'), fields.get('a')]).toEqual([null, [3]]);
    const object = fields.get('object');
    expect(object instanceof StoredMemoryObject && object.get('inner')).toBe(2);
  });

  test('an object knows its absolute path; the path of the root is empty', () => {
    const { root } = invocationOver({ op: 'newObject', path: 'a.b' });
    expect(root.path).toBe('');
    expect(root.getObject('a')?.getObject('b')?.path).toBe('a.b');
  });

  test('names that objects inherit in JavaScript are names like any other', () => {
    const { root } = invocationOver();
    expect(root.has('constructor')).toBe(false);
    root.set('__proto__.toString', 1);
    expect([root.get('__proto__.toString'), root.fieldNames()]).toEqual([1, ['__proto__']]);
  });
});

describe('what may not be overwritten', () => {
  test('a value does not replace an object', () => {
    const { root } = invocationOver({ op: 'set', path: 'a.b.c', value: 1 });
    expect(errorOf(() => root.set('a.b', 2))).toEqual({ code: 'MEMORY_PATH_IS_OBJECT', path: 'a.b' });
    expect(root.get('a.b.c')).toBe(1);
  });

  test('an object does not replace a value, unless that is asked for', () => {
    const { root } = invocationOver({ op: 'set', path: 'a', value: 1 });
    expect(errorOf(() => root.newObject('a'))).toEqual({ code: 'MEMORY_PATH_IS_VALUE', path: 'a' });
    expect(root.get('a')).toBe(1);
    expect(root.newObject('a', { overwrite: true }).fieldNames()).toEqual([]);
    expect(root.getObject('a')?.path).toBe('a');
  });

  test('nothing can be put below a value', () => {
    const { root } = invocationOver({ op: 'set', path: 'a.b', value: 1 });
    expect(errorOf(() => root.set('a.b.c.d', 2))).toEqual({ code: 'MEMORY_PATH_IS_VALUE', path: 'a.b' });
    expect(errorOf(() => root.newObject('a.b.c'))).toEqual({ code: 'MEMORY_PATH_IS_VALUE', path: 'a.b' });
    expect(root.get('a.b')).toBe(1);
  });

  test('a value is not read as an object, nor an object as a value', () => {
    const { root } = invocationOver({ op: 'set', path: 'a.b', value: 1 });
    expect(errorOf(() => root.get('a'))).toEqual({ code: 'MEMORY_PATH_IS_OBJECT', path: 'a' });
    expect(errorOf(() => root.getObject('a.b'))).toEqual({ code: 'MEMORY_PATH_IS_VALUE', path: 'a.b' });
  });

  test('what refused leaves nothing to commit', () => {
    const { root, memory, run } = invocationOver({ op: 'set', path: 'a.b', value: 1 });
    errorOf(() => root.set('a', 1));
    errorOf(() => root.newObject('a.b'));
    errorOf(() => root.set('a.b.c', 1));
    commit(memory);
    expect(run.operations).toEqual([]);
  });

  test('a handle of an object that was deleted and replaced by a value writes nothing into the value', () => {
    const { root } = invocationOver({ op: 'set', path: 'a.b', value: 1 });
    const object = root.getObject('a');
    root.delete('a');
    root.set('a', 'value');
    expect(object?.fieldNames()).toEqual([]);
    expect(errorOf(() => object?.set('b', 2))).toEqual({ code: 'MEMORY_PATH_IS_VALUE', path: 'a' });
    expect(root.get('a')).toBe('value');
  });
});

describe('paths', () => {
  test.each(['', '.', 'a.', '.a', 'a..b', '..'])('%j is refused, whatever is done with it', (path) => {
    const { root } = invocationOver();
    const uses = [
      () => root.get(path),
      () => root.getObject(path),
      () => root.has(path),
      () => root.set(path, 1),
      () => root.update(path, () => 1),
      () => root.newObject(path),
      () => root.delete(path),
    ];
    expect(uses.map(errorOf)).toEqual(uses.map(() => ({ code: 'MEMORY_PATH_INVALID', path })));
  });

  test('names may be anything that is not empty and has no dot', () => {
    const { root } = invocationOver();
    for (const name of [' ', '0', '/', 'ä', '\u0000', '\ud800', '\n']) {
      root.set(`names.${name}`, name);
      expect(root.get(`names.${name}`)).toBe(name);
    }
    expect(root.getObject('names')?.fieldNames()).toEqual([' ', '0', '/', 'ä', '\u0000', '\ud800', '\n']);
  });
});

describe('delete', () => {
  test('deletes a value, and says whether there was one', () => {
    const { root } = invocationOver({ op: 'set', path: 'a.b', value: 1 });
    expect([root.delete('a.b'), root.delete('a.b')]).toEqual([true, false]);
    expect([root.has('a.b'), root.getObject('a')?.fieldNames()]).toEqual([false, []]);
  });

  test('deletes an object with everything below it', () => {
    const { root } = invocationOver({ op: 'set', path: 'a.b.c', value: 1 });
    expect(root.delete('a')).toBe(true);
    expect([root.has('a'), root.has('a.b'), root.has('a.b.c'), root.fieldNames()]).toEqual([false, false, false, []]);
  });

  test('what was deleted can be something else', () => {
    const invocation = invocationOver({ op: 'set', path: 'a.b', value: 1 });
    invocation.root.delete('a');
    invocation.root.set('a', 'value now');
    expect(invocation.root.get('a')).toBe('value now');
    expect(restored(invocation).get('a')).toBe('value now');
  });

  test('deleting what is not there records nothing', () => {
    const { root, memory, run } = invocationOver();
    root.delete('a');
    commit(memory);
    expect(run.operations).toEqual([]);
  });
});

describe('update', () => {
  test('its own invocation does not see the result, the next one does', () => {
    const invocation = invocationOver({ op: 'set', path: 'count', value: 1 });
    invocation.root.update<number>('count', (count = 0) => count + 1);
    expect(invocation.root.get('count')).toBe(1);
    commit(invocation.memory);
    expect(invocationOf(invocation.run).root.get('count')).toBe(2);
  });

  test('invocations that count at the same time lose no count', () => {
    const first = invocationOver();
    const second = invocationOf(first.run);
    for (const { root } of [first, second]) {
      root.update<number>('count', (count = 0) => count + 1);
    }
    expect([commit(second.memory), commit(first.memory)]).toEqual([0, 0]);
    expect(invocationOf(first.run).root.get('count')).toBe(2);
  });

  test('an invocation that fails leaves the function unused', () => {
    let ran = false;
    const { root, memory, run } = invocationOver();
    root.update('a', () => {
      ran = true;
      return 1;
    });
    memory.discard();
    expect([ran, run.operations]).toEqual([false, []]);
  });

  test('it is recorded as the value it gave, so that a replay does not run it again', () => {
    const { root, memory, run } = invocationOver();
    root.update('a.b', () => new Date(7));
    commit(memory);
    expect(run.operations).toEqual([{ op: 'set', path: 'a.b', value: new Date(7) }]);
  });

  test('a result that cannot be stored fails the commit, and nothing of it is committed', () => {
    const { root, memory, run } = invocationOver();
    root.set('first', 1);
    root.update('bad', () => Number.NaN);
    expect(errorOf(() => commit(memory))).toEqual({ code: 'VALUE_NOT_SERIALIZABLE', path: 'bad' });
    expect(run.operations).toEqual([]);
  });

  test('an object cannot be updated', () => {
    const { root, memory } = invocationOver({ op: 'newObject', path: 'a' });
    root.update('a', () => 1);
    expect(errorOf(() => commit(memory))).toEqual({ code: 'MEMORY_PATH_IS_OBJECT', path: 'a' });
  });
});

describe('references', () => {
  test.each(values)('a reference to %s, sent in an event, leads another invocation to it', (_, value) => {
    const invocation = invocationOver();
    const ref = MemoryRef.fromJson({ ...invocation.root.set('shared.value', value).toJSON() });
    commit(invocation.memory);
    const next = invocationOf(invocation.run).root;
    expect(next.get(ref)).toStrictEqual(value);
    expect(ref.resolve({ shortTermMemory: next, sensoryMemory: next })).toStrictEqual(value);
  });

  test('a reference names its memory and the absolute path, wherever it was made', () => {
    const { root } = invocationOver();
    const ref = root.newObject('a').set('b.c', 1);
    expect([ref.memoryType, ref.path]).toEqual(['short_term', 'a.b.c']);
    expect(root.getObject('a.b')?.get(ref)).toBe(1);
  });

  test('a reference to an object gives the object', () => {
    const { root } = invocationOver({ op: 'set', path: 'a.b', value: 1 });
    const ref = new MemoryRef('short_term', 'a');
    expect([root.getObject(ref)?.get('b'), root.has(ref)]).toEqual([1, true]);
    expect(errorOf(() => root.get(ref))).toEqual({ code: 'MEMORY_PATH_IS_OBJECT', path: 'a' });
  });

  test('a reference to the root gives the root', () => {
    const { root } = invocationOver({ op: 'set', path: 'a.b', value: 1 });
    expect(root.getObject('a')?.getObject(new MemoryRef('short_term', ''))?.get('a.b')).toBe(1);
  });

  test('a reference to nothing gives nothing', () => {
    const { root } = invocationOver();
    const ref = new MemoryRef('short_term', 'gone');
    expect([root.get(ref), root.getObject(ref), root.has(ref)]).toEqual([undefined, undefined, false]);
  });

  test('a reference into the other memory is refused', () => {
    const { root } = invocationOver({ op: 'set', path: 'a', value: 1 });
    expect(errorOf(() => root.get(new MemoryRef('sensory', 'a')))).toEqual({ code: 'MEMORY_REF_MISMATCH', path: 'a' });
  });
});
