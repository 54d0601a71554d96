import type { ConditionFailureStrategy, Event } from '@millrace/api';
import type { Action } from '../action.js';
import { ConditionEvaluationError, ConditionExpression } from './condition-expression.js';
import { classifyTrigger } from './trigger-condition.js';

export interface ActionMatcherOptions {
  /** What a condition does that cannot be evaluated for an event: count as not met and be reported, or fail the match. Default `WARN_AND_SKIP`. */
  readonly strategy?: ConditionFailureStrategy | undefined;
  /** Told of every condition that was skipped. Default: nobody is. */
  readonly onSkipped?: ((error: ConditionEvaluationError, action: Action) => void) | undefined;
}

/** An action as candidate for the events of one type. Without conditions its type alone triggers it. */
interface Candidate {
  readonly action: Action;
  readonly conditions: readonly ConditionExpression[];
}

/** What is known of the events of one type before one is seen. */
interface Route {
  /** What the type alone triggers. */
  readonly byType: readonly Action[];
  /** Everything that may be triggered, in plan order; `undefined` when the type decides alone. */
  readonly candidates: readonly Candidate[] | undefined;
}

/**
 * Finds the actions an event triggers: each once, in plan order.
 *
 * Types are matched exactly. What the type decides is precomputed; an event that only types can match costs one lookup. Conditions are compiled once, and are not
 * evaluated for actions that the type already triggers, nor after one of the same action was met.
 */
export class ActionMatcher {
  readonly #routes = new Map<string, Route>();
  /** For events of types that no trigger names. */
  readonly #otherwise: Route;
  readonly #strategy: ConditionFailureStrategy;
  readonly #onSkipped: ActionMatcherOptions['onSkipped'];

  /**
   * @param actions in plan order.
   * @throws InvalidValueError `TRIGGER_TYPE_CHECK`, `TRIGGER_ATTRIBUTES_WHOLE` for a condition that cannot be compiled; `path` names action and trigger.
   */
  constructor(actions: readonly Action[], options: ActionMatcherOptions = {}) {
    const compiled = actions.map(compile);
    for (const type of new Set(compiled.flatMap(({ types }) => [...types]))) {
      this.#routes.set(type, routeOf(compiled, type));
    }
    this.#otherwise = routeOf(compiled, undefined);
    this.#strategy = options.strategy ?? 'WARN_AND_SKIP';
    this.#onSkipped = options.onSkipped;
  }

  /** @throws ConditionEvaluationError `TRIGGER_EVALUATION_FAILED`, with the strategy `FAIL` only. */
  match(event: Event): readonly Action[] {
    const route = this.#routes.get(event.type) ?? this.#otherwise;
    return route.candidates === undefined ? route.byType : this.#filter(route.candidates, event);
  }

  #filter(candidates: readonly Candidate[], event: Event): readonly Action[] {
    const matched: Action[] = [];
    for (const { action, conditions } of candidates) {
      if (conditions.length === 0 || conditions.some((condition) => this.#isMet(condition, action, event))) {
        matched.push(action);
      }
    }
    return matched;
  }

  #isMet(condition: ConditionExpression, action: Action, event: Event): boolean {
    try {
      return condition.evaluate(event);
    } catch (error) {
      if (this.#strategy === 'FAIL' || !(error instanceof ConditionEvaluationError)) {
        throw error;
      }
      this.#onSkipped?.(error, action);
      return false;
    }
  }
}

interface CompiledAction {
  readonly action: Action;
  readonly types: ReadonlySet<string>;
  readonly conditions: readonly ConditionExpression[];
}

function compile(action: Action): CompiledAction {
  const types = new Set<string>();
  const conditions = new Map<string, ConditionExpression>();
  for (const [index, entry] of action.triggerConditions.entries()) {
    const path = `actions.${action.name}.trigger_conditions[${index}]`;
    const trigger = classifyTrigger(entry, path);
    if (trigger.kind === 'event_type') {
      types.add(trigger.eventType);
    } else if (!conditions.has(trigger.text)) {
      conditions.set(trigger.text, ConditionExpression.compile(trigger.text, path));
    }
  }
  return { action, types, conditions: [...conditions.values()] };
}

function routeOf(compiled: readonly CompiledAction[], type: string | undefined): Route {
  const candidates: Candidate[] = [];
  for (const { action, types, conditions } of compiled) {
    if (type !== undefined && types.has(type)) {
      candidates.push({ action, conditions: [] });
    } else if (conditions.length > 0) {
      candidates.push({ action, conditions });
    }
  }
  const byType = candidates.filter(({ conditions }) => conditions.length === 0).map(({ action }) => action);
  return { byType: Object.freeze(byType), candidates: byType.length === candidates.length ? undefined : candidates };
}
