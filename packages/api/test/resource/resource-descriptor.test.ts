import { describe, expect, test } from 'vitest';
import { decodeAttributeValue, encodeAttributeValue } from '../../src/json/attribute-codec.js';
import { BaseChatModelSetup } from '../../src/model/base-chat-model-setup.js';
import { BaseEmbeddingModelSetup } from '../../src/model/base-embedding-model-setup.js';
import { Prompt } from '../../src/prompt/prompt.js';
import { ResourceDescriptor } from '../../src/resource/resource-descriptor.js';
import { errorOf } from '../support/expect-error.js';

const byName = { module: 'some-package', name: 'Setup' };

describe('ResourceDescriptor', () => {
  test('gives an argument, or the fallback when it is absent or null', () => {
    const descriptor = new ResourceDescriptor(byName, { model: 'm', zero: 0, nothing: null });
    expect(descriptor.getArgument('model')).toBe('m');
    expect(descriptor.getArgument('zero', 7)).toBe(0);
    expect(descriptor.getArgument('nothing', 7)).toBe(7);
    expect(descriptor.getArgument('missing')).toBeUndefined();
    expect(descriptor.getArgument('toString', 'none')).toBe('none');
  });

  test('takes anything as argument in process, and does not change', () => {
    const prompt = Prompt.fromText('p');
    const args: Record<string, unknown> = { prompt, callback: errorOf };
    const descriptor = new ResourceDescriptor(BaseChatModelSetup, args);
    args['prompt'] = 'other';
    expect(descriptor.getArgument('prompt')).toBe(prompt);
    expect(Object.isFrozen(descriptor.arguments)).toBe(true);
  });

  test('equals one with the same class and equal arguments', () => {
    const descriptor = new ResourceDescriptor(BaseChatModelSetup, { a: 1, b: [{ c: 2 }] });
    expect(descriptor.equals(new ResourceDescriptor(BaseChatModelSetup, { b: [{ c: 2 }], a: 1 }))).toBe(true);
    expect(descriptor.equals(new ResourceDescriptor(BaseChatModelSetup, { a: 1 }))).toBe(false);
    expect(descriptor.equals(new ResourceDescriptor(BaseEmbeddingModelSetup, descriptor.arguments))).toBe(false);
  });

  test('a class and a reference by its name are not equal, since the name does not say which class', () => {
    const descriptor = new ResourceDescriptor(BaseChatModelSetup);
    expect(descriptor.equals(new ResourceDescriptor({ module: '', name: 'BaseChatModelSetup' }))).toBe(false);
  });
});

describe('the wire form of a descriptor', () => {
  test('names module, class and arguments', () => {
    expect(new ResourceDescriptor(byName, { x: 1 }).toJSON()).toEqual({
      target_module: 'some-package',
      target_clazz: 'Setup',
      arguments: { x: 1 },
    });
  });

  test('of a class has its name and an empty module', () => {
    expect(new ResourceDescriptor(BaseChatModelSetup).toJSON()).toEqual({
      target_module: '',
      target_clazz: 'BaseChatModelSetup',
      arguments: {},
    });
  });

  test('keeps integers, lists, nested objects and typed values', () => {
    const descriptor = new ResourceDescriptor(byName, {
      n: 1,
      list: ['a', 2],
      nested: { deep: { at: new Date(0), big: 3n } },
    });
    const wire = JSON.parse(JSON.stringify(encodeAttributeValue(descriptor.toJSON())));
    expect(ResourceDescriptor.fromJson(decodeAttributeValue(wire)).equals(descriptor)).toBe(true);
  });

  test('an argument with a wire form of its own is written in it', () => {
    expect(new ResourceDescriptor(byName, { prompt: Prompt.fromText('p') }).toJSON()).toMatchObject({
      arguments: { prompt: { template: 'p' } },
    });
  });

  test('an argument that only works in process is refused by its path', () => {
    expect(errorOf(() => new ResourceDescriptor(byName, { hooks: [errorOf] }).toJSON())).toEqual({
      code: 'VALUE_NOT_SERIALIZABLE',
      path: 'arguments.hooks[0]',
    });
  });

  test('module and arguments may be missing, the class may not', () => {
    expect(
      ResourceDescriptor.fromJson({ target_clazz: 'C' }).equals(new ResourceDescriptor({ module: '', name: 'C' })),
    ).toBe(true);
    expect(errorOf(() => ResourceDescriptor.fromJson({ arguments: {} }, 'd'))).toEqual({
      code: 'ATTRIBUTE_INVALID',
      path: 'd.target_clazz',
    });
    expect(errorOf(() => ResourceDescriptor.fromJson({ target_class: 'C' }, 'd'))).toEqual({
      code: 'ATTRIBUTE_UNKNOWN',
      path: 'd.target_class',
    });
  });
});
