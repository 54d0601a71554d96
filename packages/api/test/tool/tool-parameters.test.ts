import { describe, expect, test } from 'vitest';
import { ToolParameters } from '../../src/tool/tool-parameters.js';
import { errorOf } from '../support/expect-error.js';

const parameters = new ToolParameters({
  city: 'Rome',
  days: '3.0',
  exact: 3.0,
  half: 2.5,
  metric: 'TRUE',
  tags: ['a'],
  nothing: null,
  left: undefined,
});

describe('ToolParameters', () => {
  test('gives a parameter as it came', () => {
    expect(parameters.get('tags')).toEqual(['a']);
    expect(parameters.get('nothing')).toBeNull();
    expect(parameters.get('missing')).toBeUndefined();
  });

  test('knows which parameters there are; null is a value, undefined is not', () => {
    expect(parameters.names).toEqual(['city', 'days', 'exact', 'half', 'metric', 'tags', 'nothing']);
    expect([parameters.size, parameters.has('nothing'), parameters.has('left'), parameters.has('toString')]).toEqual([
      7,
      true,
      false,
      false,
    ]);
    expect(new Map(parameters.entries).get('nothing')).toBeNull();
    expect(new ToolParameters().size).toBe(0);
  });

  test('"3.0" and 3.0 are the integer 3', () => {
    expect([parameters.getInteger('days'), parameters.getInteger('exact')]).toEqual([3, 3]);
  });

  test('converts where nothing is lost', () => {
    expect([parameters.getNumber('days'), parameters.getNumber('half')]).toEqual([3, 2.5]);
    expect([parameters.getString('half'), parameters.getString('city')]).toEqual(['2.5', 'Rome']);
    expect(parameters.getBoolean('metric')).toBe(true);
  });

  test('refuses to convert where something would be lost, and names the parameter', () => {
    expect(errorOf(() => parameters.getInteger('half'))).toEqual({
      code: 'TOOL_PARAMETER_INVALID',
      path: 'parameters.half',
    });
    expect(errorOf(() => parameters.getNumber('city')).code).toBe('TOOL_PARAMETER_INVALID');
    expect(errorOf(() => parameters.getBoolean('city')).code).toBe('TOOL_PARAMETER_INVALID');
    expect(errorOf(() => parameters.getString('tags')).code).toBe('TOOL_PARAMETER_INVALID');
  });

  test('a parameter that is absent or null has no typed value', () => {
    expect(parameters.getString('missing')).toBeUndefined();
    expect(parameters.getInteger('nothing')).toBeUndefined();
  });

  test('does not change with the object it was made of', () => {
    const values = { list: [1] };
    const copy = new ToolParameters(values);
    values.list.push(2);
    expect(copy.toJSON()).toEqual({ list: [1] });
  });
});
