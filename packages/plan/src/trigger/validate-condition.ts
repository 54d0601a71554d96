import { EventType, InvalidValueError } from '@millrace/api';
import { type CelNode, celMessage, childrenOf, conditionCodePointsMax, nodesOf, parseCel } from './cel-syntax.js';

/** Macros of the CEL library with the numbers of arguments that make a call of that name one. */
const refusedMacros: ReadonlyMap<string, readonly number[]> = new Map([
  ['all', [2]],
  ['exists', [2]],
  ['exists_one', [2]],
  ['filter', [2]],
  ['map', [2, 3]],
  ['bind', [3]],
]);

/**
 * Checks what can be checked of a condition without compiling it: its syntax, its size, that it uses no macro but `has`, that every `EventType.X` exists, and
 * that it is not merely a path (which could be mistaken for an event type).
 *
 * @returns the syntax tree.
 * @throws InvalidValueError `TRIGGER_SYNTAX`, `TRIGGER_TOO_LONG`, `TRIGGER_UNSUPPORTED_CONSTRUCT`, `TRIGGER_EVENT_TYPE_UNKNOWN`
 */
export function validateCondition(text: string, path = 'trigger'): CelNode {
  if (text.length > conditionCodePointsMax && Array.from(text).length > conditionCodePointsMax) {
    throw new InvalidValueError(
      'TRIGGER_TOO_LONG',
      `A condition is longer than ${conditionCodePointsMax} characters.`,
      {
        path,
        hint: 'Decide in the action instead.',
      },
    );
  }
  const root = parse(text, path);
  for (const node of nodesOf(root)) {
    refuseMacro(node, text, path);
    checkHas(node, text, path);
    checkEventTypeConstant(node, text, path);
  }
  if (root.op === 'id' || root.op === '.') {
    throw unsupported(text, path, 'is only a path', 'Compare it with something, for example with true.');
  }
  return root;
}

function parse(text: string, path: string): CelNode {
  try {
    return parseCel(text);
  } catch (failure) {
    throw new InvalidValueError(
      'TRIGGER_SYNTAX',
      `The condition ${JSON.stringify(text)} is not CEL: ${celMessage(failure)}.`,
      { path, hint: 'Write a CEL expression, or an event type in quotes.' },
    );
  }
}

function refuseMacro(node: CelNode, text: string, path: string): void {
  if (node.op === 'rcall' && refusedMacros.get(node.args[0])?.includes(node.args[2].length) === true) {
    throw unsupported(text, path, `uses ${node.args[0]}`, 'The only macro is has(…); decide the rest in the action.');
  }
}

function checkHas(node: CelNode, text: string, path: string): void {
  if (node.op !== 'call' || node.args[0] !== 'has' || node.args[1].length !== 1) {
    return;
  }
  const [argument] = childrenOf(node);
  const isAttribute = argument?.op === 'id' && !frameworkNames.has(argument.args);
  if (argument?.op !== '.' && !isAttribute) {
    throw new InvalidValueError(
      'TRIGGER_SYNTAX',
      `In the condition ${JSON.stringify(text)}, has() asks for something else than a field.`,
      {
        path,
        hint: 'Write has(score) for an attribute or has(order.price) for a field of one.',
      },
    );
  }
}

function checkEventTypeConstant(node: CelNode, text: string, path: string): void {
  if (node.op !== '.') {
    return;
  }
  const [operand, name] = node.args;
  if (operand.op === 'id' && operand.args === 'EventType' && !Object.hasOwn(EventType, name)) {
    throw new InvalidValueError(
      'TRIGGER_EVENT_TYPE_UNKNOWN',
      `The condition ${JSON.stringify(text)} names EventType.${name}, which does not exist.`,
      { path, hint: `These exist: ${Object.keys(EventType).join(', ')}.` },
    );
  }
}

/** Names a condition can use that are not attributes: what the framework provides, and the types of CEL. */
export const frameworkNames: ReadonlySet<string> = new Set([
  'id',
  'type',
  'attributes',
  'EventType',
  'bool',
  'bytes',
  'double',
  'int',
  'list',
  'map',
  'null_type',
  'string',
  'uint',
]);

function unsupported(text: string, path: string, problem: string, hint: string): InvalidValueError {
  return new InvalidValueError('TRIGGER_UNSUPPORTED_CONSTRUCT', `The condition ${JSON.stringify(text)} ${problem}.`, {
    path,
    hint,
  });
}
