import type { MemoryOperation } from '@millrace/api';
import { textToValue, valueToText } from './value-text.js';

/** A memory operation as it is journaled; of a `set`, the value as JSON text. */
export interface RecordedOperation {
  readonly op: MemoryOperation['op'];
  readonly path: string;
  readonly value?: string;
}

export function recordOperations(operations: readonly MemoryOperation[]): readonly RecordedOperation[] {
  return operations.map((operation) =>
    operation.op === 'set' ? { op: 'set', path: operation.path, value: valueToText(operation.value) } : operation,
  );
}

/** The inverse of {@link recordOperations}. */
export function restoreOperations(recorded: readonly RecordedOperation[]): readonly MemoryOperation[] {
  return recorded.map(({ op, path, value }) =>
    op === 'set' ? { op, path, value: textToValue(value ?? 'null') } : { op, path },
  );
}
