import {
  type ActionDeclaration,
  type ActionFunction,
  type Agent,
  type AgentConfiguration,
  checkResource,
  type EventClass,
  type FunctionReference,
  InvalidValueError,
  type ResourceDeclaration,
  ResourceDescriptor,
  Tool,
  type Trigger,
} from '@millrace/api';
import { Action } from './action.js';
import type { AgentPlanInit } from './agent-plan-init.js';
import { builtInActions } from './builtin/built-in-actions.js';
import { checkActionFunction } from './function/check-signature.js';
import { fromReference } from './function/from-reference.js';
import type { ModuleLoader } from './function/module-loader.js';
import type { PlanFunction } from './function/plan-function.js';
import { TypeScriptFunction } from './function/typescript-function.js';
import { checkResourceReferences } from './resource/check-resource-references.js';
import { toolNameMismatch } from './resource/resource-cache.js';
import type { ResourceProvider } from './resource/resource-provider.js';
import { TypeScriptResourceProvider } from './resource/typescript-resource-provider.js';
import { TypeScriptSerializableResourceProvider } from './resource/typescript-serializable-resource-provider.js';
import { ActionMatcher } from './trigger/action-matcher.js';
import { eventTypeTrigger } from './trigger/trigger-condition.js';

export interface CompileOptions {
  /** Copied into the plan. Default: everything has its default. */
  readonly configuration?: AgentConfiguration | undefined;
  /** Resources of the environment; what the agent declares itself wins. Default none. */
  readonly resources?: Iterable<ResourceDeclaration> | undefined;
  /** How modules that functions and resources are in are imported. Default: as seen from this package. */
  readonly importModule?: ModuleLoader | undefined;
}

/** The parts of the plan of an agent: built-in actions first, then the agent's own in the order they were added. */
export function compileAgent(agent: Agent, options: CompileOptions): AgentPlanInit {
  agent.eventClasses.forEach(checkEventClass);
  const actions = [...builtInActions, ...agent.actions.map(compileAction)];
  // Compiles the conditions, so that one that cannot be evaluated is found here and not when the job starts.
  new ActionMatcher(actions);
  const resourceProviders = resourcesOf(agent, options.resources ?? []).map(provide);
  checkResourceReferences(resourceProviders);
  return {
    agentName: agent.name,
    actions,
    resourceProviders,
    configuration: options.configuration,
    eventClasses: agent.eventClasses,
  };
}

function checkEventClass(eventClass: EventClass): void {
  eventTypeTrigger(eventClass.type, `eventClasses.${eventClass.type}`);
}

function compileAction({ name, triggers, exec, config, onError }: ActionDeclaration): Action {
  const path = `actions.${name}`;
  if (builtInActions.some((builtIn) => builtIn.name === name)) {
    throw new InvalidValueError('ACTION_DUPLICATE', `${JSON.stringify(name)} is the name of a built-in action.`, {
      path,
      hint: 'Give the action another name.',
    });
  }
  const triggerConditions = triggers.map((trigger, index) => writeTrigger(trigger, `${path}.triggers[${index}]`));
  return new Action({ name, exec: compileFunction(name, exec), triggerConditions, config, onError, path });
}

function writeTrigger(trigger: Trigger, path: string): string {
  return typeof trigger === 'string' ? trigger : eventTypeTrigger(trigger.type, path);
}

function compileFunction(name: string, exec: ActionFunction | FunctionReference): PlanFunction {
  if (typeof exec === 'function') {
    checkActionFunction(name, exec);
    return TypeScriptFunction.registered(name, exec);
  }
  return fromReference(exec);
}

function resourcesOf(agent: Agent, ofEnvironment: Iterable<ResourceDeclaration>): readonly ResourceDeclaration[] {
  const declared = [...agent.resources];
  for (const { name, type, resource } of ofEnvironment) {
    if (!declared.some((own) => own.name === name && own.type === type)) {
      declared.push(checkResource(name, type, resource));
    }
  }
  return declared;
}

function provide({ name, type, resource }: ResourceDeclaration): ResourceProvider {
  if (resource instanceof ResourceDescriptor) {
    return new TypeScriptResourceProvider(name, type, resource);
  }
  if (resource instanceof Tool && resource.name !== name) {
    throw toolNameMismatch(name, resource.name);
  }
  return new TypeScriptSerializableResourceProvider(name, type, resource);
}
