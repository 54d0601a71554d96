import { errorMessage } from '@millrace/api';
import type { Sink } from '../output/sink.js';
import { JobAttempt, type JobSetup } from './job-attempt.js';
import type { JobReport } from './job-report.js';
import { restartStrategy } from './restart-strategy.js';
import { waitAtMost } from './wait-at-most.js';

/**
 * One execution of an agent over its sources. Opens the sinks, and runs the job in one attempt; when that fails and state is kept, in further ones, each from the newest checkpoint, as
 * the restart strategy says.
 */
export class Job {
  readonly #setup: JobSetup;
  readonly #stopRequest = new AbortController();
  #attempt: JobAttempt | undefined;

  constructor(setup: JobSetup) {
    this.#setup = setup;
  }

  /** Runs the job to its end. @throws what failed, after everything is closed. */
  async run(): Promise<JobReport> {
    const { sink, deadLetterSink, durability } = this.#setup;
    const opened: (() => Promise<void> | void)[] = [];
    let result: { readonly report: JobReport } | { readonly error: unknown };
    try {
      for (const each of deadLetterSink === undefined ? [sink] : [sink, deadLetterSink]) {
        opened.push(() => closeSink(each));
        await each.open?.();
      }
      if (durability !== undefined) {
        opened.push(() => durability.release());
      }
      result = { report: await this.#runAttempts() };
    } catch (error) {
      result = { error };
    }
    for (const close of opened.toReversed()) {
      try {
        await close();
      } catch (error) {
        // The first failure is the one to report; what follows from it is only told.
        if ('error' in result) {
          this.#setup.logger.warn('Closing failed after the job had failed.', { error: errorMessage(error) });
        } else {
          result = { error };
        }
      }
    }
    if ('error' in result) {
      throw result.error;
    }
    return result.report;
  }

  /** Takes no more records. What has begun may finish, for as long as `stop.grace` allows. */
  stop(): void {
    this.#stopRequest.abort();
    this.#attempt?.stop();
  }

  async #runAttempts(): Promise<JobReport> {
    const { plan, durability, logger, clock } = this.#setup;
    const strategy = restartStrategy(plan.configuration);
    for (let restarts = 0; ; restarts++) {
      const attempt = new JobAttempt(this.#setup);
      this.#attempt = attempt;
      if (this.#stopRequest.signal.aborted) {
        attempt.stop();
      }
      try {
        return await attempt.run();
      } catch (error) {
        if (attempt.checkpointsCompleted > 0) {
          restarts = 0;
        }
        // Without state a restart would process everything again.
        const delayMs = durability === undefined || !attempt.hasBegun ? undefined : strategy.delayMs(restarts);
        if (delayMs === undefined || this.#stopRequest.signal.aborted) {
          throw error;
        }
        logger.warn('The job failed and goes on from its newest checkpoint.', {
          error: errorMessage(error),
          delayMs,
          restarts: restarts + 1,
        });
        await waitAtMost(this.#stopped(), delayMs, clock);
      }
    }
  }

  #stopped(): Promise<void> {
    const { signal } = this.#stopRequest;
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}

async function closeSink(sink: Sink): Promise<void> {
  await sink.close?.();
}
