import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BufferedLineWriter, type LineFile } from '../src/buffered-line-writer.js';
import { EventLogWriteError } from '../src/errors.js';
import { propertyRuns } from './support/arbitraries.js';
import { ManualTimer } from './support/manual-timer.js';

/** What the next write does: takes some bytes, fails, or finds that the file was moved away. */
type Outcome = { readonly takes: number } | 'fails' | 'moved';

/** A disk on which everything that can happen happens, in the order it is told. */
class AdverseFile implements LineFile {
  readonly path = 'adverse.log';
  readonly files: string[] = [''];
  readonly #outcomes: Outcome[];
  readonly #maxFileSizeBytes: number;

  constructor(outcomes: readonly Outcome[], maxFileSizeBytes: number) {
    this.#outcomes = [...outcomes];
    this.#maxFileSizeBytes = maxFileSizeBytes;
  }

  get roomBytes(): number {
    return this.#maxFileSizeBytes - this.#current.length;
  }

  heal(): void {
    this.#outcomes.length = 0;
  }

  reopenIfReplaced(): boolean {
    const isMoved = this.#outcomes[0] === 'moved';
    if (isMoved) {
      this.#outcomes.shift();
      this.files.push('');
    }
    return isMoved;
  }

  makeRoom(bytes: number): void {
    if (bytes > this.roomBytes && this.#current !== '') {
      this.files.push('');
    }
  }

  append(bytes: Uint8Array): number {
    const outcome = this.#outcomes.shift() ?? { takes: bytes.length };
    if (typeof outcome === 'string') {
      throw new Error('No space left on device.');
    }
    const taken = Math.min(bytes.length, outcome.takes);
    this.files[this.files.length - 1] += Buffer.from(bytes.subarray(0, taken)).toString('latin1');
    return taken;
  }

  close(): void {}

  get #current(): string {
    return this.files.at(-1) ?? '';
  }
}

type Step = { readonly appends: string } | 'flush' | 'elapse';

const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record({ takes: fc.integer({ min: 1, max: 40 }) }),
  fc.constantFrom<Outcome>('fails', 'moved'),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ appends: fc.stringMatching(/^[a-z]{0,30}$/) }) },
  { weight: 1, arbitrary: fc.constantFrom<Step>('flush', 'elapse') },
);
const limits = { writeBufferBytes: 30, maxBufferBytes: 100, flushIntervalMs: 10 };

interface Outcomes {
  readonly kept: readonly string[];
  readonly droppedCount: number;
  readonly strangeErrors: readonly unknown[];
}

/** Runs the steps; every line gets a number of its own, so that none can be mistaken for another one. */
function run(writer: BufferedLineWriter, timer: ManualTimer, steps: readonly Step[]): Outcomes {
  const kept: string[] = [];
  const strangeErrors: unknown[] = [];
  let droppedCount = 0;
  for (const [index, next] of steps.entries()) {
    const line = typeof next === 'string' ? '' : `${index}:${next.appends}\n`;
    try {
      if (next === 'flush') {
        writer.flush();
      } else if (next === 'elapse') {
        timer.elapse();
      } else {
        kept.push(line);
        writer.append(line);
      }
    } catch (error) {
      if (!(error instanceof EventLogWriteError)) {
        strangeErrors.push(error);
      } else if (error.code === 'EVENT_LOG_RECORD_DROPPED') {
        kept.pop();
        droppedCount++;
      }
    }
  }
  return { kept, droppedCount, strangeErrors };
}

/** The lines that are in the files as a whole. What is left behind the last line feed of a file is a torn line. */
function wholeLines(files: readonly string[]): readonly string[] {
  return files.flatMap((text) => text.split('\n').slice(0, -1)).map((line) => `${line}\n`);
}

describe('a writer whose writes are short, fail, or find another file', () => {
  it('puts every line it did not report as dropped into the files once, whole and in order', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 60 }),
        fc.array(outcome, { maxLength: 60 }),
        fc.integer({ min: 20, max: 200 }),
        (steps, outcomes, maxFileSizeBytes) => {
          const file = new AdverseFile(outcomes, maxFileSizeBytes);
          const timer = new ManualTimer();
          const writer = new BufferedLineWriter(file, timer, limits);
          const { kept, droppedCount, strangeErrors } = run(writer, timer, steps);
          file.heal();
          run(writer, timer, ['flush']);
          expect(strangeErrors).toEqual([]);
          expect(writer.droppedLines).toBe(droppedCount);
          expect(wholeLines(file.files)).toEqual(kept);
        },
      ),
      { ...propertyRuns, numRuns: 3000 },
    );
  });

  it('keeps its buffer below its bound, and files below theirs', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 100 }), fc.array(outcome, { maxLength: 60 }), (steps, outcomes) => {
        const file = new AdverseFile(outcomes, 50);
        const timer = new ManualTimer();
        const writer = new BufferedLineWriter(file, timer, limits);
        for (const next of steps) {
          run(writer, timer, [next]);
          expect(writer.pendingBytes).toBeLessThanOrEqual(limits.maxBufferBytes);
        }
        expect(Math.max(...file.files.map((text) => text.length))).toBeLessThanOrEqual(50);
      }),
      { ...propertyRuns, numRuns: 1000 },
    );
  });
});
