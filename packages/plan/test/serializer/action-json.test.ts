import { InputEvent } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import {
  Action,
  builtInActions,
  JavaFunction,
  PythonFunction,
  processToolRequest,
  readAction,
  type TypeScriptFunction,
  writeAction,
} from '../../src/index.js';
import { idleAction } from '../support/actions.js';
import { errorOf } from '../support/expect-error.js';

const python = { func_type: 'PythonFunction', module: 'm', qualname: 'q' };
const context = 'org.apache.flink.agents.api.context.RunnerContext';
const throughText = (json: unknown): unknown => JSON.parse(JSON.stringify(json));

describe('writeAction', () => {
  test('a Java function is written with class, method and parameter types', () => {
    const exec = new JavaFunction('com.example.Shop', 'handle', ['org.apache.flink.agents.api.InputEvent', context]);
    expect(JSON.stringify(writeAction(new Action({ name: 'a', exec, triggerConditions: ['_input_event'] })))).toBe(
      '{"name":"a","exec":{"func_type":"JavaFunction","qualname":"com.example.Shop","method_name":"handle",' +
        `"parameter_types":["org.apache.flink.agents.api.InputEvent","${context}"]},` +
        '"trigger_conditions":["_input_event"],"config":null}',
    );
  });

  test('a Python function is written with module and qualified name', () => {
    const action = new Action({ name: 'a', exec: new PythonFunction('m', 'q'), triggerConditions: ['x', 'y > 1'] });
    expect(writeAction(action)).toEqual({ name: 'a', exec: python, trigger_conditions: ['x', 'y > 1'], config: null });
  });

  test('a function registered in process is written by its name', () => {
    expect(writeAction(idleAction('a', ['x']))['exec']).toEqual({
      func_type: 'TypeScriptFunction',
      module: '',
      export_name: 'a',
    });
  });

  test('a built-in action is written under the name other runtimes know its function by', () => {
    expect(builtInActions.map((action) => writeAction(action)['exec'])).toMatchObject([
      { func_type: 'JavaFunction', method_name: 'processChatRequestOrToolResponse' },
      { func_type: 'JavaFunction', method_name: 'processToolRequest' },
      { func_type: 'JavaFunction', method_name: 'processContextRetrievalRequest' },
    ]);
  });

  test('a configuration keeps nulls, types and order, and writing changes nothing', () => {
    const config = { none: null, list: [1, 'a'], big: 5n, at: new Date(0), bytes: Uint8Array.of(1, 2), $date: 'text' };
    const action = idleAction('a', ['x'], config);
    const before = structuredClone(action.config);
    const written = throughText(writeAction(action));
    expect(action.config).toEqual(before);
    expect(readAction(written).config).toEqual(action.config);
  });

  test('an event in a configuration is written as its JSON', () => {
    const event = new InputEvent({ x: 1 }, { id: 'e' });
    const config = JSON.parse(JSON.stringify({ event })) as { readonly event: { readonly id: string } };
    expect(readAction(throughText(writeAction(idleAction('a', ['x'], config)))).config).toEqual(config);
  });
});

describe('readAction', () => {
  test('what was written reads back with every field', () => {
    const action = new Action({
      name: 'a',
      exec: new PythonFunction('m', 'q'),
      triggerConditions: ['x', 'has(y)'],
      config: { k: [1] },
    });
    expect(readAction(throughText(writeAction(action)))).toEqual(action);
  });

  test('a function registered in process is found by its name', async () => {
    const handle = (): void => undefined;
    const read = readAction(throughText(writeAction(idleAction('a', ['x']))), 'action', {
      actions: new Map([['a', handle]]),
    });
    expect(await (read.exec as TypeScriptFunction).resolve()).toBe(handle);
  });

  test.each([
    [
      {
        func_type: 'JavaFunction',
        qualname: 'org.apache.flink.agents.plan.actions.ToolCallAction',
        method_name: 'processToolRequest',
        parameter_types: ['org.apache.flink.agents.api.Event', context],
      },
    ],
    [
      {
        func_type: 'PythonFunction',
        module: 'flink_agents.plan.actions.tool_call_action',
        qualname: 'process_tool_request',
      },
    ],
  ])('the built-in action another runtime calls %j is ours, and is written as it was read', async (exec) => {
    const json = { name: 'tool_call_action', exec, trigger_conditions: ['_tool_request_event'], config: null };
    const read = readAction(json);
    expect(await (read.exec as TypeScriptFunction).resolve()).toBe(processToolRequest);
    expect(JSON.stringify(writeAction(read))).toBe(JSON.stringify(json));
  });

  test('older plans call the triggers listen_event_types', () => {
    const read = readAction({ name: 'a', exec: python, listen_event_types: ['_input_event', 'paid'] });
    expect(read.triggerConditions).toEqual(['_input_event', 'paid']);
    expect(writeAction(read)).toMatchObject({ trigger_conditions: ['_input_event', 'paid'], config: null });
  });

  test.each([
    ['no name', { exec: python, trigger_conditions: ['x'] }, 'ATTRIBUTE_INVALID', 'action.name'],
    ['no function', { name: 'a', trigger_conditions: ['x'] }, 'ATTRIBUTE_INVALID', 'action.exec'],
    [
      'no type of function',
      { name: 'a', exec: {}, trigger_conditions: ['x'] },
      'ATTRIBUTE_INVALID',
      'action.exec.func_type',
    ],
    [
      'an unknown type of function',
      { name: 'a', exec: { func_type: 'Other' }, trigger_conditions: ['x'] },
      'FUNCTION_TYPE_UNSUPPORTED',
      'action.exec.func_type',
    ],
    [
      'a Java function that is no action',
      {
        name: 'a',
        exec: { func_type: 'JavaFunction', qualname: 'C', method_name: 'm', parameter_types: ['int', 'int'] },
        trigger_conditions: ['x'],
      },
      'FUNCTION_SIGNATURE_INVALID',
      'action.exec',
    ],
    ['no triggers', { name: 'a', exec: python }, 'ATTRIBUTE_INVALID', 'action.trigger_conditions'],
    [
      'an empty list of triggers',
      { name: 'a', exec: python, trigger_conditions: [] },
      'ACTION_TRIGGERS_EMPTY',
      'action.trigger_conditions',
    ],
    [
      'triggers in two forms',
      { name: 'a', exec: python, trigger_conditions: ['x'], listen_event_types: ['x'] },
      'ACTION_TRIGGERS_TWICE',
      'action',
    ],
    [
      'a trigger that is not text',
      { name: 'a', exec: python, trigger_conditions: ['x', 1] },
      'ATTRIBUTE_INVALID',
      'action.trigger_conditions[1]',
    ],
    [
      'a reserved type that does not exist',
      { name: 'a', exec: python, trigger_conditions: ['_nope'] },
      'TRIGGER_EVENT_TYPE_UNKNOWN',
      'action.trigger_conditions[0]',
    ],
    [
      'triggers under a misspelt name',
      { name: 'a', exec: python, listenEventTypes: ['x'] },
      'ATTRIBUTE_UNKNOWN',
      'action.listenEventTypes',
    ],
    [
      'a configuration that is a list',
      { name: 'a', exec: python, trigger_conditions: ['x'], config: [1] },
      'ATTRIBUTE_INVALID',
      'action.config',
    ],
    [
      'a broken typed value',
      { name: 'a', exec: python, trigger_conditions: ['x'], config: { at: { $date: 'x' } } },
      'VALUE_ENCODING_INVALID',
      'action.config.at',
    ],
  ])('an action with %s is refused by its path', (_what, json, code, path) => {
    expect(errorOf(() => readAction(json))).toMatchObject({ code, path });
  });
});
