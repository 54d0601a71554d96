import {
  type Attributes,
  copyAttributes,
  type ErrorPolicy,
  InvalidValueError,
  type ResolvedErrorPolicy,
  resolveErrorPolicy,
} from '@millrace/api';
import { checkJavaSignature } from './function/check-signature.js';
import type { PlanFunction } from './function/plan-function.js';
import { checkEventType, classifyTrigger } from './trigger/trigger-condition.js';
import { validateCondition } from './trigger/validate-condition.js';

/** The parts of an {@link Action}. */
export interface ActionInit {
  /** Unique within its plan; not empty. */
  readonly name: string;
  readonly exec: PlanFunction;
  /** Event types and conditions, as they are written; at least one. */
  readonly triggerConditions: readonly string[];
  readonly config?: Attributes | undefined;
  /** What happens when an invocation fails. Default: the job fails. */
  readonly onError?: ErrorPolicy | undefined;
  /** What to call this action in errors. Default `action`. */
  readonly path?: string | undefined;
}

/** An action of a plan: what is executed, and what triggers it. Immutable. */
export class Action {
  readonly name: string;
  readonly exec: PlanFunction;
  readonly triggerConditions: readonly string[];
  /** What the action finds in `context.actionConfig`. */
  readonly config: Attributes | undefined;
  readonly onError: ResolvedErrorPolicy | undefined;

  /**
   * @throws InvalidValueError `ACTION_NAME_INVALID`, `ACTION_TRIGGERS_EMPTY`, `FUNCTION_SIGNATURE_INVALID`, and the codes of {@link classifyTrigger},
   * {@link checkEventType} and {@link validateCondition}; `path` names the part.
   */
  constructor(init: ActionInit) {
    const { name, exec, triggerConditions, config, onError, path = 'action' } = init;
    checkName(name, `${path}.name`);
    if (triggerConditions.length === 0) {
      throw new InvalidValueError('ACTION_TRIGGERS_EMPTY', `Nothing triggers the action ${JSON.stringify(name)}.`, {
        path: `${path}.trigger_conditions`,
        hint: 'Name at least one event type or condition.',
      });
    }
    if (exec.funcType === 'JavaFunction') {
      checkJavaSignature(exec, `${path}.exec`);
    }
    for (const [index, entry] of triggerConditions.entries()) {
      checkTrigger(entry, `${path}.trigger_conditions[${index}]`);
    }
    this.name = name;
    this.exec = exec;
    this.triggerConditions = Object.freeze([...triggerConditions]);
    this.config = config === undefined ? undefined : copyAttributes(config, `${path}.config`);
    this.onError = onError === undefined ? undefined : Object.freeze(resolveErrorPolicy(onError, `${path}.on_error`));
    Object.freeze(this);
  }

  toString(): string {
    return this.name;
  }
}

function checkName(name: string, path: string): void {
  // JSON objects move members that look like an index to the front, which would change the order of the actions.
  if (name === '' || /^\d+$/.test(name)) {
    throw new InvalidValueError('ACTION_NAME_INVALID', `${JSON.stringify(name)} cannot be the name of an action.`, {
      path,
      hint: 'Name it after what it does.',
    });
  }
}

function checkTrigger(entry: string, path: string): void {
  const condition = classifyTrigger(entry, path);
  if (condition.kind === 'event_type') {
    checkEventType(condition.eventType, path);
  } else {
    validateCondition(condition.text, path);
  }
}
