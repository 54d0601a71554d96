import { describe, expect, test } from 'vitest';
import { JournalSize } from '../../src/operator/journal-size.js';

function createSize(maxBytes: number, { isHeard = true } = {}) {
  const told: string[] = [];
  const shown: unknown[] = [];
  const size = new JournalSize({
    maxBytes,
    gauge: { value: undefined, update: (value) => void shown.push(value) },
    onRoom: () => void told.push('room'),
  });
  if (isHeard) {
    size.onCrowded(() => void told.push('crowded'));
  }
  return { size, told, shown };
}

describe('the size of a journal', () => {
  test('asks for a checkpoint at half of the bound, once until there is one', () => {
    const { size, told } = createSize(100);
    size.add(49);
    expect(told).toEqual([]);
    size.add(1);
    size.add(30);
    expect(told).toEqual(['crowded']);
    size.cut();
    size.add(50);
    expect(told).toEqual(['crowded', 'crowded']);
  });

  test('is full at the bound, until a checkpoint has given storage back', () => {
    const { size, told } = createSize(100);
    size.add(60);
    size.cut();
    size.add(40);
    expect(size.isFull).toBe(true);
    size.pruned();
    expect(size.isFull).toBe(false);
    expect(told).toContain('room');
  });

  test('is what lies behind the newest complete checkpoint', () => {
    const { size, shown } = createSize(100);
    size.add(60);
    size.cut();
    size.add(10);
    size.pruned();
    expect(shown).toEqual([60, 70, 10]);
  });

  test('tells whoever comes late that it is time for a checkpoint', () => {
    const { size } = createSize(10, { isHeard: false });
    size.add(20);
    let told = 0;
    size.onCrowded(() => told++);
    expect(told).toBe(1);
  });
});
