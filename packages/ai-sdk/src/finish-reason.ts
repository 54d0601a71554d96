import { isRecord } from './is-record.js';

const known: readonly unknown[] = ['stop', 'length', 'content-filter', 'tool-calls', 'error', 'interrupted'];

/** Why a model stopped: text in V2 of the AI SDK's interface, an object since V3. A reason that is not known is `other`. */
export function readFinishReason(finishReason: unknown): string {
  const reason = isRecord(finishReason) ? finishReason['unified'] : finishReason;
  return typeof reason === 'string' && known.includes(reason) ? reason : 'other';
}
