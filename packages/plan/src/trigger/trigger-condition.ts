import { EventType, InvalidValueError } from '@millrace/api';

/** One entry of an action's trigger conditions: an exact event type, or a CEL expression. */
export type TriggerCondition =
  | { readonly kind: 'event_type'; readonly eventType: string }
  | { readonly kind: 'expression'; readonly text: string };

const bareEventType = /^[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*$/;
const quotedEventType = /^(['"])([^\s'"\\\p{Cc}]+)\1$/u;
const expressionLiterals: ReadonlySet<string> = new Set(['true', 'false', 'null']);
const builtInTypes: ReadonlySet<string> = new Set(Object.values(EventType));

/**
 * Tells what a trigger is: a bare dotted name (parts may contain `-`) or a quoted text without blanks, quotes and escapes is an event type, anything else an
 * expression. Bare `true`, `false`, `null` and `EventType.X` are expressions.
 *
 * @throws InvalidValueError `TRIGGER_EMPTY`
 */
export function classifyTrigger(entry: string, path = 'trigger'): TriggerCondition {
  const text = entry.trim();
  if (text === '') {
    throw new InvalidValueError('TRIGGER_EMPTY', 'A trigger is empty.', {
      path,
      hint: 'Write an event type or a condition.',
    });
  }
  const quoted = quotedEventType.exec(text)?.[2];
  if (quoted !== undefined) {
    return { kind: 'event_type', eventType: quoted };
  }
  const isType = bareEventType.test(text) && !expressionLiterals.has(text) && !text.startsWith('EventType.');
  return isType ? { kind: 'event_type', eventType: text } : { kind: 'expression', text };
}

/**
 * How an event type is written as a trigger: bare where that reads back as the type, else quoted.
 *
 * @throws InvalidValueError `TRIGGER_EVENT_TYPE_INVALID` when neither does, `TRIGGER_EVENT_TYPE_UNKNOWN` for a reserved type that does not exist.
 */
export function eventTypeTrigger(eventType: string, path = 'trigger'): string {
  checkEventType(eventType, path);
  for (const text of [eventType, `'${eventType}'`]) {
    const condition = text.trim() === '' ? undefined : classifyTrigger(text, path);
    if (condition?.kind === 'event_type' && condition.eventType === eventType) {
      return text;
    }
  }
  throw new InvalidValueError(
    'TRIGGER_EVENT_TYPE_INVALID',
    `The event type ${JSON.stringify(eventType)} cannot be written as a trigger.`,
    { path, hint: 'Use a type without blanks, quotes, backslashes and control characters.' },
  );
}

/** Types that start with `_` are Millrace's own. @throws InvalidValueError `TRIGGER_EVENT_TYPE_UNKNOWN` for one that does not exist. */
export function checkEventType(eventType: string, path: string): void {
  if (eventType.startsWith('_') && !builtInTypes.has(eventType)) {
    throw new InvalidValueError('TRIGGER_EVENT_TYPE_UNKNOWN', `There is no event type ${JSON.stringify(eventType)}.`, {
      path,
      hint: `Types that start with an underscore are reserved; these exist: ${[...builtInTypes].join(', ')}.`,
    });
  }
}
