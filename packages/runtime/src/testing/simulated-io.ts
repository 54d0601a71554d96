/** A place where a simulated process can be killed: just before something happens to the world outside it, or just after, when nobody has been told yet. */
export interface CrashPoint {
  /** Counts from 0 within one life. */
  readonly number: number;
  /** What happens there: `flush`, `checkpoint write`, `append completed` … */
  readonly step: string;
  readonly moment: 'before' | 'after';
}

/** An operation outside the process that was started and has not ended. */
interface OpenOperation {
  readonly step: string;
  readonly perform: () => void;
}

/** What a {@link SimulatedIo} tells and asks. */
export interface SimulatedIoOptions {
  /** Whether the process is killed here. Default: never. */
  readonly isCrash?: (point: CrashPoint) => boolean;
  /** Whether an operation fails instead of having an effect; `after`: it has its effect, and fails nevertheless. Asked when it would happen. Default: none does. */
  readonly isFailure?: (step: string) => boolean | 'after';
}

/**
 * Everything one life of a simulated process does outside itself. Operations begin when they are asked for and end when the driver of the simulation says so, one at a time, in any order; so
 * latency is whatever the driver makes of it.
 *
 * Once the process is killed nothing has an effect any more, and no promise settles: whoever waits for it is gone, too.
 */
export class SimulatedIo {
  readonly #options: SimulatedIoOptions;
  readonly #open: OpenOperation[] = [];
  readonly #crashListeners: ((point: CrashPoint) => void)[] = [];
  #points = 0;
  #crashedAt: CrashPoint | undefined;

  constructor(options: SimulatedIoOptions = {}) {
    this.#options = options;
  }

  /** Operations that have begun and not ended. */
  get openCount(): number {
    return this.#open.length;
  }

  /** Crash points that were passed so far. */
  get pointCount(): number {
    return this.#points;
  }

  /** Where the process was killed; `undefined` while it lives. */
  get crashedAt(): CrashPoint | undefined {
    return this.#crashedAt;
  }

  /** Told at the moment of the crash, when all that is not durable is lost. */
  onCrash(listener: (point: CrashPoint) => void): void {
    this.#crashListeners.push(listener);
  }

  /** Begins an operation. Resolves with what `effect` returned, after it ended; rejects when it failed, or with what `effect` threw. */
  perform<T>(step: string, effect: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#crashedAt !== undefined) {
        return;
      }
      this.#open.push({
        step,
        perform: () => {
          this.#settle(step, effect, resolve, reject);
        },
      });
    });
  }

  /** Ends one of the open operations; 0 is the one that began first. */
  complete(index: number): void {
    this.#open.splice(index, 1)[0]?.perform();
  }

  /** Something happens at once that the world outside can tell. @returns whether the process still lives. */
  pass(step: string, moment: CrashPoint['moment']): boolean {
    if (this.#crashedAt !== undefined) {
      return false;
    }
    const point: CrashPoint = { number: this.#points++, step, moment };
    if (this.#options.isCrash?.(point) === true) {
      this.#crash(point);
      return false;
    }
    return true;
  }

  #settle<T>(step: string, effect: () => T, resolve: (value: T) => void, reject: (reason: unknown) => void): void {
    if (!this.pass(step, 'before')) {
      return;
    }
    const failure = this.#options.isFailure?.(step) ?? false;
    if (failure === true) {
      reject(new SimulatedFailure(step));
      return;
    }
    let settle: () => void;
    try {
      const result = effect();
      settle = () => {
        if (failure === 'after') {
          reject(new SimulatedFailure(step));
        } else {
          resolve(result);
        }
      };
    } catch (error) {
      settle = () => {
        reject(error);
      };
    }
    if (this.pass(step, 'after')) {
      settle();
    }
  }

  #crash(point: CrashPoint): void {
    this.#crashedAt = point;
    this.#open.length = 0;
    for (const listener of this.#crashListeners) {
      listener(point);
    }
  }
}

/** An operation that the simulation let fail. */
export class SimulatedFailure extends Error {
  override readonly name: string = 'SimulatedFailure';
  readonly step: string;

  constructor(step: string) {
    super(`The simulation let this fail: ${step}.`);
    this.step = step;
  }
}
