import { type ActionFunction, InvalidValueError } from '@millrace/api';
import type { JavaFunction } from './java-function.js';

const javaApi = 'org.apache.flink.agents.api';
const javaContext = `${javaApi}.context.RunnerContext`;
const javaPrimitives: ReadonlySet<string> = new Set([
  'boolean',
  'byte',
  'char',
  'double',
  'float',
  'int',
  'long',
  'short',
]);

/**
 * Checks that a function can be called with an event and a context.
 *
 * @throws InvalidValueError `FUNCTION_SIGNATURE_INVALID`
 */
export function checkActionFunction(name: string, action: ActionFunction): void {
  if (action.length > 2) {
    throw new InvalidValueError(
      'FUNCTION_SIGNATURE_INVALID',
      `The function ${name} asks for ${action.length} arguments, an action gets two.`,
      { hint: 'Declare it as (event, context).' },
    );
  }
}

/**
 * Checks as far as names tell that a Java method takes an event and a context.
 *
 * @throws InvalidValueError `FUNCTION_SIGNATURE_INVALID`
 */
export function checkJavaSignature(method: JavaFunction, path?: string): void {
  const [event, context, ...others] = method.parameterTypes;
  if (event === undefined || !mayBeEvent(event) || context !== javaContext || others.length > 0) {
    throw new InvalidValueError(
      'FUNCTION_SIGNATURE_INVALID',
      `The method ${method.toString()} takes (${method.parameterTypes.join(', ')}), an action takes (Event, RunnerContext).`,
      { path, hint: `Declare it with an event class and ${javaContext}.` },
    );
  }
}

/** Classes that are not of the framework or of Java itself may well be events. */
function mayBeEvent(type: string): boolean {
  return (
    !javaPrimitives.has(type) &&
    !type.startsWith('java.') &&
    (!type.startsWith(`${javaApi}.`) || type.endsWith('Event'))
  );
}
