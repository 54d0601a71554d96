// In the order an agent takes: compiled into a plan, triggered, executed; then what it uses and how it is written down.

// Plan
export { AgentPlan } from './agent-plan.js';
export type { AgentPlanInit } from './agent-plan-init.js';
export type { CompileOptions } from './compile-agent.js';
export { Action, type ActionInit } from './action.js';
export { BuiltInActionOptions } from './options.js';

// Functions
export type { FunctionType, PlanFunction } from './function/plan-function.js';
export { TypeScriptFunction } from './function/typescript-function.js';
export { PythonFunction } from './function/python-function.js';
export { JavaFunction } from './function/java-function.js';
export { importModule, type ModuleLoader } from './function/module-loader.js';

// Triggers
export { ActionMatcher, type ActionMatcherOptions } from './trigger/action-matcher.js';
export { ConditionEvaluationError, ConditionExpression } from './trigger/condition-expression.js';
export { classifyTrigger, eventTypeTrigger, type TriggerCondition } from './trigger/trigger-condition.js';
export { validateCondition } from './trigger/validate-condition.js';

// Resources
export { ResourceCache, ResourceStartError } from './resource/resource-cache.js';
export type { ResourceFactory, ResourceProvider, ResourceProviderType } from './resource/resource-provider.js';
export { TypeScriptResourceProvider } from './resource/typescript-resource-provider.js';
export { TypeScriptSerializableResourceProvider } from './resource/typescript-serializable-resource-provider.js';
export {
  type ForeignClass,
  JavaResourceProvider,
  JavaSerializableResourceProvider,
  PythonResourceProvider,
  PythonSerializableResourceProvider,
} from './resource/foreign-resource-provider.js';

// Tools
export { defineTool, type ToolArgumentsOf, type ToolDefinition } from './tool/define-tool.js';
export { FunctionTool, type FunctionToolOptions, type ToolFunction } from './tool/function-tool.js';
export type { ToolArguments } from './tool/tool-arguments.js';

// Built-in actions
export { builtInActions } from './builtin/built-in-actions.js';
export { createChatModelAction, ToolIterationsError } from './builtin/chat-model-action.js';
export { processToolRequest } from './builtin/tool-call-action.js';
export { createContextRetrievalAction } from './builtin/context-retrieval-action.js';
export type { Wait } from './builtin/wait.js';

// Wire form
export { readAction, writeAction } from './serializer/action-json.js';
export type { ReadAgentPlanOptions } from './serializer/agent-plan-json.js';
export type { PlanRegistry } from './serializer/plan-registry.js';
export { readFunctionTool, readResourceProvider } from './serializer/resource-provider-json.js';
