import { Fifo } from '../queue/fifo.js';

/** The calls of one resource. */
interface ResourceCalls {
  running: number;
  /** What starts those that wait; absent: none ever did. */
  waiting: Fifo<() => void> | undefined;
}

/** Lets a bounded number of durable calls of each resource run at once; the others wait their turn, first come, first served. */
export class CallLimiter {
  readonly #maxConcurrent: number;
  readonly #resources = new Map<string, ResourceCalls>();
  #runningCount = 0;
  readonly #idleListeners: (() => void)[] = [];

  /** @param maxConcurrent calls of one resource that may run at once; at least 1. */
  constructor(maxConcurrent: number) {
    this.#maxConcurrent = maxConcurrent;
  }

  /** Calls `start` now, or when a running call of the resource has been {@link release}d. */
  acquire(resource: string, start: () => void): void {
    let calls = this.#resources.get(resource);
    if (calls === undefined) {
      calls = { running: 0, waiting: undefined };
      this.#resources.set(resource, calls);
    }
    if (calls.running < this.#maxConcurrent) {
      calls.running++;
      this.#runningCount++;
      start();
    } else {
      calls.waiting ??= new Fifo();
      calls.waiting.add(start);
    }
  }

  /** Ends a running call of the resource. */
  release(resource: string): void {
    const calls = this.#resources.get(resource);
    if (calls === undefined || calls.running === 0) {
      return;
    }
    const next = calls.waiting?.poll();
    if (next !== undefined) {
      next();
      return;
    }
    calls.running--;
    this.#runningCount--;
    // The last one stays: most jobs have only one, which begins and ends to be used all the time.
    if (calls.running === 0 && this.#resources.size > 1) {
      this.#resources.delete(resource);
    }
    this.#tellIfIdle();
  }

  /** Forgets the calls that wait; they are never started. */
  abandonWaiting(): void {
    for (const { waiting } of this.#resources.values()) {
      waiting?.clear();
    }
  }

  /** Resolves when no call runs or waits. */
  whenIdle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idleListeners.push(resolve);
      this.#tellIfIdle();
    });
  }

  /** Running calls, all resources together. */
  get runningCount(): number {
    return this.#runningCount;
  }

  /** Calls that wait for a running one to end, all resources together. */
  get waitingCount(): number {
    return this.#sum((calls) => calls.waiting?.length ?? 0);
  }

  #tellIfIdle(): void {
    if (this.#runningCount === 0) {
      for (const resolve of this.#idleListeners.splice(0)) {
        resolve();
      }
    }
  }

  #sum(count: (calls: ResourceCalls) => number): number {
    let sum = 0;
    for (const calls of this.#resources.values()) {
      sum += count(calls);
    }
    return sum;
  }
}
