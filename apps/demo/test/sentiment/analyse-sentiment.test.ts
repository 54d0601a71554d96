import { describe, expect, it } from 'vitest';
import { analyseSentiment, labelOf } from '../../src/sentiment/analyse-sentiment.js';

function scoreOf(text: string, title?: string): number {
  return analyseSentiment({ text, title }).score;
}

describe('analyseSentiment', () => {
  it('tells praise from complaint', () => {
    expect(scoreOf('Great sound, very comfortable, I love it.')).toBeGreaterThan(0.7);
    expect(scoreOf('It leaks, it rattles and support never answered.')).toBeLessThan(-0.7);
  });

  it('turns praise around when it is negated', () => {
    expect(scoreOf('The handle is not sturdy.')).toBeLessThan(scoreOf('The handle is sturdy.'));
    expect(scoreOf('I would never recommend it.')).toBeLessThan(0);
    expect(scoreOf("I can't say the fit is good.")).toBeLessThan(scoreOf('I can say the fit is good.'));
  });

  it('turns faults around when they are negated', () => {
    expect(scoreOf('It does not leak.')).toBeGreaterThan(0);
    expect(scoreOf('No blisters, no rattling, nothing broken.')).toBeGreaterThan(0.25);
  });

  it('ends a negation at the next comma', () => {
    expect(scoreOf('No, great product')).toBeGreaterThan(0.25);
  });

  it('listens to intensifiers, capitals and exclamation marks', () => {
    const plain = scoreOf('the screen is good');

    expect(scoreOf('the screen is very good')).toBeGreaterThan(plain);
    expect(scoreOf('the screen is GOOD')).toBeGreaterThan(plain);
    expect(scoreOf('the screen is good!!!')).toBeGreaterThan(plain);
    expect(scoreOf('the screen is somewhat good')).toBeLessThan(plain);
  });

  it('gives what follows a "but" the last word', () => {
    expect(scoreOf('The case is nice but the battery is awful.')).toBeLessThan(0);
    expect(scoreOf('The case is awful but the battery is nice.')).toBeGreaterThan(
      scoreOf('The battery is nice but the case is awful.'),
    );
  });

  it('hardly minds the only gripe of a happy customer', () => {
    expect(scoreOf('Excellent pan, I love it. Only gripe: the handle gets hot and slippery.')).toBeGreaterThan(0.7);
  });

  it('does not forgive a bad product for one good thing', () => {
    expect(scoreOf('It broke after two days. To be fair, delivery was quick.')).toBeLessThan(-0.25);
  });

  it('understands mockery', () => {
    expect(scoreOf('Great product if you want to practise returns.')).toBeLessThan(0);
    expect(scoreOf('Best money I ever threw away.')).toBeLessThan(0);
    expect(scoreOf('Rust inside, so much for "stainless".')).toBeLessThan(0);
  });

  it('reads emoji, emoticons and words of other languages', () => {
    expect(scoreOf('😍')).toBeGreaterThan(0.5);
    expect(scoreOf('It arrived :(')).toBeLessThan(scoreOf('It arrived :)'));
    expect(scoreOf('Kaputt. Schade.')).toBeLessThan(-0.5);
  });

  it('counts the title', () => {
    expect(scoreOf('Used it for a week.', 'Waste of money')).toBeLessThan(-0.5);
  });

  it('gives a text without a telling word the benefit of the doubt', () => {
    expect(scoreOf('Used it for a week.')).toBeGreaterThan(0);
    expect(labelOf(scoreOf('Used it for a week.'))).toBe('mixed');
  });

  it('is not misled by names that every object has', () => {
    expect(scoreOf('constructor toString __proto__ hasOwnProperty')).toBe(scoreOf(''));
  });

  it('always scores between -1 and 1', () => {
    expect(scoreOf('awful terrible worst useless '.repeat(500))).toBeGreaterThanOrEqual(-1);
    expect(scoreOf('excellent superb perfect great '.repeat(500))).toBeLessThanOrEqual(1);
  });
});
