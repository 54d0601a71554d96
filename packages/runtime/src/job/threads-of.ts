import {
  type Agent,
  MillraceError,
  type ReadableConfiguration,
  type ResourceDeclaration,
  ResourceDescriptor,
  UnsupportedError,
} from '@millrace/api';
import { readParallelism } from '../options.js';
import type { DescribedResource } from '../thread/subtask-thread-protocol.js';
import type { EnvironmentOptions } from './agents-execution-environment.js';
import type { SubtaskThreads } from './job-setup.js';

/** Options whose values are known to one thread only, and what makes them known to all. */
const oneThreadOptions = {
  eventLogger: 'Export createEventLoggers from the module of the agent.',
  listeners: 'Log events instead: export createEventLoggers from the module of the agent.',
  longTermMemory: 'Export longTermMemory from the module of the agent.',
  errorClasses: 'Export errorClasses from the module of the agent.',
  stores: 'Keep the state in a state directory.',
  clock: 'Leave it out; threads have the clock of the machine.',
} as const;

/**
 * How the subtasks of a job run in threads; `undefined`: they run on this one, because there is only one or the agent is not in a module.
 *
 * @throws UnsupportedError `NOT_FOR_THREADS` for what other threads cannot be given.
 */
export function threadsOf(
  agent: Agent | URL,
  configuration: ReadableConfiguration,
  options: EnvironmentOptions,
  resources: readonly ResourceDeclaration[],
): SubtaskThreads | undefined {
  if (!(agent instanceof URL) || readParallelism(configuration) === 1) {
    return undefined;
  }
  for (const [name, hint] of Object.entries(oneThreadOptions)) {
    if (Reflect.get(options, name) !== undefined) {
      throw notForThreads(`The option ${name}`, name, hint);
    }
  }
  return { module: agent, resources: resources.map(describe) };
}

function describe({ name, type, resource }: ResourceDeclaration): DescribedResource {
  const what = `The ${type} ${JSON.stringify(name)}`;
  const hint = 'Add it to the agent in its module, or pass a descriptor that names the module of its class.';
  if (!(resource instanceof ResourceDescriptor) || typeof resource.target === 'function') {
    throw notForThreads(what, `resources.${type}.${name}`, hint);
  }
  try {
    return { name, type, descriptor: resource.toJSON() };
  } catch (error) {
    throw MillraceError.is(error) ? notForThreads(what, `resources.${type}.${name}.${error.path}`, hint, error) : error;
  }
}

function notForThreads(what: string, path: string, hint: string, cause?: unknown): UnsupportedError {
  return new UnsupportedError(
    'NOT_FOR_THREADS',
    `${what} is known to this thread only, and each subtask runs in one of its own.`,
    { path, hint, cause },
  );
}
