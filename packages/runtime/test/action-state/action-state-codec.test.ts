import { Packr } from 'msgpackr';
import { expect, test } from 'vitest';
import type { JournalRecord } from '../../src/action-state/action-state.js';
import { decodeRecord, encodeRecord } from '../../src/action-state/action-state-codec.js';

const header = { sourceId: 'list', position: 7, inputDigest: 'd1', startedAtMs: 1_700_000_000_000 };
const invocation = '0123456789abcdef0123456789abcdef';
const call = { position: 2, callId: 'charge', argsDigest: '', startedAt: { shortTerm: 1, sensory: 0 } };

const records: readonly JournalRecord[] = [
  { kind: 'input', sourceId: 'list', position: 0, value: '{"a":1}' },
  { kind: 'input', sourceId: 'list', position: 1, value: 'null', timestamp: 5 },
  { kind: 'call-pending', run: 0, header, invocation, ...call },
  { kind: 'call-settled', run: 1, invocation, ...call, hasIntent: true, outcome: { value: '1' } },
  { kind: 'call-settled', run: 1, header, invocation, ...call, hasIntent: false, outcome: { value: undefined } },
  { kind: 'call-settled', run: 2, invocation, ...call, hasIntent: false, outcome: { error: '{}' } },
  { kind: 'calls-truncated', run: 2, invocation, fromPosition: 3 },
  { kind: 'attempt-failed', run: 2, invocation, failedAttempts: 1, dropped: [0, 2] },
  {
    kind: 'completed',
    run: 2,
    header,
    invocation,
    shortTerm: [{ op: 'set', path: 'a.b', value: '1' }],
    sensory: [{ op: 'delete', path: 'c' }],
    readPaths: ['a'],
    events: [{ type: '_output_event', attributes: '{}', id: undefined }],
  },
  { kind: 'abandoned', run: 3, letter: '{}' },
  { kind: 'runs-invalidated', run: 3 },
];

test.each(records)('a record of kind $kind is read as it was written', (record) => {
  expect(decodeRecord(encodeRecord(record))).toEqual(record);
});

test.each([
  ['with the names of its members, as format 1 had them', { kind: 'runs-invalidated', run: 3 }],
  ['of a later format', [3, 'runs-invalidated', 3]],
  ['of a kind that does not exist', [2, 'toString', 3]],
])('a record %s is refused', (_, stored) => {
  expect(() => decodeRecord(new Packr({ useRecords: false }).pack(stored))).toThrow(
    expect.objectContaining({ code: 'ACTION_STATE_UNREADABLE' }),
  );
});
