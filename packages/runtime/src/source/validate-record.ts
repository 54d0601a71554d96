import { InvalidValueError } from '@millrace/api';
import type { StandardSchemaV1 } from '@standard-schema/spec';

/** So many problems of one record are told. */
const issuesShown = 3;

/**
 * What a schema makes of a record, or why it refuses it.
 *
 * @throws InvalidValueError `SCHEMA_ASYNC` when the schema answers with a promise, and whatever the schema throws: neither is the fault of the record.
 */
export function validateRecord<T>(
  schema: StandardSchemaV1<unknown, T>,
  value: unknown,
): { readonly value: T } | { readonly reason: string } {
  const result = schema['~standard'].validate(value);
  if (result instanceof Promise) {
    // Nobody waits for it, and its failure must not end the process.
    result.catch(() => undefined);
    throw new InvalidValueError('SCHEMA_ASYNC', 'The schema of the records answers asynchronously.', {
      path: 'schema',
      hint: 'Use a schema without asynchronous checks.',
    });
  }
  return result.issues === undefined ? { value: result.value } : { reason: describeIssues(result.issues) };
}

function describeIssues(issues: readonly StandardSchemaV1.Issue[]): string {
  const shown = issues.slice(0, issuesShown).map(describeIssue).join('; ');
  const hidden = issues.length - issuesShown;
  return `not what the schema asks for: ${shown}${hidden > 0 ? `; and ${hidden} more` : ''}`;
}

function describeIssue({ path = [], message }: StandardSchemaV1.Issue): string {
  const where = path.map((segment) => String(typeof segment === 'object' ? segment.key : segment)).join('.');
  return where === '' ? message : `${where}: ${message}`;
}
