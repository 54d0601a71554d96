import { type Attributes, Event, InputEvent, OutputEvent } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { type Action, ActionMatcher, AgentPlan, type ConditionEvaluationError } from '../../src/index.js';
import { idleAction } from '../support/actions.js';
import { errorOf } from '../support/expect-error.js';

const namesOf = (actions: readonly Action[]): readonly string[] => actions.map(({ name }) => name);

function matchNames(actions: readonly Action[], event: Event): readonly string[] {
  return namesOf(new ActionMatcher(actions).match(event));
}

const event = (attributes: Attributes = {}, type = 'order'): Event => new Event(type, attributes);

describe('ActionMatcher', () => {
  test('types match exactly, and each action is found once', () => {
    const actions = [
      idleAction('a', ['order', 'order', "'order'"]),
      idleAction('b', ['order.paid']),
      idleAction('c', ['Order']),
    ];
    expect(matchNames(actions, event())).toEqual(['a']);
    expect(matchNames(actions, event({}, 'order.paid'))).toEqual(['b']);
    expect(matchNames(actions, event({}, 'orde'))).toEqual([]);
  });

  test('triggers of an action are alternatives', () => {
    const actions = [idleAction('a', ['paid', 'amount > 5', 'urgent == true'])];
    expect(matchNames(actions, event({}, 'paid'))).toEqual(['a']);
    expect(matchNames(actions, event({ amount: 6, urgent: false }))).toEqual(['a']);
    expect(matchNames(actions, event({ amount: 1, urgent: true }))).toEqual(['a']);
    expect(matchNames(actions, event({ amount: 1, urgent: false }))).toEqual([]);
  });

  test('actions are found in plan order, whether a type or a condition triggers them', () => {
    const actions = [
      idleAction('condition first', ['type == "order"']),
      idleAction('by type', ['order', 'type == "order"']),
      idleAction('other', ['paid']),
      idleAction('by type again', ["'order'"]),
    ];
    expect(matchNames(actions, event())).toEqual(['condition first', 'by type', 'by type again']);
  });

  test('a condition is not evaluated for an action that the type triggers', () => {
    const matcher = new ActionMatcher([idleAction('a', ['missing == 1', 'order'])], { strategy: 'FAIL' });
    expect(namesOf(matcher.match(event()))).toEqual(['a']);
  });

  test('no condition is evaluated after one of the same action was met', () => {
    const matcher = new ActionMatcher([idleAction('a', ['amount == 1', 'missing == 1'])], { strategy: 'FAIL' });
    expect(namesOf(matcher.match(event({ amount: 1 })))).toEqual(['a']);
  });

  test('a condition that cannot be evaluated counts as not met, is reported, and spoils nothing else', () => {
    const skipped: string[] = [];
    const actions = [
      idleAction('failing', ['missing == 1']),
      idleAction('rescued', ['missing == 1', 'amount == 1']),
      idleAction('by type', ['order']),
    ];
    const matcher = new ActionMatcher(actions, {
      onSkipped: (error: ConditionEvaluationError, action) => skipped.push(`${action.name}: ${error.code}`),
    });
    expect(namesOf(matcher.match(event({ amount: 1 })))).toEqual(['rescued', 'by type']);
    expect(skipped).toEqual(['failing: TRIGGER_EVALUATION_FAILED', 'rescued: TRIGGER_EVALUATION_FAILED']);
  });

  test('with the strategy FAIL a condition that cannot be evaluated fails the match', () => {
    const matcher = new ActionMatcher([idleAction('a', ['order']), idleAction('b', ['missing == 1'])], {
      strategy: 'FAIL',
    });
    expect(errorOf(() => matcher.match(event())).code).toBe('TRIGGER_EVALUATION_FAILED');
  });

  test('a condition that cannot be compiled is refused with the action and the trigger it belongs to', () => {
    const action = idleAction('score', ['order', 'noSuchFn(1)']);
    expect(errorOf(() => new ActionMatcher([action]))).toMatchObject({
      code: 'TRIGGER_TYPE_CHECK',
      path: 'actions.score.trigger_conditions[1]',
    });
  });

  test('output events can be matched like any other', () => {
    expect(matchNames([idleAction('audit', ['output.total > 10'])], new OutputEvent({ total: 11 }))).toEqual(['audit']);
  });

  test('the same condition sees an input the same way, whether it was created here or read from JSON', () => {
    const plan = new AgentPlan({ agentName: 'a', actions: [idleAction('a', ['input.items[0].price >= 2.0'])] });
    const created = new InputEvent({ items: [{ price: 2 }] });
    const read = plan.eventCodec.fromJson(JSON.parse(JSON.stringify(created)));
    const matcher = new ActionMatcher(plan.actions);
    expect(namesOf(matcher.match(created))).toEqual(['a']);
    expect(namesOf(matcher.match(read))).toEqual(['a']);
  });

  test('a payload is reached by its path only', () => {
    const skipped: Action[] = [];
    const matcher = new ActionMatcher([idleAction('short', ['price == 2']), idleAction('full', ['input.price == 2'])], {
      onSkipped: (_error, action) => skipped.push(action),
    });
    expect(namesOf(matcher.match(new InputEvent({ price: 2 })))).toEqual(['full']);
    expect(namesOf(skipped)).toEqual(['short']);
  });

  test('scalar and list inputs can be matched', () => {
    const actions = [
      idleAction('big', ['input > 10']),
      idleAction('pair', ['type(input) == type([]) && size(input) == 2']),
    ];
    expect(matchNames(actions, new InputEvent(11))).toEqual(['big']);
    expect(matchNames(actions, new InputEvent([1, 2]))).toEqual(['pair']);
  });

  test('where only types matter, all events of a type are given the same list', () => {
    const matcher = new ActionMatcher([idleAction('a', ['order']), idleAction('b', ['order', 'order == 1'])]);
    expect(matcher.match(event())).toBe(matcher.match(event()));
    const withoutConditions = new ActionMatcher([idleAction('a', ['order'])]);
    expect(withoutConditions.match(event({}, 'unheard of'))).toBe(withoutConditions.match(event({}, 'never')));
  });

  test('a plan that was written and read triggers the same actions', () => {
    const actions = [
      idleAction('a', ['amount > 5', "'order created'.size() == 13 && has(amount)"]),
      idleAction('b', ['order']),
    ];
    const plan = new AgentPlan({ agentName: 'agent', actions });
    const restored = AgentPlan.fromJson(JSON.parse(JSON.stringify(plan)));
    expect(matchNames(restored.actions, event({ amount: 6 }))).toEqual(['a', 'b']);
    expect(matchNames(restored.actions, event({}))).toEqual(['b']);
  });
});
