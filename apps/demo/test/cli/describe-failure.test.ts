import { ActionExecutionError } from '@millrace/runtime';
import { describe, expect, it } from 'vitest';
import { describeFailure, type ReachedState } from '../../src/cli/describe-failure.js';

const failure = new ActionExecutionError(
  { actionName: 'chat_model_action', key: 'kettle', runNumber: 7, input: { sourceId: 'in.jsonl', position: 99 } },
  new Error('The service answered\nwith status 500'),
);

function state(analysed: number): ReachedState {
  return { analysed, isKept: false, latestReview: (product) => (product === 'kettle' ? 'r-8' : undefined) };
}

describe('describeFailure', () => {
  it('names review, product, action and cause, and where the results are', () => {
    expect(describeFailure(failure, state(1200), 'out.jsonl')).toBe(
      'The analysis failed at review r-8 of product kettle, in the action chat_model_action: The service answered with status 500. The 1,200 results of reviews that were finished before can be found in out.jsonl.',
    );
  });

  it('says that the same command goes on, where state is kept', () => {
    expect(describeFailure(failure, { ...state(1), isKept: true }, 'out.jsonl')).toMatch(
      / status 500\. 1 result is in out\.jsonl\. Once the cause is removed, the same command goes on from here\.$/,
    );
    expect(describeFailure(failure, { ...state(0), isKept: true }, 'out.jsonl')).toMatch(
      / No result was written yet\. Once the cause is removed, the same command goes on from here\.$/,
    );
  });

  it('says when there is no result at all', () => {
    expect(describeFailure(failure, state(0), 'out.jsonl')).toMatch(/ No result was written\.$/);
  });

  it('promises nothing about results when something else than an action failed', () => {
    expect(describeFailure(new Error('disk full.'), state(1), 'out.jsonl')).toBe(
      'The analysis failed: disk full. Of the 1 result before, some may be missing in out.jsonl.',
    );
    expect(describeFailure('thrown text', state(0), 'out.jsonl')).toBe(
      'The analysis failed: thrown text. No result was written.',
    );
  });
});
