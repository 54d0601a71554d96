import type { ActionFunction, Agent, AgentConfiguration, Event } from '@millrace/api';
import { ActionMatcher, AgentPlan, ResourceCache } from '../../src/index.js';
import { MapMemory } from './map-memory.js';
import { RecordingContext } from './recording-context.js';

/** What happened in one run. */
export interface LoopRun {
  /** Every event that was sent, in order. */
  readonly sent: readonly Event[];
  /** The contexts of the invocations, in order. */
  readonly contexts: readonly RecordingContext[];
  /** What the run left in its memory. */
  readonly sensoryMemory: MapMemory;
}

export interface LoopOptions {
  readonly configuration?: AgentConfiguration | undefined;
  /** Replaces the functions of actions, by name. */
  readonly functions?: Readonly<Record<string, ActionFunction>> | undefined;
}

/** Runs an agent on one event the plain way: its compiled plan, one invocation after the other, until nothing is left to do. */
export async function runAgent(agent: Agent, input: Event, options: LoopOptions = {}): Promise<LoopRun> {
  const plan = await AgentPlan.compile(agent, { configuration: options.configuration });
  const resources = new ResourceCache(plan.resourceProviders, plan.configuration);
  await resources.openAll();
  const matcher = new ActionMatcher(plan.actions);
  const sensoryMemory = new MapMemory('sensory');
  const sent: Event[] = [];
  const contexts: RecordingContext[] = [];
  const pending = [input];
  for (let event = pending.shift(); event !== undefined; event = pending.shift()) {
    for (const action of matcher.match(event)) {
      if (action.exec.funcType !== 'TypeScriptFunction') {
        throw new Error(`${action.name} cannot run here.`);
      }
      const context = new RecordingContext({ event, resources, configuration: plan.configuration, sensoryMemory });
      contexts.push(context);
      const execute = options.functions?.[action.name] ?? (await action.exec.resolve());
      await execute(event, context);
      sent.push(...context.sent);
      pending.push(...context.sent);
    }
  }
  await resources.close();
  return { sent, contexts, sensoryMemory };
}
