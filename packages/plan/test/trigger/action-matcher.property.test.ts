import { Event } from '@millrace/api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ActionMatcher } from '../../src/index.js';
import { idleAction } from '../support/actions.js';

/** A trigger together with the plain statement of when it is met. */
interface Statement {
  readonly text: string;
  readonly isMet: (type: string, attributes: { readonly n?: number; readonly flag?: boolean }) => boolean;
}

const types = ['a', 'b', 'c.d', 'e-f'];

const statement: fc.Arbitrary<Statement> = fc.oneof(
  fc.constantFrom(...types).map((type): Statement => ({ text: type, isMet: (actual) => actual === type })),
  fc.constantFrom(...types).map((type): Statement => ({ text: `'${type}'`, isMet: (actual) => actual === type })),
  fc
    .constantFrom(...types)
    .map((type): Statement => ({ text: `type == "${type}"`, isMet: (actual) => actual === type })),
  fc
    .integer({ min: -3, max: 3 })
    .map((limit): Statement => ({ text: `n > ${limit}`, isMet: (_type, { n }) => n !== undefined && n > limit })),
  fc.constant<Statement>({ text: 'has(flag) && flag == true', isMet: (_type, { flag }) => flag === true }),
  fc.constant<Statement>({ text: '!has(n)', isMet: (_type, { n }) => n === undefined }),
);

const event = fc.record({
  type: fc.constantFrom(...types, 'unheard of'),
  attributes: fc.record(
    { n: fc.oneof(fc.integer({ min: -4, max: 4 }), fc.constantFrom(0.5, -2.5)), flag: fc.boolean() },
    { requiredKeys: [] },
  ),
});

test('the matcher finds exactly the actions one of whose triggers is met, in plan order', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(statement, { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
      fc.array(event, { minLength: 1, maxLength: 8 }),
      (triggersByAction, events) => {
        const actions = triggersByAction.map((triggers, index) =>
          idleAction(
            `action ${index}`,
            triggers.map(({ text }) => text),
          ),
        );
        const matcher = new ActionMatcher(actions);
        for (const { type, attributes } of events) {
          const expected = actions.filter((_, index) =>
            triggersByAction[index]?.some(({ isMet }) => isMet(type, attributes)),
          );
          expect(matcher.match(new Event(type, attributes))).toEqual(expected);
        }
      },
    ),
    { seed: 7, numRuns: 300 },
  );
});
