import { describe, expect, test } from 'vitest';
import { JavaFunction, PythonFunction, TypeScriptFunction } from '../../src/index.js';
import { readFunction, writeFunction } from '../../src/serializer/function-json.js';
import { errorOf } from '../support/expect-error.js';

const written = [
  { func_type: 'TypeScriptFunction', module: 'shop/actions', export_name: 'handle' },
  { func_type: 'TypeScriptFunction', module: '', export_name: 'handle' },
  { func_type: 'PythonFunction', module: 'shop.actions', qualname: 'Shop.handle' },
  {
    func_type: 'JavaFunction',
    qualname: 'com.example.Shop',
    method_name: 'handle',
    parameter_types: ['int', 'java.lang.String'],
  },
];

describe('functions as JSON', () => {
  test.each(written)('%j reads and writes as itself', (json) => {
    const read = readFunction(json, 'exec', new Map());
    expect(JSON.stringify(writeFunction(read))).toBe(JSON.stringify(json));
  });

  test('a TypeScript function without a module is the registered one of that name', async () => {
    const handle = (): void => undefined;
    const read = readFunction(written[1], 'exec', new Map([['handle', handle]]));
    expect(read).toBeInstanceOf(TypeScriptFunction);
    expect(await (read as TypeScriptFunction<typeof handle>).resolve()).toBe(handle);
  });

  test('a TypeScript function of a module is never a registered one', async () => {
    const read = readFunction(written[0], 'exec', new Map([['handle', () => 'registered']]));
    const exported = (): string => 'exported';
    expect(await (read as TypeScriptFunction<() => string>).resolve(async () => ({ handle: exported }))).toBe(exported);
  });

  test('the fields of Python and Java functions are kept', () => {
    expect(readFunction(written[2], 'exec', new Map())).toEqual(new PythonFunction('shop.actions', 'Shop.handle'));
    expect(readFunction(written[3], 'exec', new Map())).toEqual(
      new JavaFunction('com.example.Shop', 'handle', ['int', 'java.lang.String']),
    );
  });

  test.each([
    [{ func_type: 'RubyFunction' }, 'FUNCTION_TYPE_UNSUPPORTED', 'exec.func_type'],
    [{}, 'ATTRIBUTE_INVALID', 'exec.func_type'],
    ['handle', 'ATTRIBUTE_INVALID', 'exec'],
    [{ func_type: 'PythonFunction', module: 'm' }, 'ATTRIBUTE_INVALID', 'exec.qualname'],
    [{ func_type: 'PythonFunction', qualname: 'q' }, 'ATTRIBUTE_INVALID', 'exec.module'],
    [{ func_type: 'TypeScriptFunction', module: 'm' }, 'ATTRIBUTE_INVALID', 'exec.export_name'],
    [{ func_type: 'TypeScriptFunction', export_name: 'f' }, 'ATTRIBUTE_INVALID', 'exec.module'],
    [{ func_type: 'JavaFunction', qualname: 'C', parameter_types: [] }, 'ATTRIBUTE_INVALID', 'exec.method_name'],
    [
      { func_type: 'JavaFunction', qualname: 'C', method_name: 'm', parameter_types: [1] },
      'ATTRIBUTE_INVALID',
      'exec.parameter_types[0]',
    ],
    [
      { func_type: 'PythonFunction', module: 'm', qualname: 'q', method_name: 'x' },
      'ATTRIBUTE_UNKNOWN',
      'exec.method_name',
    ],
  ])('%j is refused by its path', (json, code, path) => {
    expect(errorOf(() => readFunction(json, 'exec', new Map()))).toMatchObject({ code, path });
  });
});
