import {
  type Agent,
  AgentConfiguration,
  type Attributes,
  builtInEventClasses,
  type EventClass,
  EventCodec,
  InvalidValueError,
  type JsonObject,
} from '@millrace/api';
import type { Action } from './action.js';
import type { AgentPlanInit } from './agent-plan-init.js';
import { type CompileOptions, compileAgent } from './compile-agent.js';
import { checkActionFunction } from './function/check-signature.js';
import type { ModuleLoader } from './function/module-loader.js';
import type { ResourceProvider } from './resource/resource-provider.js';
import { type ReadAgentPlanOptions, readAgentPlan, writeAgentPlan } from './serializer/agent-plan-json.js';

/** An agent as it is run: actions with their triggers, where resources come from, and configuration. Immutable; holds no resources and nothing of a running job. */
export class AgentPlan {
  readonly agentName: string;
  /** In the order in which they start when one event triggers several. */
  readonly actions: readonly Action[];
  readonly resourceProviders: readonly ResourceProvider[];
  /** Frozen. */
  readonly configuration: AgentConfiguration;
  /** The built-in event classes, then those of the agent. */
  readonly eventClasses: readonly EventClass[];
  /** Reads and writes the events of this agent. */
  readonly eventCodec: EventCodec;
  readonly #actionsByName: ReadonlyMap<string, Action>;

  /** @throws InvalidValueError `ACTION_DUPLICATE`, `RESOURCE_DUPLICATE`, `EVENT_TYPE_DUPLICATE` */
  constructor(init: AgentPlanInit) {
    this.agentName = init.agentName;
    this.actions = Object.freeze([...init.actions]);
    this.#actionsByName = new Map(this.actions.map((action) => [action.name, action]));
    this.resourceProviders = Object.freeze([...(init.resourceProviders ?? [])]);
    this.configuration = AgentConfiguration.fromJson(init.configuration?.toJSON() ?? {}).freeze();
    this.eventClasses = Object.freeze([...new Set([...builtInEventClasses, ...(init.eventClasses ?? [])])]);
    this.eventCodec = new EventCodec(this.eventClasses);
    refuseRepetition(
      'ACTION_DUPLICATE',
      'actions',
      this.actions.map((action) => action.name),
    );
    refuseRepetition(
      'RESOURCE_DUPLICATE',
      'resource_providers',
      this.resourceProviders.map(({ type, name }) => `${type}.${name}`),
    );
    Object.freeze(this);
  }

  /**
   * Compiles an agent and checks it: names, triggers, functions, and the resources that others refer to. The agent is not changed.
   *
   * @throws InvalidValueError `ACTION_DUPLICATE`, `FUNCTION_SIGNATURE_INVALID`, `EVENT_TYPE_DUPLICATE`, `TOOL_NAME_MISMATCH` and the codes that start with
   * `TRIGGER_`; NotFoundError `FUNCTION_UNRESOLVABLE`, `RESOURCE_NOT_FOUND`, `RESOURCE_CLASS_UNRESOLVABLE`. The message and `path` name the culprit.
   */
  static async compile(agent: Agent, options: CompileOptions = {}): Promise<AgentPlan> {
    const plan = new AgentPlan(compileAgent(agent, options));
    await plan.resolve(options.importModule);
    for (const provider of plan.resourceProviders) {
      await provider.resolve(options.importModule);
    }
    return plan;
  }

  /**
   * Reads a plan that {@link toJSON} or another runtime wrote. What it names is imported by {@link resolve} and when resources are opened.
   *
   * @throws InvalidValueError naming the path of the offending part.
   */
  static fromJson(value: unknown, options: ReadAgentPlanOptions = {}): AgentPlan {
    return new AgentPlan(readAgentPlan(value, options));
  }

  /**
   * Imports the functions of all TypeScript actions, so that their `exec.resolve()` answers without importing anything.
   *
   * @throws NotFoundError `FUNCTION_UNRESOLVABLE`; InvalidValueError `FUNCTION_SIGNATURE_INVALID`
   */
  async resolve(load?: ModuleLoader): Promise<void> {
    for (const { exec } of this.actions) {
      if (exec.funcType === 'TypeScriptFunction') {
        checkActionFunction(exec.toString(), await exec.resolve(load));
      }
    }
  }

  getAction(name: string): Action | undefined {
    return this.#actionsByName.get(name);
  }

  /** What the action finds in `context.actionConfig`; empty when it has none or does not exist. */
  getActionConfig(name: string): Attributes {
    return this.#actionsByName.get(name)?.config ?? noConfig;
  }

  /** The wire form, which {@link fromJson} and other runtimes read. @throws InvalidValueError `VALUE_NOT_SERIALIZABLE`, `RESOURCE_NOT_SERIALIZABLE` */
  toJSON(): JsonObject {
    return writeAgentPlan(this);
  }
}

const noConfig: Attributes = Object.freeze({});

function refuseRepetition(code: string, path: string, names: readonly string[]): void {
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) {
    throw new InvalidValueError(code, `A plan has two entries ${JSON.stringify(repeated)}.`, {
      path: `${path}.${repeated}`,
      hint: 'Give each a name of its own.',
    });
  }
}
