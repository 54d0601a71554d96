import { describe, expect, it } from 'vitest';
import { describeBeginning } from '../../src/cli/describe-beginning.js';

const anew = { stateDir: 'out.jsonl.state', previousFinished: false, resumed: undefined, total: 2400 };
const resumed = { checkpointId: 7, takenAtMs: Date.UTC(2025, 2, 14, 9, 26, 53), read: 1210, analysed: 1200 };

describe('describeBeginning', () => {
  it('says where state goes, and whether the run before had finished', () => {
    expect(describeBeginning(anew)).toBe(
      'State: out.jsonl.state. Killed or stopped, the same command goes on from there.',
    );
    expect(describeBeginning({ ...anew, previousFinished: true })).toMatch(
      /^The run before had finished, this is a new one\. State: /,
    );
    expect(describeBeginning({ ...anew, stateDir: undefined })).toBe(
      'State is kept in memory: a run that is killed begins anew.',
    );
  });

  it('says from where a run goes on: checkpoint, when it was taken, what had been done', () => {
    expect(describeBeginning({ ...anew, resumed })).toBe(
      'Going on from checkpoint 7 of 2025-03-14 09:26:53 UTC: 1,210 of 2,400 reviews had been read, 1,200 analysed. State: out.jsonl.state.',
    );
    expect(describeBeginning({ ...anew, resumed, total: undefined })).toContain(': 1,210 reviews had been read');
  });
});
