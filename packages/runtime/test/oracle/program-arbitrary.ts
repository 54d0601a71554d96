import fc from 'fast-check';
import { type ActionProgram, type Call, levels, type Place, type Program, type Step } from './program.js';

const memory = fc.constantFrom('sensory' as const, 'shortTerm' as const);

/** Few paths, so that invocations meet; `o` and `o.p` are sometimes values, sometimes objects. */
const place: fc.Arbitrary<Place> = fc.record({
  memory,
  path: fc.constantFrom('a', 'b', 'o', 'o.x', 'o.y', 'o.p', 'o.p.q'),
});

/** Paths that nothing else is written to: updating an object fails the action. */
const updated: fc.Arbitrary<Place> = fc.record({ memory, path: fc.constantFrom('u', 'v.w') });

const call: fc.Arbitrary<Call> = fc.record({
  mode: fc.constantFrom('durableExecute' as const, 'durableExecuteAsync' as const, 'durableExecuteAsync' as const),
  outcome: fc.constantFrom('value' as const, 'value' as const, 'error' as const),
  immediate: fc.boolean(),
});

/** Steps that find the same whatever others do. */
const blindStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('update' as const), place: updated }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('send' as const), above: fc.integer({ min: 1, max: levels }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('output' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('call' as const), calls: fc.array(call, { minLength: 1, maxLength: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('await' as const) }) },
);

const memoryStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom('get' as const, 'has', 'names', 'delete', 'newObject', 'replaceByObject'), place }),
  fc.record({ do: fc.constant('set' as const), place }),
);

function sometimesWithin(plain: fc.Arbitrary<Step>): fc.Arbitrary<Step> {
  const within = fc.record({ do: fc.constant('when' as const), steps: fc.array(plain, { maxLength: 2 }) });
  return fc.oneof({ weight: 9, arbitrary: plain }, { weight: 1, arbitrary: within });
}

/** An action for events of the level that `trigger` gives. */
function action(trigger: fc.Arbitrary<number>, step: fc.Arbitrary<Step>): fc.Arbitrary<ActionProgram> {
  return fc.record({
    trigger,
    // Small programs come from shrinking; random ones should be as large as they may be.
    steps: fc.array(step, { maxLength: 7, size: 'max' }),
    background: fc.constantFrom(0, 0, 0, 1, 2),
  });
}

function programOf(step: fc.Arbitrary<Step>): fc.Arbitrary<Program> {
  const others = action(fc.constantFrom(0, 0, 1, 1, 2, levels), step);
  return fc
    .tuple(action(fc.constant(0), step), fc.array(others, { minLength: 1, maxLength: 5, size: 'max' }))
    .map(([first, more]) => ({ actions: [first, ...more] }));
}

/** Agents of up to six actions, at least one of them for inputs. */
export const program: fc.Arbitrary<Program> = programOf(sometimesWithin(fc.oneof(memoryStep, blindStep)));

/** Agents whose invocations do not read memory, so that what they send does not depend on the interleaving. */
export const blindProgram: fc.Arbitrary<Program> = programOf(sometimesWithin(blindStep));
