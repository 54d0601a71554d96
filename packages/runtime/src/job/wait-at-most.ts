import type { Clock } from '../clock.js';

/** Resolves when `awaited` does, or after `limitMs`. */
export async function waitAtMost(awaited: Promise<unknown>, limitMs: number, clock: Clock): Promise<void> {
  let cancel: () => void = () => undefined;
  const timeout = new Promise<void>((resolve) => {
    const timer = clock.setTimer(limitMs, resolve);
    cancel = () => timer.cancel();
  });
  await Promise.race([awaited, timeout]);
  cancel();
}
