import { type Attributes, Event, MillraceError } from '@millrace/api';
import { describe, expect, test } from 'vitest';
import { Action, ActionMatcher, classifyTrigger, PythonFunction } from '../../src/index.js';
import { fixturesExist, readFixture } from '../support/fixtures.js';

interface TriggerCase {
  readonly name: string;
  readonly entry: string;
  readonly classification: 'event_type' | 'expression';
  readonly plan_validation: 'pass' | 'fail';
  readonly runtime_compilation: 'pass' | 'fail' | 'not_applicable';
  readonly error_category?: string;
  readonly runtime_error_fragment?: string;
  readonly probe_event_type?: string;
  readonly probe_attributes?: Attributes;
  readonly matches_probe?: boolean;
}

const codeByCategory: Readonly<Record<string, string>> = {
  syntax: 'TRIGGER_SYNTAX',
  type_check: 'TRIGGER_TYPE_CHECK',
  unsupported_construct: 'TRIGGER_UNSUPPORTED_CONSTRUCT',
  unknown_event_type: 'TRIGGER_EVENT_TYPE_UNKNOWN',
  referenced_attributes: 'TRIGGER_ATTRIBUTES_WHOLE',
};

/** Written like the cases of the folder, for where the folder is missing. */
const ownCases: readonly TriggerCase[] = [
  {
    name: 'dotted type',
    entry: 'order.paid',
    classification: 'event_type',
    plan_validation: 'pass',
    runtime_compilation: 'not_applicable',
    probe_event_type: 'order.paid',
    probe_attributes: {},
    matches_probe: true,
  },
  {
    name: 'other type',
    entry: 'order.paid',
    classification: 'event_type',
    plan_validation: 'pass',
    runtime_compilation: 'not_applicable',
    probe_event_type: 'order',
    probe_attributes: {},
    matches_probe: false,
  },
  {
    name: 'quoted literal',
    entry: "'null'",
    classification: 'event_type',
    plan_validation: 'pass',
    runtime_compilation: 'not_applicable',
    probe_event_type: 'null',
    probe_attributes: {},
    matches_probe: true,
  },
  {
    name: 'literal',
    entry: 'true',
    classification: 'expression',
    plan_validation: 'pass',
    runtime_compilation: 'pass',
    probe_event_type: 'any',
    probe_attributes: {},
    matches_probe: true,
  },
  {
    name: 'null',
    entry: 'null',
    classification: 'expression',
    plan_validation: 'pass',
    runtime_compilation: 'fail',
    error_category: 'type_check',
    runtime_error_fragment: 'Boolean result',
  },
  {
    name: 'text',
    entry: '"two words"',
    classification: 'expression',
    plan_validation: 'pass',
    runtime_compilation: 'fail',
    error_category: 'type_check',
    runtime_error_fragment: 'Boolean result',
  },
  {
    name: 'unknown function',
    entry: 'f(a)',
    classification: 'expression',
    plan_validation: 'pass',
    runtime_compilation: 'fail',
    error_category: 'type_check',
    runtime_error_fragment: 'Runtime type-check',
  },
  {
    name: 'path',
    entry: '(a.b)',
    classification: 'expression',
    plan_validation: 'fail',
    runtime_compilation: 'not_applicable',
    error_category: 'unsupported_construct',
  },
  {
    name: 'macro',
    entry: 'a.exists(v, v)',
    classification: 'expression',
    plan_validation: 'fail',
    runtime_compilation: 'not_applicable',
    error_category: 'unsupported_construct',
  },
  {
    name: 'syntax',
    entry: 'a ==',
    classification: 'expression',
    plan_validation: 'fail',
    runtime_compilation: 'not_applicable',
    error_category: 'syntax',
  },
  {
    name: 'constant',
    entry: 'type == EventType.Nope',
    classification: 'expression',
    plan_validation: 'fail',
    runtime_compilation: 'not_applicable',
    error_category: 'unknown_event_type',
  },
  {
    name: 'whole attributes',
    entry: 'attributes[a] == 1',
    classification: 'expression',
    plan_validation: 'pass',
    runtime_compilation: 'fail',
    error_category: 'referenced_attributes',
    runtime_error_fragment: 'whole',
  },
  {
    name: 'presence',
    entry: 'has(a.b)',
    classification: 'expression',
    plan_validation: 'pass',
    runtime_compilation: 'pass',
    probe_event_type: 'any',
    probe_attributes: { a: { b: null } },
    matches_probe: true,
  },
];

const origins: readonly (readonly [string, readonly TriggerCase[]])[] = [
  ['our own', ownCases],
  ...(fixturesExist ? [['shared with other implementations', readCases()] as const] : []),
];

function readCases(): readonly TriggerCase[] {
  return (readFixture('trigger-conditions.json') as { readonly cases: readonly TriggerCase[] }).cases;
}

describe.each(origins)('trigger vectors: %s', (_origin, cases) => {
  test.each(cases.map((each) => [each.name, each] as const))('%s', (_name, each) => {
    expect(classifyTrigger(each.entry).kind).toBe(each.classification);
    expect(outcomeOf(each)).toEqual(expectedOutcome(each));
  });
});

interface Outcome {
  readonly plan: string;
  readonly runtime: string;
  readonly code?: string | undefined;
  readonly saysFragment?: boolean | undefined;
  readonly matches?: boolean | undefined;
}

function expectedOutcome(each: TriggerCase): Outcome {
  return {
    plan: each.plan_validation,
    runtime: each.runtime_compilation,
    code: each.error_category === undefined ? undefined : codeByCategory[each.error_category],
    saysFragment: each.runtime_error_fragment === undefined ? undefined : true,
    matches: each.matches_probe,
  };
}

function outcomeOf(each: TriggerCase): Outcome {
  let action: Action;
  try {
    action = new Action({ name: 'probe', exec: new PythonFunction('m', 'f'), triggerConditions: [each.entry] });
  } catch (refused) {
    return { plan: 'fail', runtime: 'not_applicable', ...described(refused, each) };
  }
  const type = each.probe_event_type ?? 'any';
  try {
    const matches = new ActionMatcher([action]).match(new Event(type, each.probe_attributes ?? {})).includes(action);
    return {
      plan: 'pass',
      runtime: each.classification === 'event_type' ? 'not_applicable' : 'pass',
      matches: each.matches_probe === undefined ? undefined : matches,
    };
  } catch (refused) {
    return { plan: 'pass', runtime: 'fail', ...described(refused, each) };
  }
}

function described(refused: unknown, each: TriggerCase): Pick<Outcome, 'code' | 'saysFragment'> {
  if (!MillraceError.is(refused)) {
    throw refused;
  }
  const fragment = each.runtime_error_fragment;
  return { code: refused.code, saysFragment: fragment === undefined ? undefined : refused.message.includes(fragment) };
}
