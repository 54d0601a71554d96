import { expect, test } from 'vitest';
import { ToolParameters } from '../../src/tool/tool-parameters.js';
import { parseToolType, toolTypes } from '../../src/tool/tool-type.js';
import { errorOf } from '../support/expect-error.js';
import { AddTool } from '../support/resources.js';

test('a tool is a resource named and described by its metadata', () => {
  const tool = new AddTool();
  expect([tool.resourceType, tool.toolType, tool.name, tool.description]).toEqual(['tool', 'function', 'add', 'Adds.']);
});

test('a tool answers a call with a response', async () => {
  const response = await new AddTool().call(new ToolParameters({ a: '1.5', b: 2 }));
  expect(response.result).toBe(3.5);
});

test('tool types are read in any case', () => {
  expect(toolTypes.map((type) => parseToolType(type.toUpperCase()))).toEqual(toolTypes);
  expect(errorOf(() => parseToolType('magic'))).toEqual({ code: 'TOOL_TYPE_INVALID', path: 'toolType' });
});
