import { describe, expect, test } from 'vitest';
import { CallPromise, UnhandledRejections } from '../../src/context/call-promise.js';
import { unhandledRejectionsDuring } from '../support/unhandled-rejections.js';

/** A durable call whose outcome the test decides. */
interface ControlledCall {
  readonly promise: Promise<string>;
  readonly rejections: UnhandledRejections;
  readonly resolve: (value: string) => void;
  readonly reject: (reason: unknown) => void;
}

function controlledCall(rejections = new UnhandledRejections()): ControlledCall {
  let settle: Pick<ControlledCall, 'resolve' | 'reject'> | undefined;
  const promise: CallPromise<string> = CallPromise.tracked<string>(rejections, (resolve, reject) => {
    settle = {
      resolve,
      reject: (reason) => {
        promise.noteRejection();
        reject(reason);
      },
    };
  });
  if (settle === undefined) {
    throw new Error('The executor did not run.');
  }
  return { promise, rejections, ...settle };
}

const failure = new Error('the call failed');

/** Lets everything run that is chained to what has settled. */
const nextPass = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a rejection that nobody handles', () => {
  test('is noted with the invocation', async () => {
    const { rejections, reject } = controlledCall();
    reject(failure);
    await nextPass();
    expect(rejections.first()?.reason).toBe(failure);
  });

  test('never reaches the process', async () => {
    const reasons = await unhandledRejectionsDuring(() => {
      controlledCall().reject(failure);
      const derived = controlledCall();
      void derived.promise.then((value) => value.length);
      void derived.promise.finally(() => {});
      derived.reject(failure);
    });
    expect(reasons).toEqual([]);
  });

  test('would reach the process if it were an ordinary promise, so that the test above says something', async () => {
    const reasons = await unhandledRejectionsDuring(() => {
      void Promise.reject(failure);
    });
    expect(reasons).toEqual([failure]);
  });

  test('is not noted before the call has failed', async () => {
    const { rejections } = controlledCall();
    await nextPass();
    expect(rejections.first()).toBeUndefined();
  });

  test('of a call that had failed before it could be awaited is forgotten when it is awaited in the end', async () => {
    const { promise, rejections, reject } = controlledCall();
    reject(failure);
    await nextPass();
    expect(rejections.first()?.reason).toBe(failure);
    await expect(promise).rejects.toBe(failure);
    expect(rejections.first()).toBeUndefined();
  });

  test('is the one that is told, however many were handled before it', async () => {
    const rejections = new UnhandledRejections();
    const [handled, forgotten, second] = [1, 2, 3].map(() => controlledCall(rejections));
    handled?.promise.catch(() => {});
    handled?.reject(new Error('handled'));
    forgotten?.reject(failure);
    second?.reject(new Error('later'));
    await nextPass();
    expect(rejections.first()?.reason).toBe(failure);
  });

  test.each([undefined, null, 0, 'text'])('may have any reason, also %j', async (reason) => {
    const { rejections, reject } = controlledCall();
    reject(reason);
    await nextPass();
    expect(rejections.first()).toMatchObject({ reason });
  });
});

describe('a rejection that is handled', () => {
  const waysToHandle: readonly (readonly [string, (promise: Promise<string>) => unknown])[] = [
    ['catch', (promise) => promise.catch(() => {})],
    ['the second argument of then', (promise) => promise.then(undefined, () => {})],
    ['catch behind then', (promise) => promise.then((value) => value.length).catch(() => {})],
    ['catch behind finally', (promise) => promise.finally(() => {}).catch(() => {})],
    [
      'await in a try',
      async (promise) => {
        try {
          await promise;
        } catch {}
      },
    ],
    ['Promise.allSettled', (promise) => Promise.allSettled([promise])],
    ['Promise.all with catch', (promise) => Promise.all([promise, Promise.resolve()]).catch(() => {})],
    ['Promise.race with catch', (promise) => Promise.race([promise, new Promise(() => {})]).catch(() => {})],
    ['Promise.any with another that succeeds', (promise) => Promise.any([promise, Promise.resolve()])],
    ['a promise that was resolved with it', (promise) => Promise.resolve(promise).catch(() => {})],
  ];

  test.each(waysToHandle)('by %s is not noted, and does not reach the process', async (_, handle) => {
    const { promise, rejections, reject } = controlledCall();
    const reasons = await unhandledRejectionsDuring(() => {
      handle(promise);
      reject(failure);
    });
    expect(rejections.first()).toBeUndefined();
    expect(reasons).toEqual([]);
  });

  test('by one of two that look at the same call is handled', async () => {
    const { promise, rejections, reject } = controlledCall();
    const [first, second] = [promise.catch(() => 'first'), promise.catch(() => 'second')];
    reject(failure);
    expect([await first, await second]).toEqual(['first', 'second']);
    expect(rejections.first()).toBeUndefined();
  });
});

describe('a promise derived from a call', () => {
  const waysToDerive: readonly (readonly [string, (promise: Promise<string>) => unknown])[] = [
    ['then', (promise) => promise.then((value) => value.length)],
    ['then twice', (promise) => promise.then((value) => value.length).then((length) => length + 1)],
    ['finally', (promise) => promise.finally(() => {})],
    [
      'a catch that throws on',
      (promise) =>
        promise.catch((error: unknown) => {
          throw error;
        }),
    ],
  ];

  test.each(waysToDerive)('by %s and forgotten is noted when the call fails', async (_, derive) => {
    const { promise, rejections, reject } = controlledCall();
    const reasons = await unhandledRejectionsDuring(() => {
      derive(promise);
      reject(failure);
    });
    expect(rejections.first()?.reason).toBe(failure);
    expect(reasons).toEqual([]);
  });

  test('is noted when what is chained to a successful call throws', async () => {
    const { promise, rejections, resolve } = controlledCall();
    const reasons = await unhandledRejectionsDuring(() => {
      void promise.then(() => {
        throw failure;
      });
      resolve('value');
    });
    expect(rejections.first()?.reason).toBe(failure);
    expect(reasons).toEqual([]);
  });

  test('is not noted when its own rejection is handled', async () => {
    const { promise, rejections, reject } = controlledCall();
    const derived = promise.then((value) => value.length);
    reject(failure);
    await expect(derived).rejects.toBe(failure);
    expect(rejections.first()).toBeUndefined();
  });
});

describe('several calls together', () => {
  test('of two that fail in Promise.all both count as handled, though only the first is told', async () => {
    const rejections = new UnhandledRejections();
    const [first, second] = [controlledCall(rejections), controlledCall(rejections)];
    const both = Promise.all([first.promise, second.promise]);
    const reasons = await unhandledRejectionsDuring(async () => {
      await nextPass();
      second.reject(failure);
      first.reject(new Error('too late'));
      await expect(both).rejects.toBe(failure);
    });
    expect(rejections.first()).toBeUndefined();
    expect(reasons).toEqual([]);
  });

  test('a call that nobody awaits is noted although its sibling was awaited', async () => {
    const rejections = new UnhandledRejections();
    const [awaited, forgotten] = [controlledCall(rejections), controlledCall(rejections)];
    forgotten.reject(failure);
    awaited.resolve('value');
    expect(await awaited.promise).toBe('value');
    expect(rejections.first()?.reason).toBe(failure);
  });
});

test('a call that succeeds gives its value like any promise', async () => {
  const { promise, rejections, resolve } = controlledCall();
  resolve('value');
  expect(promise).toBeInstanceOf(Promise);
  expect(await promise).toBe('value');
  expect(await promise.then((value) => value.length)).toBe(5);
  expect(rejections.first()).toBeUndefined();
});
