import { type ActionFunction, EventType } from '@millrace/api';
import { Action } from '../action.js';
import { JavaFunction } from '../function/java-function.js';
import type { PlanFunction } from '../function/plan-function.js';
import { PythonFunction } from '../function/python-function.js';
import { TypeScriptFunction } from '../function/typescript-function.js';
import { createChatModelAction } from './chat-model-action.js';
import { createContextRetrievalAction } from './context-retrieval-action.js';
import { processToolRequest } from './tool-call-action.js';

/** A built-in action, and how plans of other runtimes name its function: they have the same one. */
interface BuiltIn {
  readonly action: Action;
  readonly function: ActionFunction;
  readonly java: JavaFunction;
  readonly python: PythonFunction;
}

const javaParameters = ['org.apache.flink.agents.api.Event', 'org.apache.flink.agents.api.context.RunnerContext'];

const builtIns: readonly BuiltIn[] = [
  builtIn({
    name: 'chat_model_action',
    triggerConditions: [EventType.ChatRequestEvent, EventType.ToolResponseEvent],
    function: createChatModelAction(),
    java: ['ChatModelAction', 'processChatRequestOrToolResponse'],
    python: 'process_chat_request_or_tool_response',
  }),
  builtIn({
    name: 'tool_call_action',
    triggerConditions: [EventType.ToolRequestEvent],
    function: processToolRequest,
    java: ['ToolCallAction', 'processToolRequest'],
    python: 'process_tool_request',
  }),
  builtIn({
    name: 'context_retrieval_action',
    triggerConditions: [EventType.ContextRetrievalRequestEvent],
    function: createContextRetrievalAction(),
    java: ['ContextRetrievalAction', 'processContextRetrievalRequest'],
    python: 'process_context_retrieval_request',
  }),
];

/** The actions every plan begins with: they answer chat, tool and context retrieval requests. */
export const builtInActions: readonly Action[] = Object.freeze(builtIns.map(({ action }) => action));

/**
 * The function of a built-in action, when `named` is what a plan of another runtime calls it; else `named` itself. It is written down again under the name it was
 * read with.
 */
export function resolveBuiltIn(named: PlanFunction): PlanFunction {
  if (named.funcType === 'TypeScriptFunction') {
    return named;
  }
  const found = builtIns.find(({ java, python }) => java.equals(named) || python.equals(named));
  return found === undefined
    ? named
    : new TypeScriptFunction('', found.action.name, { resolved: found.function, writtenAs: named });
}

interface BuiltInInit {
  readonly name: string;
  readonly triggerConditions: readonly string[];
  readonly function: ActionFunction;
  /** Class and method. */
  readonly java: readonly [string, string];
  /** Function; its module is named after the action. */
  readonly python: string;
}

function builtIn(init: BuiltInInit): BuiltIn {
  const { name, triggerConditions } = init;
  const [className, methodName] = init.java;
  const java = new JavaFunction(`org.apache.flink.agents.plan.actions.${className}`, methodName, javaParameters);
  const exec = new TypeScriptFunction('', name, { resolved: init.function, writtenAs: java });
  return {
    action: new Action({ name, exec, triggerConditions }),
    function: init.function,
    java,
    python: new PythonFunction(`flink_agents.plan.actions.${name}`, init.python),
  };
}
