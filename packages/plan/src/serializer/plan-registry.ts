import type { ActionFunction, ResourceClass } from '@millrace/api';
import type { ToolFunction } from '../tool/function-tool.js';

/** What plans name that is not in a module: functions and classes registered in process, by the name they are written down with. */
export interface PlanRegistry {
  /** Functions of actions. */
  readonly actions?: ReadonlyMap<string, ActionFunction> | undefined;
  /** Functions of tools. */
  readonly tools?: ReadonlyMap<string, ToolFunction> | undefined;
  /** Classes of resources. */
  readonly resourceClasses?: ReadonlyMap<string, ResourceClass> | undefined;
}
