import { EventCodec } from '@millrace/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEventLogRecord, type EventLogRecord, encodeEventLogRecord } from '../src/index.js';
import { propertyRuns, record } from './support/arbitraries.js';

const codec = new EventCodec([]);

function contentOf({ event, ...rest }: EventLogRecord): unknown {
  const { id, type, attributes, sourceTimestamp, upstreamEventId, upstreamActionName } = event;
  return { ...rest, event: { id, type, attributes, sourceTimestamp, upstreamEventId, upstreamActionName } };
}

describe('the codec of event log records', () => {
  it('gives any record back as it was, through the text of a line', () => {
    fc.assert(
      fc.property(record, (original) => {
        const line = JSON.stringify(encodeEventLogRecord(original));
        expect(line).not.toMatch(/[\n\t]/);
        expect(contentOf(decodeEventLogRecord(JSON.parse(line), codec))).toEqual(contentOf(original));
      }),
      propertyRuns,
    );
  });
});
