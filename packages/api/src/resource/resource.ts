import { IllegalStateError } from '../errors.js';
import type { ResourceContext } from './resource-context.js';
import type { ResourceType } from './resource-type.js';

/**
 * Something actions use by name: a model, a tool, a prompt, a store. One instance serves all actions and keys, so calls overlap: whatever belongs to a single request
 * (its signal, its metric group) is passed with the request and never kept in the resource.
 *
 * A class that is made from a `ResourceDescriptor` has the constructor `(descriptor: ResourceDescriptor, context: ResourceContext)`.
 */
export abstract class Resource {
  abstract readonly resourceType: ResourceType;
  readonly #context: ResourceContext | undefined;

  /** @param context left out by resources that need neither other resources nor configuration. */
  constructor(context?: ResourceContext) {
    this.#context = context;
  }

  /** @throws IllegalStateError `RESOURCE_WITHOUT_CONTEXT` for an instance that was made without one. */
  protected get context(): ResourceContext {
    if (this.#context === undefined) {
      throw new IllegalStateError(
        'RESOURCE_WITHOUT_CONTEXT',
        `This ${this.resourceType} was made without a resource context.`,
        {
          hint: 'Add it to the agent as a ResourceDescriptor, or pass a context to its constructor.',
        },
      );
    }
    return this.#context;
  }

  /** Called once, before the first use: connect, load, check. A rejection stops the job from starting. */
  async open(): Promise<void> {}

  /** Releases what {@link open} took. May be called more than once, and without `open`; the second call does nothing. */
  async close(): Promise<void> {}
}
