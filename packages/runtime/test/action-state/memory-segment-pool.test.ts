import { describe, expect, it } from 'vitest';
import { MemorySegmentPool, pageBytes } from '../../src/action-state/memory-segment-pool.js';

function takeAll(pool: MemorySegmentPool): Uint8Array[] {
  const pages: Uint8Array[] = [];
  for (let page = pool.nextSegment(); page !== undefined; page = pool.nextSegment()) {
    pages.push(page);
  }
  return pages;
}

describe('MemorySegmentPool', () => {
  it('hands out no page when its limit is zero', () => {
    expect(new MemorySegmentPool(0).nextSegment()).toBeUndefined();
  });

  it('hands out whole pages only, so a limit just below a page allows none', () => {
    expect(new MemorySegmentPool(pageBytes - 1).nextSegment()).toBeUndefined();
    expect(new MemorySegmentPool(pageBytes).nextSegment()?.length).toBe(pageBytes);
  });

  it('hands out as many pages as its limit allows, all different, and then none', () => {
    const pages = takeAll(new MemorySegmentPool(10 * pageBytes));
    expect(new Set(pages).size).toBe(10);
  });

  it('hands out pages again that were given back, without allocating more', () => {
    const pool = new MemorySegmentPool(10 * pageBytes);
    const pages = takeAll(pool);
    for (const page of pages) {
      pool.release(page);
    }
    expect(new Set(takeAll(pool))).toEqual(new Set(pages));
    expect(pool.allocatedBytes).toBe(10 * pageBytes);
  });

  it('hands out one page beyond its limit when it was told to have one', () => {
    const pool = new MemorySegmentPool(0);
    pool.ensureAtLeastOneSegmentPresent();
    pool.ensureAtLeastOneSegmentPresent();
    expect(pool.nextSegment()?.length).toBe(pageBytes);
    expect(pool.nextSegment()).toBeUndefined();
    expect(pool.allocatedBytes).toBe(pageBytes);
  });

  it('is within its limit again once a page beyond it was given back', () => {
    const pool = new MemorySegmentPool(pageBytes);
    const page = pool.nextSegment();
    pool.ensureAtLeastOneSegmentPresent();
    const beyond = pool.nextSegment();
    expect(page !== undefined && beyond !== undefined).toBe(true);
    pool.release(beyond ?? new Uint8Array(0));
    expect(pool.allocatedBytes).toBe(pageBytes);
    expect(pool.nextSegment()).toBeUndefined();
    pool.release(page ?? new Uint8Array(0));
    expect(pool.nextSegment()).toBe(page);
  });

  it('does not allocate when it is told to have a page and has one', () => {
    const pool = new MemorySegmentPool(pageBytes);
    pool.release(pool.nextSegment() ?? new Uint8Array(0));
    pool.ensureAtLeastOneSegmentPresent();
    expect(pool.allocatedBytes).toBe(pageBytes);
  });
});
