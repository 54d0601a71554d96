import { expect, test } from 'vitest';
import { Fifo } from '../../src/queue/fifo.js';

test('items come out in the order in which they went in', () => {
  const fifo = new Fifo<string>();
  fifo.add('a');
  fifo.add('b');
  fifo.add('c');
  expect([fifo.poll(), fifo.poll(), fifo.poll()]).toEqual(['a', 'b', 'c']);
});

test('peek shows the oldest item and leaves it', () => {
  const fifo = new Fifo<string>();
  expect(fifo.peek()).toBeUndefined();
  fifo.add('a');
  fifo.add('b');
  expect(fifo.peek()).toBe('a');
  expect(fifo.length).toBe(2);
});

test('an empty queue polls nothing, as often as it is asked', () => {
  const fifo = new Fifo<string>();
  expect(fifo.poll()).toBeUndefined();
  expect(fifo.poll()).toBeUndefined();
  expect(fifo.length).toBe(0);
});

test('an item can be taken from the middle, and the others keep their order', () => {
  const fifo = new Fifo<number>();
  for (let item = 0; item < 5; item++) {
    fifo.add(item);
  }
  fifo.poll();
  expect(fifo.pollAt(2)).toBe(3);
  expect(fifo.pollAt(0)).toBe(1);
  expect(fifo.toArray()).toEqual([2, 4]);
});

test('a cleared queue is empty and can be used again', () => {
  const fifo = new Fifo<number>();
  fifo.add(1);
  fifo.add(2);
  fifo.poll();
  fifo.clear();
  expect(fifo.length).toBe(0);
  expect(fifo.poll()).toBeUndefined();
  fifo.add(3);
  expect(fifo.toArray()).toEqual([3]);
});

test('an array taken from the queue does not change with it', () => {
  const fifo = new Fifo<number>();
  fifo.add(1);
  const items = fifo.toArray();
  fifo.add(2);
  expect(items).toEqual([1]);
});

test('a queue that is never empty keeps its order over more items than it ever holds', () => {
  const fifo = new Fifo<number>();
  const polled: (number | undefined)[] = [];
  for (let item = 0; item < 10_000; item++) {
    fifo.add(item);
    if (item >= 700) {
      polled.push(fifo.poll());
    }
  }
  expect(polled).toEqual(Array.from({ length: 9_300 }, (_, item) => item));
  expect(fifo.length).toBe(700);
});
