import { InvalidValueError } from '@millrace/api';
import { type CelNode, childrenOf } from './cel-syntax.js';
import { frameworkNames } from './validate-condition.js';

/** A condition in terms of the variables it is evaluated with, and the attributes it looks at. */
export interface ResolvedCondition {
  /** The condition with names of attributes qualified, `type` as {@link typeVariable}, and `has` of a path as presence of each of its parts. */
  readonly text: string;
  /** Member names from the attributes down to each value the condition looks at. */
  readonly attributePaths: readonly (readonly string[])[];
}

/** `type` is the name of a function in CEL, so the event type goes by another one. It hides no attribute: those are qualified. */
export const typeVariable = 'eventType';

/** The function behind `has(x.name)` where `x` is not a path: a method of any value, with the name as its argument. */
export const presenceFunction = 'hasMember';

/** A part of the source that is written differently. */
interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * Resolves the names of a condition: what the framework provides wins, every other name is an attribute of the event.
 *
 * @throws InvalidValueError `TRIGGER_ATTRIBUTES_WHOLE` when `attributes` is used other than with the name of an attribute.
 */
export function resolveReferences(root: CelNode, source: string, path = 'trigger'): ResolvedCondition {
  const edits: Edit[] = [];
  const attributePaths: (readonly string[])[] = [];
  visit(root);
  return { text: applyEdits(source, edits), attributePaths };

  function visit(node: CelNode): void {
    const asked = askedByHas(node);
    if (asked !== undefined) {
      visitHas(node, asked);
      return;
    }
    const attributePath = attributePathOf(node);
    if (attributePath === undefined) {
      if (node.op === 'id' && node.args === 'type') {
        edits.push({ start: node.start, end: node.end, text: typeVariable });
      }
      childrenOf(node).forEach(visit);
      return;
    }
    look(attributePath);
    const name = rootOf(node);
    if (name.args !== 'attributes') {
      edits.push({ start: name.start, end: name.end, text: `attributes.${name.args}` });
    }
  }

  function visitHas(call: CelNode, asked: CelNode): void {
    const attributePath = attributePathOf(asked);
    if (attributePath !== undefined) {
      look(attributePath);
      edits.push({ start: call.start, end: call.end, text: presenceText(attributePath) });
    } else if (asked.op === '.') {
      const [operand, name] = asked.args;
      edits.push({ start: call.start, end: call.start + 'has'.length, text: '' });
      visit(operand);
      edits.push({ start: asked.pos, end: asked.end, text: `${presenceFunction}(${JSON.stringify(name)})` });
    }
  }

  function look(attributePath: readonly string[]): void {
    if (attributePath.length === 0) {
      throw new InvalidValueError(
        'TRIGGER_ATTRIBUTES_WHOLE',
        `The condition ${JSON.stringify(source)} uses the whole 'attributes' map.`,
        { path, hint: 'Name one attribute, for example attributes.score.' },
      );
    }
    attributePaths.push(attributePath);
  }
}

function askedByHas(node: CelNode): CelNode | undefined {
  return node.op === 'call' && node.args[0] === 'has' && node.args[1].length === 1 ? node.args[1][0] : undefined;
}

/** A missing parent makes the presence of its member false, not an error. */
function presenceText(attributePath: readonly string[]): string {
  let parent = 'attributes';
  const parts: string[] = [];
  for (const name of attributePath) {
    parts.push(`${parent}.${presenceFunction}(${JSON.stringify(name)})`);
    parent = `${parent}[${JSON.stringify(name)}]`;
  }
  return `(${parts.join(' && ')})`;
}

/** Member names below the attributes when `node` is an access with names that are known now. */
function attributePathOf(node: CelNode): readonly string[] | undefined {
  switch (node.op) {
    case 'id':
      return node.args === 'attributes' ? [] : frameworkNames.has(node.args) ? undefined : [node.args];
    case '.': {
      const path = attributePathOf(node.args[0]);
      return path === undefined ? undefined : [...path, node.args[1]];
    }
    case '[]': {
      const [operand, index] = node.args;
      const path = attributePathOf(operand);
      const isName = index.op === 'value' && typeof index.args === 'string';
      return path === undefined || !isName ? undefined : [...path, String(index.args)];
    }
    default:
      return undefined;
  }
}

/** The name an access begins with. */
function rootOf(node: CelNode): CelNode & { readonly op: 'id' } {
  let root = node;
  while (root.op === '.' || root.op === '[]') {
    root = root.args[0];
  }
  if (root.op !== 'id') {
    throw new TypeError(`An access begins with ${root.op}.`);
  }
  return root;
}

function applyEdits(source: string, edits: readonly Edit[]): string {
  let text = '';
  let end = 0;
  for (const edit of edits) {
    text += source.slice(end, edit.start) + edit.text;
    end = edit.end;
  }
  return text + source.slice(end);
}
