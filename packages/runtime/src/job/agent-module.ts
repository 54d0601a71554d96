import { Agent, type EventLogger, errorMessage, InvalidValueError, NotFoundError } from '@millrace/api';
import type { LongTermMemoryFactory } from '../operator/operator-factory.js';

/** What a module exports whose URL is applied to a stream. Every thread that runs a subtask imports it, and so does the one that executes the environment. */
export interface AgentModule {
  /** Makes the agent; called once per thread. */
  readonly createAgent: () => Agent | Promise<Agent>;
  /** Makes the event loggers of one subtask. Default: none. */
  readonly createEventLoggers?: () => readonly EventLogger[];
  /** Makes the long-term memory of each invocation. Default: there is none. */
  readonly longTermMemory?: LongTermMemoryFactory;
  /** Error classes that replayed durable calls throw again as what they are. */
  readonly errorClasses?: readonly { readonly name: string; readonly prototype: Error }[];
}

/** An agent that was made, with what its module says besides. */
export interface AgentProgram {
  readonly agent: Agent;
  readonly createEventLoggers: () => readonly EventLogger[];
  readonly longTermMemory: LongTermMemoryFactory | undefined;
  readonly errorClasses: readonly { readonly name: string; readonly prototype: Error }[];
}

/**
 * Imports a module and lets it make its agent.
 *
 * @throws NotFoundError `AGENT_MODULE_UNRESOLVABLE`
 * @throws InvalidValueError `AGENT_MODULE_INVALID`
 */
export async function loadAgentModule(url: URL): Promise<AgentProgram> {
  const module = checkModule(await importModule(url), url);
  const agent = await module.createAgent();
  if (!(agent instanceof Agent)) {
    throw invalid(url, 'createAgent', 'does not make an Agent', 'Return an Agent of @millrace/api.');
  }
  return {
    agent,
    createEventLoggers: module.createEventLoggers ?? (() => []),
    longTermMemory: module.longTermMemory,
    errorClasses: module.errorClasses ?? [],
  };
}

async function importModule(url: URL): Promise<unknown> {
  try {
    return await import(url.href);
  } catch (cause) {
    throw new NotFoundError(
      'AGENT_MODULE_UNRESOLVABLE',
      `The module ${url.href} of the agent cannot be imported: ${errorMessage(cause)}`,
      { path: 'agent', hint: "Pass new URL('./agent.js', import.meta.url) with the path of the built module.", cause },
    );
  }
}

/** The shapes of functions cannot be checked; that they are functions can. */
function checkModule(imported: unknown, url: URL): AgentModule {
  const member = (name: string): unknown => Reflect.get(Object(imported), name);
  if (typeof member('createAgent') !== 'function') {
    throw invalid(url, 'createAgent', 'is no function', 'Export a function createAgent that makes the agent.');
  }
  for (const name of ['createEventLoggers', 'longTermMemory']) {
    if (member(name) !== undefined && typeof member(name) !== 'function') {
      throw invalid(url, name, 'is no function', 'Export a function, or nothing of this name.');
    }
  }
  const classes = member('errorClasses');
  if (classes !== undefined && !(Array.isArray(classes) && classes.every((one) => typeof one === 'function'))) {
    throw invalid(url, 'errorClasses', 'is no array of classes', 'Export an array of error classes.');
  }
  return imported as AgentModule;
}

function invalid(url: URL, path: string, problem: string, hint: string): InvalidValueError {
  return new InvalidValueError('AGENT_MODULE_INVALID', `${path} of the module ${url.href} ${problem}.`, { path, hint });
}
