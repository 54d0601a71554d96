import { errorMessage, MillraceError } from '@millrace/api';
import { HandedOverCalls } from '../context/handed-over-calls.js';
import { ActionExecutionError, JobFailedError, NonDeterminismError } from '../errors.js';
import { AccountableSink } from '../output/accountable-sink.js';
import type { SinkOpenParams } from '../output/sink.js';
import type { DurableStores } from './durable-state.js';
import { expectActions, expectSources } from './expect-resumable.js';
import { JobAttempt } from './job-attempt.js';
import type { JobReport } from './job-report.js';
import type { JobSetup } from './job-setup.js';
import { restartStrategy } from './restart-strategy.js';
import { resumeFromSavepoint } from './resume-from-savepoint.js';
import { checkSavepointName, jobNotRunning, type Savepoint, savepointsUnsupported } from './savepoint.js';
import { waitAtMost } from './wait-at-most.js';

/**
 * One execution of an agent over its sources. Opens the sinks, and runs the job in one attempt; when that fails and state is kept, in further ones, each from the newest checkpoint, as
 * the restart strategy says.
 */
export class Job {
  readonly #setup: JobSetup;
  readonly #sink: AccountableSink;
  readonly #deadLetterSink: AccountableSink | undefined;
  readonly #stopRequest = new AbortController();
  #attempt: JobAttempt | undefined;
  #sinksOpened = false;

  constructor(setup: JobSetup) {
    this.#setup = setup;
    this.#sink = new AccountableSink('sink', setup.sink);
    this.#deadLetterSink =
      setup.deadLetterSink === undefined ? undefined : new AccountableSink('dead-letter sink', setup.deadLetterSink);
  }

  /** Runs the job to its end. @throws what failed, after everything is closed. */
  async run(): Promise<JobReport> {
    const { durability } = this.#setup;
    const opened: (() => Promise<void> | void)[] = [];
    let result: { readonly report: JobReport } | { readonly error: unknown };
    try {
      if (durability !== undefined) {
        opened.push(() => durability.release());
      }
      result = { report: await this.#runAttempts(opened) };
    } catch (error) {
      result = { error: asFailure('The job failed', error) };
    }
    for (const close of opened.toReversed()) {
      try {
        await close();
      } catch (error) {
        // The first failure is the one to report; what follows from it is only told.
        if ('error' in result) {
          this.#setup.logger.warn('Closing failed after the job had failed.', { error: errorMessage(error) });
        } else {
          result = { error: asFailure('Closing failed', error) };
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

  /** Keeps what the job has done up to now. @throws IllegalStateError `JOB_NOT_RUNNING`, `SAVEPOINT_EXISTS` */
  async savepoint(name: string): Promise<Savepoint> {
    checkSavepointName(name, 'name');
    if (this.#attempt === undefined) {
      throw jobNotRunning();
    }
    return await this.#attempt.savepoint(name);
  }

  async #runAttempts(opened: (() => Promise<void> | void)[]): Promise<JobReport> {
    const { plan, sources, durability, fresh = false, resumeFrom, logger, clock } = this.#setup;
    const strategy = restartStrategy(plan.configuration);
    if (fresh) {
      // Once, not by every attempt: what the attempts of this job keep is not to be discarded.
      await durability?.reset();
    }
    if (resumeFrom !== undefined) {
      await resumeFromSavepoint(expectStores(durability), resumeFrom, async (manifest, store) => {
        expectActions(plan, manifest, store);
        await expectSources(
          sources.map(({ source }) => source),
          manifest,
        );
      });
    }
    let failure: { readonly error: unknown } | undefined;
    // What cannot be opened the first time cannot be opened the next time; later it may be an accident that passes.
    let hasBegun = false;
    const setup: JobSetup = {
      ...this.#setup,
      sink: this.#sink,
      deadLetterSink: this.#deadLetterSink,
      handedOver: new HandedOverCalls(),
    };
    for (let restarts = 0; ; restarts++) {
      const attempt = new JobAttempt({ ...setup, isRestart: failure !== undefined }, (params) =>
        this.#openSinks(params, opened),
      );
      this.#attempt = attempt;
      if (this.#stopRequest.signal.aborted) {
        attempt.stop();
      }
      try {
        return await attempt.run();
      } catch (error) {
        failure = { error };
        hasBegun ||= attempt.hasBegun;
        if (attempt.checkpointsCompleted > 0) {
          restarts = 0;
        }
        // Without state a restart would process everything again; a job that is done and could only not be closed has nothing to do.
        const isOver = durability === undefined || !hasBegun || attempt.hasFinished;
        const delayMs = isOver ? undefined : strategy.delayMs(restarts);
        const isHopeless = this.#setup.alwaysReplay === true && isNonDeterminism(error);
        if (delayMs === undefined || isHopeless || this.#stopRequest.signal.aborted) {
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

  /** Opens the sinks when the first attempt knows which job this is; further attempts go on with them. */
  async #openSinks(params: SinkOpenParams, opened: (() => Promise<void> | void)[]): Promise<void> {
    if (this.#sinksOpened) {
      return;
    }
    this.#sinksOpened = true;
    for (const sink of [this.#sink, this.#deadLetterSink]) {
      if (sink !== undefined) {
        opened.push(() => sink.close());
        await sink.open(params);
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

function isNonDeterminism(error: unknown): boolean {
  return error instanceof ActionExecutionError && error.cause instanceof NonDeterminismError;
}

function expectStores(stores: DurableStores | undefined): DurableStores {
  if (stores === undefined) {
    throw savepointsUnsupported();
  }
  return stores;
}

/** What `execute` rejects with has a code, whoever failed. */
function asFailure(what: string, error: unknown): MillraceError {
  return MillraceError.is(error) ? error : new JobFailedError(what, error);
}
