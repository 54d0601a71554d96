import type { Attributes } from '@millrace/api';
import { Action, TypeScriptFunction } from '../../src/index.js';

/** An action that does nothing. */
export function idleAction(name: string, triggerConditions: readonly string[], config?: Attributes): Action {
  return new Action({ name, exec: TypeScriptFunction.registered(name, () => undefined), triggerConditions, config });
}
