import {
  AgentConfiguration,
  decodeAttributeValue,
  type EventClass,
  encodeAttributeValue,
  InvalidValueError,
  type JsonObject,
  type JsonValue,
  MemberReader,
  mapOf,
  parseResourceType,
  readName,
} from '@millrace/api';
import type { Action } from '../action.js';
import type { AgentPlanInit } from '../agent-plan-init.js';
import type { ResourceProvider } from '../resource/resource-provider.js';
import { readAction, writeAction } from './action-json.js';
import type { PlanRegistry } from './plan-registry.js';
import { readResourceProvider } from './resource-provider-json.js';

export interface ReadAgentPlanOptions {
  /** Functions and classes that the plan only names. Default none. */
  readonly registry?: PlanRegistry | undefined;
  /** Classes that events are read as; a plan does not name them. Default none. */
  readonly eventClasses?: readonly EventClass[] | undefined;
}

/** The parts of a plan that are written down. */
export interface WrittenAgentPlan {
  readonly agentName: string;
  readonly actions: readonly Action[];
  readonly resourceProviders: readonly ResourceProvider[];
  readonly configuration: AgentConfiguration;
}

/** The wire form: `{"agent_name","actions":{name: action},"resource_providers":{type: {name: provider}},"config":{"conf_data"}}`. */
export function writeAgentPlan(plan: WrittenAgentPlan): JsonObject {
  const providers = new Map<string, Map<string, JsonValue>>();
  for (const provider of plan.resourceProviders) {
    const ofType = providers.get(provider.type) ?? new Map<string, JsonValue>();
    providers.set(provider.type, ofType.set(provider.name, provider.toJSON()));
  }
  return {
    agent_name: plan.agentName,
    actions: Object.fromEntries(plan.actions.map((action) => [action.name, writeAction(action)])),
    resource_providers: Object.fromEntries([...providers].map(([type, ofType]) => [type, Object.fromEntries(ofType)])),
    config: encodeAttributeValue(plan.configuration.toJSON()),
  };
}

/**
 * Reads the wire form. Of older plans, which have no `agent_name`, the agent is called `agent`; their `actions_by_event` says nothing new and is not looked at.
 *
 * @throws InvalidValueError with the codes of {@link readAction} and {@link readResourceProvider}, `PLAN_NAME_MISMATCH` for an entry under another name than its
 * own; `path` names the part.
 */
export function readAgentPlan(value: unknown, options: ReadAgentPlanOptions = {}): AgentPlanInit {
  const { registry, eventClasses } = options;
  const members = new MemberReader(value, 'plan').only(
    'agent_name',
    'actions',
    'actions_by_event',
    'resource_providers',
    'config',
  );
  return {
    agentName: members.optional('agent_name', readName) ?? 'agent',
    actions: members.required('actions', (actions, path) => readActions(actions, path, registry)),
    resourceProviders: members.optional('resource_providers', (providers, path) =>
      readProviders(providers, path, registry),
    ),
    configuration: members.optional('config', readConfiguration),
    eventClasses,
  };
}

function readActions(value: unknown, path: string, registry: PlanRegistry | undefined): readonly Action[] {
  const named = mapOf((action, actionPath) => ({ action: readAction(action, actionPath, registry), path: actionPath }))(
    value,
    path,
  );
  return [...named].map(([name, { action, path: actionPath }]) => {
    checkName(name, action.name, actionPath);
    return action;
  });
}

function readProviders(value: unknown, path: string, registry: PlanRegistry | undefined): readonly ResourceProvider[] {
  const byType = mapOf(
    mapOf((provider, providerPath) => ({
      provider: readResourceProvider(provider, providerPath, registry),
      path: providerPath,
    })),
  )(value, path);
  return [...byType].flatMap(([type, ofType]) => {
    parseResourceType(type, path);
    return [...ofType].map(([name, { provider, path: providerPath }]) => {
      checkName(name, provider.name, providerPath);
      checkName(type, provider.type, providerPath);
      return provider;
    });
  });
}

function checkName(written: string, own: string, path: string): void {
  if (written !== own) {
    throw new InvalidValueError('PLAN_NAME_MISMATCH', `What is written under ${written} calls itself ${own}.`, {
      path,
      hint: 'Use one name for both.',
    });
  }
}

function readConfiguration(value: unknown, path: string): AgentConfiguration {
  // A plan is JSON when it is read.
  return AgentConfiguration.fromJson(decodeAttributeValue(value as JsonValue, path), path);
}
