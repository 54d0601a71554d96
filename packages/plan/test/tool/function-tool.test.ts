import { ToolMetadata, ToolParameters } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { FunctionTool, JavaFunction, PythonFunction, readFunctionTool, TypeScriptFunction } from '../../src/index.js';
import { callOptions } from '../support/call-options.js';

const module = new URL('../support/example-module.ts', import.meta.url).href;
const metadata = new ToolMetadata({
  name: 'multiply',
  description: 'Multiplies.',
  inputSchema: {
    type: 'object',
    properties: { a: { type: 'number' }, b: { type: 'number', default: 10 } },
    required: ['a'],
  },
});

describe('FunctionTool', () => {
  test('imports the function it names and checks arguments by its metadata', async () => {
    const tool = new FunctionTool(metadata, { language: 'typescript', module, exportName: 'multiply' });
    expect(await tool.call(new ToolParameters({ a: 3, b: 12 }), callOptions())).toMatchObject({
      isSuccess: true,
      result: 36,
    });
    expect((await tool.call(new ToolParameters({ a: 3 }), callOptions())).result).toBe(30);
    expect((await tool.call(new ToolParameters({ a: 'x' }), callOptions())).error).toContain('arguments.a');
  });

  test('answers with an error when its function cannot be found', async () => {
    const tool = new FunctionTool(metadata, new TypeScriptFunction(module, 'nowhere'));
    const response = await tool.call(new ToolParameters({ a: 1 }), callOptions());
    expect(response.isSuccess).toBe(false);
    expect(response.error).toContain('nowhere');
  });

  test('imports its function the way its maker says', async () => {
    const importModule = async (): Promise<unknown> => ({ f: ({ a }: { readonly a: number }) => a + 1 });
    const tool = new FunctionTool(metadata, new TypeScriptFunction('shop', 'f'), { importModule });
    expect((await tool.call(new ToolParameters({ a: 1 }), callOptions())).result).toBe(2);
  });

  test.each([
    new PythonFunction('shop.tools', 'multiply'),
    new JavaFunction('com.example.Tools', 'multiply', ['double', 'double']),
  ])('of another language answers with an error that names the function: %s', async (named) => {
    const response = await new FunctionTool(metadata, named).call(new ToolParameters({ a: 1 }), callOptions());
    expect(response.isSuccess).toBe(false);
    expect(response.error).toContain(named.toString());
  });

  test('rejects with the reason of the signal when the call was given up', async () => {
    const given = new AbortController();
    const tool = new FunctionTool(
      metadata,
      TypeScriptFunction.registered('multiply', async () => {
        given.abort(new Error('given up'));
        throw new Error('interrupted');
      }),
    );
    await expect(tool.call(new ToolParameters({ a: 1 }), callOptions(given.signal))).rejects.toThrow('given up');
  });

  test('is written with metadata and function, and reads back as the same tool', async () => {
    const tool = new FunctionTool(metadata, new TypeScriptFunction(module, 'multiply'));
    const json: unknown = JSON.parse(JSON.stringify(tool));
    expect(json).toEqual({
      metadata: { name: 'multiply', description: 'Multiplies.', inputSchema: JSON.stringify(metadata.inputSchema) },
      function: { func_type: 'TypeScriptFunction', module, export_name: 'multiply' },
    });
    const read = readFunctionTool(json);
    expect(read.metadata.equals(tool.metadata)).toBe(true);
    expect((await read.call(new ToolParameters({ a: 2, b: 2 }), callOptions())).result).toBe(4);
  });

  test('of other languages is written as it was read', () => {
    const json = {
      metadata: { name: 'f', description: '', inputSchema: '{"type":"object"}' },
      function: {
        func_type: 'JavaFunction',
        qualname: 'com.example.Tools',
        method_name: 'f',
        parameter_types: ['int'],
      },
    };
    expect(JSON.stringify(readFunctionTool(json))).toBe(JSON.stringify(json));
  });
});
