import { IterableSource, type Source } from '@millrace/runtime';
import { sourceConformance } from '@millrace/runtime/conformance';
import { describe, expect, it } from 'vitest';
import { WatchedSource } from '../../src/source/watched-source.js';

const letters = ['a', 'b', 'c', 'd', 'e'];

describe('WatchedSource', () => {
  it('tells where reading begins before the first record is asked for', async () => {
    const told: unknown[] = [];
    const inner: Source<string> = {
      id: 'letters',
      replayable: true,
      read: function* ({ after }) {
        told.push('read');
        yield { value: 'x', position: (after ?? -1) + 1 };
      },
    };
    const source = new WatchedSource(inner, (after) => void told.push(after));
    for (const after of [undefined, 7]) {
      for await (const { position } of source.read({ after, signal: new AbortController().signal }))
        told.push(`position ${position}`);
    }

    expect(told).toEqual([undefined, 'read', 'position 0', 7, 'read', 'position 8']);
  });

  it('says of its input what the source says, and nothing where that says nothing', async () => {
    const inner: Source<string> = {
      id: 'letters',
      replayable: false,
      read: () => [],
      identify: async () => 'an identity',
      differenceFrom: async (recorded, position) => `${JSON.stringify(recorded)} at ${position}`,
    };
    const source = new WatchedSource(inner, () => undefined);
    const silent = new WatchedSource({ id: 's', replayable: true, read: () => [] }, () => undefined);

    expect([source.id, source.replayable]).toEqual(['letters', false]);
    expect(await source.identify?.()).toBe('an identity');
    expect(await source.differenceFrom?.('it', 3)).toBe('"it" at 3');
    expect([silent.identify, silent.differenceFrom]).toEqual([undefined, undefined]);
  });

  const cases = sourceConformance({ create: () => new WatchedSource(new IterableSource(letters), () => undefined) });

  it.each(cases.map(({ name, run }) => [name, run] as const))('%s', async (_promise, run) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
