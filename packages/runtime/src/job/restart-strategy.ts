import type { ReadableConfiguration } from '@millrace/api';
import { RuntimeOptions } from '../options.js';

/** Says when a failed job begins again. */
export interface RestartStrategy {
  /**
   * @param restarts how often the job was restarted since it last completed a checkpoint.
   * @returns the pause before it is restarted, in milliseconds; `undefined`: it is not.
   */
  delayMs(restarts: number): number | undefined;
}

/** The configured strategy. */
export function restartStrategy(config: ReadableConfiguration): RestartStrategy {
  const initialMs = config.get(RuntimeOptions.restartDelayMs);
  const maxMs = config.get(RuntimeOptions.maxRestartDelayMs);
  const maxRestarts = config.get(RuntimeOptions.maxRestarts);
  const within = (restarts: number, delayMs: number): number | undefined =>
    restarts < maxRestarts ? delayMs : undefined;
  switch (config.get(RuntimeOptions.restartStrategy)) {
    case 'exponential-delay':
      return { delayMs: (restarts) => within(restarts, Math.min(maxMs, initialMs * 2 ** restarts)) };
    case 'fixed-delay':
      return { delayMs: (restarts) => within(restarts, initialMs) };
    case 'none':
      return { delayMs: () => undefined };
  }
}
