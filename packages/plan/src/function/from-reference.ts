import type { FunctionReference } from '@millrace/api';
import { PythonFunction } from './python-function.js';
import { TypeScriptFunction } from './typescript-function.js';

/** A reference of an agent's author as a function of a plan. */
export function fromReference<F extends (...args: never) => unknown>(
  reference: FunctionReference,
): TypeScriptFunction<F> | PythonFunction {
  return reference.language === 'python'
    ? new PythonFunction(reference.module, reference.qualname)
    : new TypeScriptFunction<F>(reference.module, reference.exportName);
}
