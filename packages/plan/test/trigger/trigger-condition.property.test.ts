import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classifyTrigger, eventTypeTrigger } from '../../src/index.js';

const type = fc.oneof(
  fc.string({ minLength: 1, unit: 'binary' }),
  fc.stringMatching(/^[\w.$-]{1,8}$/),
  fc.constantFrom('true', 'null', 'in', 'EventType.x', "'", '"', ' ', '.', 'a.b'),
);

test('a type that can be written as a trigger reads back as itself', () => {
  fc.assert(
    fc.property(type, (eventType) => {
      let written: string;
      try {
        written = eventTypeTrigger(eventType);
      } catch {
        return;
      }
      expect(classifyTrigger(written)).toEqual({ kind: 'event_type', eventType });
    }),
    { seed: 1, numRuns: 2000 },
  );
});
