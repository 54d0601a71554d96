import type { StandardSchemaV1 } from '@standard-schema/spec';
import { InvalidValueError } from '../errors.js';

/** How a refusal of {@link validateWithSchema} is worded. */
export interface SchemaRefusal {
  readonly code: string;
  /** What was checked, for example `the attributes of a review event`. */
  readonly what: string;
  /** What to call the checked value in the error's `path`. */
  readonly path: string;
}

/**
 * What `schema` makes of `value`.
 *
 * @throws InvalidValueError with `refusal.code` and the path of the first issue when the schema refuses; `SCHEMA_ASYNC` when it answers with a promise.
 */
export function validateWithSchema<Out>(
  schema: StandardSchemaV1<unknown, Out>,
  value: unknown,
  refusal: SchemaRefusal,
): Out {
  const result = schema['~standard'].validate(value);
  if (result instanceof Promise) {
    throw new InvalidValueError('SCHEMA_ASYNC', `The schema of ${refusal.what} answers asynchronously.`, {
      path: refusal.path,
      hint: 'Use a schema without asynchronous checks.',
    });
  }
  if (result.issues === undefined) {
    return result.value;
  }
  const [first] = result.issues;
  const others = result.issues.length > 1 ? ` (and ${result.issues.length - 1} more)` : '';
  throw new InvalidValueError(
    refusal.code,
    `The schema refuses ${refusal.what}: ${first?.message ?? 'no reason given'}${others}`,
    {
      path: first === undefined ? refusal.path : issuePath(refusal.path, first),
      hint: 'Change the value, or the schema.',
    },
  );
}

function issuePath(root: string, issue: StandardSchemaV1.Issue): string {
  return (issue.path ?? []).reduce<string>((path, segment) => {
    const name = typeof segment === 'object' ? segment.key : segment;
    return typeof name === 'number' ? `${path}[${name}]` : `${path}.${String(name)}`;
  }, root);
}
