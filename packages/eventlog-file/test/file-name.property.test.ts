import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventLogFileName, eventLogStem, parseEventLogFileName } from '../src/file-name.js';
import { propertyRuns } from './support/arbitraries.js';

/** Parts that are close to one another: made of few characters, among them all that the name itself is made of. */
const part = fc.oneof(
  fc.string({
    unit: fc.constantFrom('a', 'B', '-', '_', '.', '%', '~', '0', '2', 'D', '/', 'é', '\ud800'),
    maxLength: 12,
  }),
  fc.string({ unit: 'binary', maxLength: 300 }),
);
const subtask = fc.record({ jobId: part, taskName: part, subtaskIndex: fc.nat(20) });

describe('the file names of any two subtasks', () => {
  it('are different', () => {
    fc.assert(
      fc.property(subtask, subtask, (left, right) => {
        const isSame =
          left.jobId === right.jobId && left.taskName === right.taskName && left.subtaskIndex === right.subtaskIndex;
        expect(eventLogStem(left) === eventLogStem(right)).toBe(isSame);
      }),
      { ...propertyRuns, numRuns: 5000 },
    );
  });

  it('are different when their parts are divided otherwise', () => {
    fc.assert(
      fc.property(part, part, part, (first, second, third) => {
        fc.pre(second !== '');
        const left = eventLogStem({ jobId: `${first}-${second}`, taskName: third, subtaskIndex: 0 });
        const right = eventLogStem({ jobId: first, taskName: `${second}-${third}`, subtaskIndex: 0 });
        expect(left).not.toBe(right);
      }),
      { ...propertyRuns, numRuns: 2000 },
    );
  });

  it('consist of characters that are safe everywhere, and are recognised again', () => {
    fc.assert(
      fc.property(subtask, fc.option(fc.nat(10 ** 9), { nil: undefined }), (any, rotation) => {
        const stem = eventLogStem(any);
        const name = eventLogFileName(stem, rotation);
        expect(name).toMatch(/^[\w.%~-]+$/);
        expect(name.length).toBeLessThanOrEqual(255);
        expect(parseEventLogFileName(name)).toEqual({ stem, subtaskIndex: any.subtaskIndex, rotation });
      }),
      { ...propertyRuns, numRuns: 2000 },
    );
  });
});
