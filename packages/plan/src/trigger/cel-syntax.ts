import { type ASTNode, Environment } from '@marcbachmann/cel-js';

/** A node of a parsed condition. */
export type CelNode = ASTNode;

/** How deeply a condition may nest. */
export const conditionDepthMax = 32;
/** How many code points a condition may have. */
export const conditionCodePointsMax = 8192;

const parser = new Environment({ limits: { maxDepth: conditionDepthMax } });

/** The syntax tree of a condition; throws what the parser throws. */
export function parseCel(text: string): CelNode {
  return parser.parse(text).ast;
}

/** The nodes directly below, in the order they are written. */
export function childrenOf(node: CelNode): readonly CelNode[] {
  switch (node.op) {
    case 'value':
    case 'id':
      return [];
    case '.':
    case '.?':
      return [node.args[0]];
    case 'call':
      return node.args[1];
    case 'rcall':
      return [node.args[1], ...node.args[2]];
    case 'map':
      return node.args.flat();
    case '!_':
    case '-_':
      return [node.args];
    default:
      return node.args;
  }
}

/** The node and everything below it. */
export function* nodesOf(node: CelNode): Generator<CelNode, void, undefined> {
  const pending = [node];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    yield next;
    pending.push(...childrenOf(next).toReversed());
  }
}

/**
 * What a failure of the CEL library says, without its drawing of the source. Its errors are not kept as causes: they hold syntax trees, which nobody wants in a log.
 */
export function celMessage(thrown: unknown): string {
  if (thrown instanceof Error) {
    return 'summary' in thrown && typeof thrown.summary === 'string' ? thrown.summary : thrown.message;
  }
  return String(thrown);
}
