import { describe, expect, test } from 'vitest';
import { SegmentedQueue } from '../../src/queue/segmented-queue.js';

describe('keys', () => {
  test('the first key opens a segment, the second joins it', () => {
    const queue = new SegmentedQueue<string>();
    const segment = queue.addKeyToLastSegment('one');
    expect(queue.addKeyToLastSegment('two')).toBe(segment);
    expect(queue.segments).toEqual([segment]);
    expect([segment.count('one'), segment.count('two')]).toEqual([1, 1]);
  });

  test('a key that arrives behind a watermark joins the segment that the watermark opened', () => {
    const queue = new SegmentedQueue<string>();
    const first = queue.addKeyToLastSegment('one');
    queue.addWatermark(1000);
    const second = queue.addKeyToLastSegment('two');
    expect(queue.segments).toEqual([first, second]);
    expect(first.hasActiveKey('two')).toBe(false);
    expect(second.hasActiveKey('two')).toBe(true);
  });

  test('removing a key removes that key and no other', () => {
    const queue = new SegmentedQueue<string>();
    const segment = queue.addKeyToLastSegment('one');
    queue.addKeyToLastSegment('two');
    expect(queue.removeKey('one')).toBe(true);
    expect([segment.count('one'), segment.count('two')]).toEqual([0, 1]);
  });

  test('removing a key that is not there says so and changes nothing', () => {
    const queue = new SegmentedQueue<string>();
    expect(queue.removeKey('nobody')).toBe(false);
    expect(queue.segments).toEqual([]);
    const segment = queue.addKeyToLastSegment('one');
    expect(queue.removeKey('nobody')).toBe(false);
    expect(segment.count('one')).toBe(1);
  });

  test('a key in two segments is removed from the older one first, and a third time from none', () => {
    const queue = new SegmentedQueue<string>();
    const older = queue.addKeyToLastSegment('key');
    queue.addWatermark(1000);
    const newer = queue.addKeyToLastSegment('key');
    expect(queue.removeKey('key')).toBe(true);
    expect([older.count('key'), newer.count('key')]).toEqual([0, 1]);
    expect(queue.removeKey('key')).toBe(true);
    expect([older.count('key'), newer.count('key')]).toEqual([0, 0]);
    expect(queue.removeKey('key')).toBe(false);
  });

  test('the segment an input joined is a short cut that changes nothing else', () => {
    const queue = new SegmentedQueue<string>();
    const older = queue.addKeyToLastSegment('key');
    queue.addWatermark(1000);
    const newer = queue.addKeyToLastSegment('key');
    expect(queue.removeKey('key', older)).toBe(true);
    expect(queue.removeKey('key', newer)).toBe(true);
    expect(queue.segments.every((segment) => segment.isEmpty())).toBe(true);
  });

  test('a short cut that leads to nothing is not taken', () => {
    const queue = new SegmentedQueue<string>();
    const older = queue.addKeyToLastSegment('other');
    queue.addWatermark(1000);
    const newer = queue.addKeyToLastSegment('key');
    expect(queue.removeKey('key', older)).toBe(true);
    expect([older.count('other'), newer.count('key')]).toEqual([1, 0]);
  });
});

describe('watermarks', () => {
  test('a watermark opens a segment and is kept', () => {
    const queue = new SegmentedQueue<string>();
    queue.addKeyToLastSegment('key');
    queue.addWatermark(1000);
    expect(queue.segments).toHaveLength(2);
    expect(queue.watermarks).toEqual([1000]);
  });

  test('without a watermark there is none to release', () => {
    const queue = new SegmentedQueue<string>();
    expect(queue.popOldestWatermark()).toBeUndefined();
    queue.addKeyToLastSegment('key');
    queue.removeKey('key');
    expect(queue.popOldestWatermark()).toBeUndefined();
  });

  test('the oldest watermark is released, the next one stays', () => {
    const queue = new SegmentedQueue<string>();
    queue.addWatermark(1000);
    queue.addWatermark(2000);
    expect(queue.popOldestWatermark()).toBe(1000);
    expect(queue.watermarks).toEqual([2000]);
  });

  test('a watermark stays while an input in front of it is unfinished', () => {
    const queue = new SegmentedQueue<string>();
    queue.addKeyToLastSegment('key');
    queue.addWatermark(1000);
    expect(queue.popOldestWatermark()).toBeUndefined();
    queue.removeKey('key');
    expect(queue.popOldestWatermark()).toBe(1000);
  });

  test('a watermark that meets an empty queue leaves at once and leaves nothing behind', () => {
    const queue = new SegmentedQueue<string>();
    queue.addWatermark(1000);
    expect(queue.popOldestWatermark()).toBe(1000);
    expect(queue.segments).toEqual([]);
    expect(queue.popOldestWatermark()).toBeUndefined();
  });

  test('watermarks with no input between them leave in order, one per call', () => {
    const queue = new SegmentedQueue<string>();
    for (const watermark of [1, 2, 3]) {
      queue.addWatermark(watermark);
    }
    expect([1, 2, 3, 4].map(() => queue.popOldestWatermark())).toEqual([1, 2, 3, undefined]);
  });

  test('behind a released watermark its segment stays open for keys', () => {
    const queue = new SegmentedQueue<string>();
    queue.addKeyToLastSegment('key');
    queue.addWatermark(1000);
    const open = queue.segments.at(-1);
    queue.removeKey('key');
    queue.popOldestWatermark();
    expect(queue.segments).toEqual([open]);
    expect(queue.addKeyToLastSegment('next')).toBe(open);
  });

  test('a watermark that is not released before the next key arrives is guarded by that key', () => {
    const queue = new SegmentedQueue<string>();
    queue.addWatermark(1000);
    queue.addKeyToLastSegment('late');
    expect(queue.popOldestWatermark()).toBeUndefined();
    queue.removeKey('late');
    expect(queue.popOldestWatermark()).toBe(1000);
  });

  test('watermarks are neither ordered nor merged', () => {
    const queue = new SegmentedQueue<string>();
    for (const watermark of [5, 5, 3, -1]) {
      queue.addWatermark(watermark);
    }
    expect([1, 2, 3, 4].map(() => queue.popOldestWatermark())).toEqual([5, 5, 3, -1]);
  });

  test('each watermark waits for the inputs in front of it, whatever happens behind it', () => {
    const queue = new SegmentedQueue<string>();
    queue.addWatermark(1000);
    queue.addWatermark(1001);
    expect([queue.popOldestWatermark(), queue.popOldestWatermark()]).toEqual([1000, 1001]);
    queue.addKeyToLastSegment('key1');
    queue.addKeyToLastSegment('key2');
    queue.addWatermark(2000);
    queue.addKeyToLastSegment('key3');
    queue.addKeyToLastSegment('key4');
    queue.addWatermark(3000);
    queue.removeKey('key3');
    expect(queue.popOldestWatermark()).toBeUndefined();
    queue.removeKey('key1');
    expect(queue.popOldestWatermark()).toBeUndefined();
    queue.removeKey('key2');
    expect(queue.popOldestWatermark()).toBe(2000);
    expect(queue.popOldestWatermark()).toBeUndefined();
    queue.removeKey('key4');
    expect(queue.popOldestWatermark()).toBe(3000);
    expect(queue.popOldestWatermark()).toBeUndefined();
  });
});
