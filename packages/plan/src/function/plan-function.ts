import type { JavaFunction } from './java-function.js';
import type { PythonFunction } from './python-function.js';
import type { TypeScriptFunction } from './typescript-function.js';

/** What an action executes, told apart by `funcType`. */
export type PlanFunction = TypeScriptFunction | PythonFunction | JavaFunction;

export type FunctionType = PlanFunction['funcType'];
