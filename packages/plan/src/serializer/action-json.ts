import {
  type AttributeReader,
  type Attributes,
  decodeAttributeValue,
  type ErrorPolicy,
  encodeAttributeValue,
  InvalidValueError,
  isAttributes,
  type JsonObject,
  type JsonValue,
  listOf,
  MemberReader,
  type ResolvedErrorPolicy,
  readInteger,
  readName,
  unexpected,
} from '@millrace/api';
import { Action } from '../action.js';
import { resolveBuiltIn } from '../builtin/built-in-actions.js';
import { readFunction, writeFunction } from './function-json.js';
import type { PlanRegistry } from './plan-registry.js';

/** The wire form: `{"name","exec","trigger_conditions","config"[,"on_error"]}`. The config is null when there is none, else encoded as {@link encodeAttributeValue} does. */
export function writeAction(action: Action): JsonObject {
  return {
    name: action.name,
    exec: writeFunction(action.exec),
    trigger_conditions: action.triggerConditions,
    config: action.config === undefined ? null : encodeAttributeValue(action.config),
    ...(action.onError === undefined ? {} : { on_error: writePolicy(action.onError) }),
  };
}

/**
 * Reads the wire form; older plans call `trigger_conditions` `listen_event_types`.
 *
 * @throws InvalidValueError with the codes of {@link Action} and {@link readFunction}, `ATTRIBUTE_INVALID`, `ATTRIBUTE_UNKNOWN`; `path` names the part.
 */
export function readAction(value: unknown, path = 'action', registry: PlanRegistry = {}): Action {
  const members = new MemberReader(value, path).only(
    'name',
    'exec',
    'trigger_conditions',
    'listen_event_types',
    'config',
    'on_error',
  );
  return new Action({
    name: members.required('name', readName),
    exec: members.required('exec', (exec, execPath) =>
      resolveBuiltIn(readFunction(exec, execPath, registry.actions ?? new Map())),
    ),
    triggerConditions: readTriggers(members, path),
    config: members.optional('config', readConfig),
    onError: members.optional('on_error', readPolicy),
    path,
  });
}

function readTriggers(members: MemberReader, path: string): readonly string[] {
  if (members.has('trigger_conditions') && members.has('listen_event_types')) {
    throw new InvalidValueError(
      'ACTION_TRIGGERS_TWICE',
      'An action has both trigger_conditions and listen_event_types.',
      {
        path,
        hint: 'Write trigger_conditions only.',
      },
    );
  }
  const older = members.optional('listen_event_types', listOf(readName));
  return older ?? members.required('trigger_conditions', listOf(readName));
}

function writePolicy({ attempts, initialDelayMs, maxDelayMs, afterAttempts }: ResolvedErrorPolicy): JsonObject {
  return { attempts, initial_delay_ms: initialDelayMs, max_delay_ms: maxDelayMs, after_attempts: afterAttempts };
}

const readPolicy: AttributeReader<ErrorPolicy> = (value, path) => {
  const members = new MemberReader(value, path).only('attempts', 'initial_delay_ms', 'max_delay_ms', 'after_attempts');
  const afterAttempts = members.optional('after_attempts', readName);
  if (afterAttempts !== undefined && afterAttempts !== 'fail' && afterAttempts !== 'dead-letter') {
    throw unexpected(afterAttempts, `${path}.after_attempts`, 'fail or dead-letter');
  }
  return {
    attempts: members.optional('attempts', readInteger),
    initialDelayMs: members.optional('initial_delay_ms', readInteger),
    maxDelayMs: members.optional('max_delay_ms', readInteger),
    afterAttempts,
  };
};

function readConfig(value: unknown, path: string): Attributes {
  // A plan is JSON when it is read.
  const decoded = decodeAttributeValue(value as JsonValue, path);
  if (!isAttributes(decoded)) {
    throw unexpected(value, path, 'an object');
  }
  return decoded;
}
