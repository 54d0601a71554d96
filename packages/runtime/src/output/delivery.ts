import type { Sink } from './sink.js';
import { isTransactional } from './transactional-sink.js';

/** A sink that hands everything to others. */
export interface CompositeSink extends Sink {
  readonly members: readonly Sink[];
}

/** What readers of a sink can rely on in a job with checkpoints: `exactly once`, `at least once`, or which of its members promises what. */
export function describeDelivery(sink: Sink): string {
  const leaves = leavesOf(sink);
  const transactional = leaves.filter(isTransactional);
  if (transactional.length === 0) {
    return 'at least once';
  }
  if (transactional.length === leaves.length) {
    return 'exactly once';
  }
  const others = leaves.filter((leaf) => !isTransactional(leaf));
  return `exactly once in ${namesOf(transactional)}, at least once in ${namesOf(others)}`;
}

function leavesOf(sink: Sink): readonly Sink[] {
  return isComposite(sink) ? sink.members.flatMap(leavesOf) : [sink];
}

function isComposite(sink: Sink): sink is CompositeSink {
  return 'members' in sink && Array.isArray(sink.members);
}

/** The classes of sinks, each once. */
function namesOf(sinks: readonly Sink[]): string {
  return [...new Set(sinks.map((sink) => sink.constructor.name))].join(' and ');
}
