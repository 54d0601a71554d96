import { describe, expect, test } from 'vitest';
import { Action, JavaFunction, PythonFunction } from '../src/index.js';
import { idleAction } from './support/actions.js';
import { errorOf } from './support/expect-error.js';

const context = 'org.apache.flink.agents.api.context.RunnerContext';
const python = new PythonFunction('m', 'f');

describe('Action', () => {
  test.each([
    'org.apache.flink.agents.api.Event',
    'org.apache.flink.agents.api.InputEvent',
    'org.apache.flink.agents.api.event.ChatRequestEvent',
    'com.example.OrderPlaced',
  ])('a Java method that takes a %s and a context is accepted', (event) => {
    const exec = new JavaFunction('com.example.Actions', 'handle', [event, context]);
    expect(new Action({ name: 'a', exec, triggerConditions: ['t'] }).exec).toBe(exec);
  });

  test.each([
    [['int', 'int']],
    [['java.lang.Object', context]],
    [['org.apache.flink.agents.api.context.RunnerContext', context]],
    [['org.apache.flink.agents.api.Event']],
    [['org.apache.flink.agents.api.Event', context, 'int']],
    [['org.apache.flink.agents.api.Event', 'java.lang.Object']],
    [[]],
  ])('a Java method that takes %j is refused', (parameterTypes) => {
    const exec = new JavaFunction('com.example.Actions', 'handle', parameterTypes);
    const error = errorOf(() => new Action({ name: 'a', exec, triggerConditions: ['t'], path: 'actions.a' }));
    expect(error).toMatchObject({ code: 'FUNCTION_SIGNATURE_INVALID', path: 'actions.a.exec' });
    expect(error.message).toContain('com.example.Actions.handle');
  });

  test.each(['', '0', '42'])('%j cannot be the name of an action', (name) => {
    expect(errorOf(() => idleAction(name, ['t']))).toMatchObject({ code: 'ACTION_NAME_INVALID', path: 'action.name' });
  });

  test('an action that nothing triggers is refused', () => {
    expect(errorOf(() => idleAction('a', []))).toMatchObject({
      code: 'ACTION_TRIGGERS_EMPTY',
      path: 'action.trigger_conditions',
    });
  });

  test.each([
    ['a blank one', ' ', 'TRIGGER_EMPTY'],
    ['a reserved type that does not exist', '_no_such_event', 'TRIGGER_EVENT_TYPE_UNKNOWN'],
    ['the same in quotes', "'_no_such_event'", 'TRIGGER_EVENT_TYPE_UNKNOWN'],
    ['an unknown constant', 'type == EventType.Nope', 'TRIGGER_EVENT_TYPE_UNKNOWN'],
    ['a broken condition', 'type ==', 'TRIGGER_SYNTAX'],
  ])('of several triggers %s is refused by its path', (_which, trigger, code) => {
    const init = { name: 'a', exec: python, triggerConditions: ['fine', trigger] };
    expect(errorOf(() => new Action(init))).toMatchObject({ code, path: 'action.trigger_conditions[1]' });
  });

  test('an action shares neither triggers nor configuration with whoever made it', () => {
    const triggerConditions = ['a'];
    const limits = [1];
    const action = new Action({ name: 'a', exec: python, triggerConditions, config: { limits, none: null } });
    triggerConditions.push('b');
    limits.push(2);
    expect(action.triggerConditions).toEqual(['a']);
    expect(action.config).toEqual({ limits: [1], none: null });
    expect(Object.isFrozen(action.config)).toBe(true);
  });

  test('a configuration that cannot be written down is refused by its path', () => {
    const init = { name: 'a', exec: python, triggerConditions: ['t'], config: { limit: Number.NaN } };
    expect(errorOf(() => new Action(init))).toMatchObject({
      code: 'VALUE_NOT_SERIALIZABLE',
      path: 'action.config.limit',
    });
  });
});
