import type { ActionPlan, Program, Step } from './program.js';

/** Whether siblings, actions that one event triggers, write one path of one memory. */
export function hasConflict({ actions }: Program): boolean {
  return actions.some((one, index) =>
    actions
      .slice(index + 1)
      .some((other) => one.on === other.on && haveInCommon(writtenPaths(one), writtenPaths(other))),
  );
}

function writtenPaths({ steps }: Pick<ActionPlan, 'steps'>): ReadonlySet<string> {
  return new Set(steps.flatMap((step: Step) => writtenBy(step)));
}

function writtenBy(step: Step): readonly string[] {
  switch (step.do) {
    case 'write':
    case 'update':
    case 'delete':
    case 'newObject':
      return [`${step.memory} ${step.path}`];
    case 'when':
      return step.steps.flatMap(writtenBy);
    default:
      return [];
  }
}

function haveInCommon(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return [...one].some((path) => other.has(path));
}
