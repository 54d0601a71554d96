import { Environment, type ParseResult } from '@marcbachmann/cel-js';
import { type Event, EventType, InvalidValueError, MillraceError } from '@millrace/api';
import { AttributeProjection } from './attribute-projection.js';
import { celMessage, conditionDepthMax } from './cel-syntax.js';
import { presenceFunction, resolveReferences, typeVariable } from './condition-references.js';
import { validateCondition } from './validate-condition.js';

/** A condition of a trigger could not be evaluated for an event: an attribute is missing, or has another type than the condition expects. */
export class ConditionEvaluationError extends MillraceError {}

/**
 * A compiled condition.
 *
 * Variables: `id` and `type` of the event, `attributes`, `EventType`, and each attribute by its name (the four win). Numbers without fraction are int64, others
 * double; the two compare by value, and arithmetic of the two is double, since JavaScript does not tell `2` from `2.0`.
 */
export class ConditionExpression {
  readonly text: string;
  readonly #projection: AttributeProjection;
  readonly #evaluate: ParseResult;

  private constructor(text: string, projection: AttributeProjection, evaluate: ParseResult) {
    this.text = text;
    this.#projection = projection;
    this.#evaluate = evaluate;
  }

  /**
   * @throws InvalidValueError what {@link validateCondition} throws; `TRIGGER_TYPE_CHECK` when it cannot be evaluated whatever the event, or its result is known
   * not to be a boolean; `TRIGGER_ATTRIBUTES_WHOLE` when it uses `attributes` as a whole.
   */
  static compile(text: string, path = 'trigger'): ConditionExpression {
    const resolved = resolveReferences(validateCondition(text, path), text, path);
    const evaluate = parse(resolved.text, text, path);
    const checked = evaluate.check();
    if (!checked.valid) {
      throw refuse(text, path, `Runtime type-check of the condition failed: ${celMessage(checked.error)}`);
    }
    if (checked.type !== 'bool' && checked.type !== 'dyn') {
      throw refuse(text, path, `A condition needs a Boolean result, this one is of type ${checked.type}`);
    }
    return new ConditionExpression(text, new AttributeProjection(resolved.attributePaths), evaluate);
  }

  /** @throws ConditionEvaluationError `TRIGGER_EVALUATION_FAILED` */
  evaluate(event: Event): boolean {
    let result: unknown;
    try {
      result = this.#evaluate({
        // Most conditions do not ask for the id, and making one costs more than the condition.
        get id(): string {
          return event.id;
        },
        [typeVariable]: event.type,
        attributes: this.#projection.apply(event.attributes),
        EventType,
      });
    } catch (failure) {
      throw this.#failed(event, celMessage(failure));
    }
    if (typeof result !== 'boolean') {
      throw this.#failed(
        event,
        `the result is ${result === null ? 'null' : `of type ${typeof result}`}, not a boolean`,
      );
    }
    return result;
  }

  #failed(event: Event, problem: string): ConditionEvaluationError {
    return new ConditionEvaluationError(
      'TRIGGER_EVALUATION_FAILED',
      `The condition ${JSON.stringify(this.text)} cannot be evaluated for ${event.toString()}: ${problem}.`,
      { hint: 'Guard what may be missing with has(…), and compare only values of one type.' },
    );
  }
}

const doubleArithmetic: Readonly<Record<string, (a: bigint | number, b: bigint | number) => number>> = {
  '+': (a, b) => Number(a) + Number(b),
  '-': (a, b) => Number(a) - Number(b),
  '*': (a, b) => Number(a) * Number(b),
  '/': (a, b) => Number(a) / Number(b),
};

const environment = createEnvironment();

function createEnvironment(): Environment {
  // Qualifying a name makes the expression one level deeper than what was validated.
  const created = new Environment({ homogeneousAggregateLiterals: false, limits: { maxDepth: 2 * conditionDepthMax } })
    .registerVariable('id', 'string')
    .registerVariable(typeVariable, 'string')
    .registerVariable('attributes', 'map<string, dyn>')
    .registerVariable('EventType', 'map<string, string>')
    .registerFunction(`map.${presenceFunction}(string): bool`, hasMember);
  for (const [operator, compute] of Object.entries(doubleArithmetic)) {
    created.registerOperator(`int ${operator} double: double`, compute);
    created.registerOperator(`double ${operator} int: double`, compute);
  }
  return created;
}

function hasMember(map: unknown, name: string): boolean {
  // Maps written in the condition are plain objects.
  return map instanceof Map ? map.has(name) : typeof map === 'object' && map !== null && Object.hasOwn(map, name);
}

function parse(resolved: string, text: string, path: string): ParseResult {
  try {
    return environment.parse(resolved);
  } catch (failure) {
    throw refuse(text, path, `The condition cannot be compiled: ${celMessage(failure)}`);
  }
}

function refuse(text: string, path: string, problem: string): InvalidValueError {
  return new InvalidValueError('TRIGGER_TYPE_CHECK', `${problem}: ${JSON.stringify(text)}.`, {
    path,
    hint: 'A condition compares attributes of the event, for example score > 5.',
  });
}
