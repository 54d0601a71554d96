import { describe, expect, test } from 'vitest';
import { decodeAttributeValue, encodeAttributeValue } from '../../src/json/attribute-codec.js';
import { ToolResponse } from '../../src/tool/tool-response.js';
import { errorOf } from '../support/expect-error.js';

describe('a successful response', () => {
  test('has a result, no error, no time and no name unless they are given', () => {
    const { isSuccess, result, error, executionTimeMs, toolName } = ToolResponse.success({ sum: 3 });
    expect([isSuccess, result, error, executionTimeMs, toolName]).toEqual([true, { sum: 3 }, undefined, 0, undefined]);
    const timed = ToolResponse.success(1, { executionTimeMs: 12, toolName: 'add' });
    expect([timed.executionTimeMs, timed.toolName]).toEqual([12, 'add']);
  });

  test('holds a frozen copy of what the tool returned', () => {
    const result = [1];
    const response = ToolResponse.success(result);
    result.push(2);
    expect(response.result).toEqual([1]);
    expect([response, response.result].every(Object.isFrozen)).toBe(true);
  });

  test('a tool that returned nothing succeeded with null', () => {
    expect(ToolResponse.success(undefined).result).toBeNull();
  });

  test('a result that cannot be sent is refused by its path', () => {
    expect(errorOf(() => ToolResponse.success({ rows: [new Map()] }))).toEqual({
      code: 'VALUE_NOT_SERIALIZABLE',
      path: 'result.rows[0]',
    });
  });

  test.each([
    ['text', 'pong', 'pong'],
    ['a number', 3, '3'],
    ['an object', { a: [1n] }, '{"a":["1"]}'],
    ['nothing', null, 'null'],
  ])('%s is read by a model as text', (_, result, text) => {
    expect(ToolResponse.success(result).resultAsText).toBe(text);
    expect(String(ToolResponse.success(result))).toBe(text);
  });
});

describe('an error response', () => {
  test.each([
    ['text', 'no such city', 'no such city'],
    ['an error', new RangeError('too far'), 'too far'],
    ['an error without message', new RangeError(), 'RangeError'],
    ['empty text', '', ''],
  ])('made from %s has its text, and no result', (_, thrown, text) => {
    const response = ToolResponse.error(thrown, { toolName: 'weather' });
    expect([response.isSuccess, response.error, response.result, response.toolName]).toEqual([
      false,
      text,
      null,
      'weather',
    ]);
    expect(String(response)).toBe(text);
  });
});

describe('the wire form of a response', () => {
  test('has explicit nulls', () => {
    expect(ToolResponse.success('pong').toJSON()).toEqual({
      result: 'pong',
      success: true,
      error: null,
      execution_time_ms: 0,
      tool_name: null,
    });
  });

  test.each([
    ToolResponse.success({ at: new Date(0), n: [1n] }, { executionTimeMs: 5, toolName: 't' }),
    ToolResponse.success(null),
    ToolResponse.error('bad'),
    ToolResponse.error(''),
  ])('%s reads back as it was, also from a journal', (response) => {
    const journaled = decodeAttributeValue(encodeAttributeValue(response.toJSON()));
    expect(ToolResponse.fromJson(journaled)).toEqual(response);
  });

  test.each([
    ['neither success nor failure', { result: 1 }, 'ATTRIBUTE_INVALID', 'r.success'],
    ['a failure without text', { success: false }, 'ATTRIBUTE_INVALID', 'r.error'],
    ['a member in camel case', { success: true, toolName: 't' }, 'ATTRIBUTE_UNKNOWN', 'r.toolName'],
  ])('%s is refused by its path', (_, json, code, path) => {
    expect(errorOf(() => ToolResponse.fromJson(json, 'r'))).toEqual({ code, path });
  });
});
