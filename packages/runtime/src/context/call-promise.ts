/** Hears of rejections that come when nothing can be failed for them any more. */
export interface LateRejectionListener {
  rejectedLate(reason: unknown): void;
}

/** Who is told of the rejections of promises. */
export interface RejectionListener {
  /** @param handled whether somebody handles it by now. */
  noteRejection(reason: unknown, handled: () => boolean): void;
}

/** Remembers the rejections of one invocation that nobody has handled. */
export class UnhandledRejections implements RejectionListener {
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

  noteRejection(reason: unknown, handled: () => boolean): void {
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
 * one before it is rejected, and a rejection without a reaction of the user's is noted with the invocation instead. `Promise.all` and its like go through `then`, because this is a subclass, so they
 * count as the user's.
 *
 * `await` asks a promise for its constructor. It is told `Promise`, so that it waits for this very promise: else it would have three others made between this one and the action.
 */
export class CallPromise<T> extends Promise<T> {
  static {
    Reflect.defineProperty(CallPromise.prototype, 'constructor', {
      get(this: object): PromiseConstructor {
        return #listener in this ? this.#constructorOf() : CallPromise;
      },
    });
  }

  #handled = false;
  #listener: RejectionListener | undefined;
  /** Class of the promise that is being derived from this one. */
  #derives: PromiseConstructor | undefined;

  /** A promise whose unhandled rejection, and those of the promises derived from it, are told to the listener. */
  static tracked<T>(
    listener: RejectionListener,
    executor: (resolve: (value: T) => void, reject: (reason: unknown) => void) => void,
  ): CallPromise<T> {
    const promise = new CallPromise<T>(executor);
    promise.#listener = listener;
    return promise;
  }

  /** A tracked promise is about to be rejected. Not earlier, because most calls succeed and many wait at once. */
  noteRejection(): void {
    this.#derives = Promise;
    super.then(undefined, (reason: unknown) => {
      this.#listener?.noteRejection(reason, () => this.#handled);
    });
    this.#derives = undefined;
  }

  override then<R1 = T, R2 = never>(
    onFulfilled?: ((value: T) => R1 | PromiseLike<R1>) | null,
    onRejected?: ((reason: unknown) => R2 | PromiseLike<R2>) | null,
  ): Promise<R1 | R2> {
    this.#handled = true;
    this.#derives = CallPromise;
    const derived = super.then(onFulfilled, onRejected);
    this.#derives = undefined;
    if (derived instanceof CallPromise) {
      derived.#listener = this.#listener;
      derived.noteRejection();
    }
    return derived;
  }

  #constructorOf(): PromiseConstructor {
    if (this.#derives === undefined) {
      this.#handled = true;
    }
    return this.#derives ?? Promise;
  }
}
