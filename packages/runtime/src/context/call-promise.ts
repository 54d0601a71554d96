/** Hears of rejections that come when nothing can be failed for them any more. */
export interface LateRejectionListener {
  rejectedLate(reason: unknown): void;
}

/** Remembers the rejections of one invocation that nobody has handled. */
export class UnhandledRejections {
  #promises: { readonly handled: () => boolean; readonly reason: unknown }[] | undefined;
  readonly #listener: LateRejectionListener | undefined;
  #ended = false;

  /** @param listener told of what is rejected after {@link end} and not handled soon; default: nobody is. */
  constructor(listener?: LateRejectionListener) {
    this.#listener = listener;
  }

  /** The invocation has completed. */
  end(): void {
    this.#ended = true;
  }

  /** The reason of the first rejection that nobody has handled so far. */
  first(): { readonly reason: unknown } | undefined {
    return this.#promises?.find(({ handled }) => !handled());
  }

  add(reason: unknown, handled: () => boolean): void {
    if (!this.#ended) {
      this.#promises ??= [];
      this.#promises.push({ reason, handled });
      return;
    }
    // Whoever handles it does so before the event loop goes round; Node is as patient.
    setImmediate(() => {
      if (!handled()) {
        this.#listener?.rejectedLate(reason);
      }
    });
  }
}

/**
 * The promise of a durable call, and whatever is derived from it by `then`, `catch` and `finally`.
 *
 * A rejection that nobody handles must fail the invocation, never the process. Node decides that a rejection is unhandled when no reaction is attached to a promise; here each promise has
 * one from the start, and a rejection without a reaction of the user's is noted with the invocation instead. `await` and `Promise.all` go through `then`, because this is a
 * subclass, so they count as the user's.
 */
export class CallPromise<T> extends Promise<T> {
  /** Set while a promise is derived that nobody sees: an ordinary one costs much less. */
  static #derivesOrdinary = false;
  #handled = false;
  #rejections: UnhandledRejections | undefined;

  /** The class of promises that are derived. */
  static override get [Symbol.species](): PromiseConstructor {
    return CallPromise.#derivesOrdinary ? Promise : CallPromise;
  }

  /** A promise whose unhandled rejection, and those of the promises derived from it, are noted in `rejections`. */
  static tracked<T>(
    rejections: UnhandledRejections,
    executor: (resolve: (value: T) => void, reject: (reason: unknown) => void) => void,
  ): CallPromise<T> {
    let settle: [resolve: (value: T) => void, reject: (reason: unknown) => void] = [ignore, ignore];
    const promise = new CallPromise<T>((resolve, reject) => {
      settle = [resolve, reject];
    });
    const [resolve, reject] = settle;
    promise.#rejections = rejections;
    executor(resolve, (reason) => {
      // Not before it fails: most calls succeed, and many wait at once.
      promise.#noteRejection();
      reject(reason);
    });
    return promise;
  }

  override then<R1 = T, R2 = never>(
    onFulfilled?: ((value: T) => R1 | PromiseLike<R1>) | null,
    onRejected?: ((reason: unknown) => R2 | PromiseLike<R2>) | null,
  ): Promise<R1 | R2> {
    this.#handled = true;
    const derived = super.then(onFulfilled, onRejected);
    if (derived instanceof CallPromise) {
      derived.#rejections = this.#rejections;
      derived.#noteRejection();
    }
    return derived;
  }

  #noteRejection(): void {
    CallPromise.#derivesOrdinary = true;
    super.then(undefined, (reason: unknown) => {
      this.#rejections?.add(reason, () => this.#handled);
    });
    CallPromise.#derivesOrdinary = false;
  }
}

function ignore(): void {}
