import { describe, expect, test } from 'vitest';
import { toolCallFromJson, toolCallToJson } from '../../src/message/tool-call.js';
import { errorOf } from '../support/expect-error.js';

describe('toolCallFromJson', () => {
  test.each([
    ['without', { id: 'c1', name: 'add', arguments: { a: 1n } }],
    ['with', { id: 'c1', name: 'add', arguments: {}, originalId: 'p1' }],
  ])('a call %s an id of the provider reads back as it was written', (_, call) => {
    expect(toolCallFromJson(toolCallToJson(call))).toEqual(call);
  });

  test('the id of the provider is absent from the wire when there is none', () => {
    expect(toolCallToJson({ id: 'c1', name: 'add', arguments: {} })).toEqual({ id: 'c1', name: 'add', arguments: {} });
  });

  test('the nested form of model providers gives the same call', () => {
    const nested = { id: 7, type: 'function', function: { name: 'add', arguments: { a: 1 } }, original_id: 8 };
    expect(toolCallFromJson(nested)).toEqual({ id: '7', name: 'add', arguments: { a: 1 }, originalId: '8' });
  });

  test('a call may have no arguments', () => {
    expect(toolCallFromJson({ id: 'c1', name: 'now' }).arguments).toEqual({});
  });

  test.each([
    ['without id', { name: 'add', arguments: {} }, 'call.id'],
    ['with an empty id', { id: '', name: 'add' }, 'call.id'],
    ['without name', { id: 'c1' }, 'call.name'],
    ['with a function that has no name', { id: 'c1', function: {} }, 'call.function.name'],
    ['with arguments that are a list', { id: 'c1', name: 'add', arguments: [1] }, 'call.arguments'],
    ['that is text', 'add', 'call'],
  ])('a call %s is refused by its path', (_, json, path) => {
    expect(errorOf(() => toolCallFromJson(json, 'call'))).toEqual({ code: 'ATTRIBUTE_INVALID', path });
  });

  test('a member nobody knows is refused', () => {
    expect(errorOf(() => toolCallFromJson({ id: 'c1', name: 'add', args: {} }, 'call'))).toEqual({
      code: 'ATTRIBUTE_UNKNOWN',
      path: 'call.args',
    });
  });
});
