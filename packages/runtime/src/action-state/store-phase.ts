import { IllegalStateError } from '@millrace/api';

/** Where an action state store is in its life: it is opened, rebuilt, used and closed, in this order and once. */
export class StorePhase {
  #phase: 'new' | 'open' | 'rebuilding' | 'ready' | 'closed' = 'new';

  enterOpen(): void {
    this.#expect('new', 'open');
    this.#phase = 'open';
  }

  enterRebuilding(): void {
    this.#expect('open', 'rebuildState');
    this.#phase = 'rebuilding';
  }

  enterReady(): void {
    this.#expect('rebuilding', 'rebuildState');
    this.#phase = 'ready';
  }

  /** @throws IllegalStateError `ACTION_STATE_STORE_CLOSED`, `ACTION_STATE_STORE_NOT_READY` */
  expectReady(what: string): void {
    this.#expect('ready', what);
  }

  enterClosed(): void {
    this.#phase = 'closed';
  }

  #expect(phase: 'new' | 'open' | 'rebuilding' | 'ready', what: string): void {
    if (this.#phase === 'closed') {
      throw new IllegalStateError('ACTION_STATE_STORE_CLOSED', `${what} was called after close.`, {
        hint: 'Make a new store over the same place.',
      });
    }
    if (this.#phase !== phase) {
      throw new IllegalStateError(
        'ACTION_STATE_STORE_NOT_READY',
        `${what} was called while the store was ${this.#phase}.`,
        {
          hint: 'Call open, then rebuildState, once each, before anything else.',
        },
      );
    }
  }
}
