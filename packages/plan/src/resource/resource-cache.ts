import {
  errorMessage,
  IllegalStateError,
  InvalidValueError,
  MillraceError,
  NotFoundError,
  type ReadableConfiguration,
  type Resource,
  type ResourceContext,
  type ResourceOf,
  type ResourceType,
  Tool,
} from '@millrace/api';
import type { ModuleLoader } from '../function/module-loader.js';
import type { ResourceFactory, ResourceProvider } from './resource-provider.js';

/** A resource could not be made or opened. */
export class ResourceStartError extends MillraceError {}

interface Entry {
  readonly provider: ResourceProvider;
  readonly factory: ResourceFactory;
}

/**
 * Owns the resources of one running agent: makes each once, opens them in the order they were made (so that what a resource is made of comes before it), and closes
 * them in reverse. They are shared by all actions and keys.
 */
export class ResourceCache implements ResourceContext {
  readonly config: ReadableConfiguration;
  readonly #providers: readonly ResourceProvider[];
  readonly #entries = new Map<string, Entry>();
  /** In the order they were made. */
  readonly #resources = new Map<string, Resource>();
  /** What is being made right now, outermost first. */
  readonly #making: string[] = [];
  readonly #opened: Resource[] = [];
  #state: 'new' | 'opening' | 'open' | 'closed' = 'new';

  constructor(providers: Iterable<ResourceProvider>, config: ReadableConfiguration) {
    this.#providers = [...providers];
    this.config = config;
  }

  /**
   * Makes and opens every resource. When one fails, those that are open already are closed again.
   *
   * @throws ResourceStartError `RESOURCE_CREATION_FAILED`, `RESOURCE_OPEN_FAILED` naming the resource.
   * @throws IllegalStateError `RESOURCE_CYCLE` when resources need one another to be made.
   * @throws NotFoundError `RESOURCE_NOT_FOUND`, `RESOURCE_CLASS_UNRESOLVABLE`; UnsupportedError `RESOURCE_NOT_PROVIDABLE`
   */
  async openAll(load?: ModuleLoader): Promise<void> {
    if (this.#state !== 'new') {
      throw new IllegalStateError('RESOURCE_CACHE_OPENED', 'The resources were opened before.', {
        hint: 'Make a new ResourceCache.',
      });
    }
    this.#state = 'opening';
    for (const provider of this.#providers) {
      this.#entries.set(cacheKey(provider.name, provider.type), { provider, factory: await provider.resolve(load) });
    }
    for (const { name, type } of this.#providers) {
      this.getResource(name, type);
    }
    await this.#openEach();
    this.#state = 'open';
  }

  /**
   * The resource, made when it is asked for first.
   *
   * @throws NotFoundError `RESOURCE_NOT_FOUND` naming it and those of its type that exist.
   * @throws IllegalStateError `RESOURCE_CACHE_CLOSED` before {@link openAll} and after {@link close}.
   */
  getResource<T extends ResourceType>(name: string, type: T): ResourceOf<T> {
    const key = cacheKey(name, type);
    const resource = this.#resources.get(key) ?? this.#make(key, name, type);
    // Whatever was made was checked to be of this type.
    return resource as ResourceOf<T>;
  }

  /**
   * Closes every opened resource, last first, also when some fail. May be called more than once.
   *
   * @throws AggregateError with everything that failed.
   */
  async close(): Promise<void> {
    this.#state = 'closed';
    const opened = this.#opened.splice(0);
    this.#resources.clear();
    this.#entries.clear();
    const failures: unknown[] = [];
    for (const resource of opened.toReversed()) {
      try {
        await resource.close();
      } catch (failure) {
        failures.push(failure);
      }
    }
    if (failures.length > 0) {
      throw new AggregateError(failures, `${failures.length} of ${opened.length} resources failed to close.`);
    }
  }

  async #openEach(): Promise<void> {
    for (const [key, resource] of this.#resources) {
      // One that failed half-way has something to release, too.
      this.#opened.push(resource);
      try {
        await resource.open();
      } catch (cause) {
        throw startError('RESOURCE_OPEN_FAILED', `The ${key} could not be opened`, await this.#closeAfter(cause));
      }
    }
  }

  /** Closes what is open, and gives the failure to report: the first one, with what followed from it. */
  async #closeAfter(failure: unknown): Promise<unknown> {
    try {
      await this.close();
      return failure;
    } catch (followed) {
      return new AggregateError([failure, followed], errorMessage(failure));
    }
  }

  #make(key: string, name: string, type: ResourceType): Resource {
    const entry = this.#entries.get(key) ?? this.#absent(name, type);
    if (this.#making.includes(key)) {
      throw new IllegalStateError(
        'RESOURCE_CYCLE',
        `Resources need one another to be made: ${[...this.#making, key].join(' -> ')}.`,
        {
          hint: 'Ask for the other resource when it is used, not in the constructor.',
        },
      );
    }
    this.#making.push(key);
    try {
      const made = checkType(entry.factory(this), entry.provider);
      this.#resources.set(key, made);
      return made;
    } catch (cause) {
      throw MillraceError.is(cause)
        ? cause
        : startError('RESOURCE_CREATION_FAILED', `The ${key} could not be made`, cause);
    } finally {
      this.#making.pop();
    }
  }

  #absent(name: string, type: ResourceType): never {
    if (this.#state === 'new' || this.#state === 'closed') {
      throw new IllegalStateError(
        'RESOURCE_CACHE_CLOSED',
        `The ${type} ${JSON.stringify(name)} is asked for, but resources are not open.`,
        {
          hint: 'Resources are available while the job runs.',
        },
      );
    }
    const others = this.#providers.filter((provider) => provider.type === type).map((provider) => provider.name);
    throw resourceNotFound(name, type, others);
  }
}

/** The error of every lookup of a resource that does not exist. */
export function resourceNotFound(
  name: string,
  type: ResourceType,
  existing: readonly string[],
  path?: string,
): NotFoundError {
  const hint = existing.length === 0 ? `There is no ${type} at all.` : `These exist: ${existing.join(', ')}.`;
  return new NotFoundError('RESOURCE_NOT_FOUND', `Resource not found: ${name} of type ${type}.`, { path, hint });
}

function checkType(made: Resource, provider: ResourceProvider): Resource {
  const { name, type } = provider;
  if (typeof made !== 'object' || made.resourceType !== type) {
    throw new InvalidValueError(
      'RESOURCE_TYPE_MISMATCH',
      `What was made as ${type} ${JSON.stringify(name)} is of another type.`,
      {
        path: `resource_providers.${type}.${name}`,
        hint: 'Use a class of that type of resource, or declare it as what it is.',
      },
    );
  }
  if (made instanceof Tool && made.name !== name) {
    throw toolNameMismatch(name, made.name);
  }
  return made;
}

/** A model calls a tool by the name in its metadata, and the call is looked up by the name of the resource. */
export function toolNameMismatch(name: string, toolName: string): InvalidValueError {
  return new InvalidValueError(
    'TOOL_NAME_MISMATCH',
    `The tool ${JSON.stringify(name)} tells models that its name is ${JSON.stringify(toolName)}.`,
    { path: `resource_providers.tool.${name}`, hint: 'Add it under the name in its metadata.' },
  );
}

/** Types have no blanks, so the first one ends the type. */
function cacheKey(name: string, type: ResourceType): string {
  return `${type} ${name}`;
}

function startError(code: string, problem: string, cause: unknown): ResourceStartError {
  return new ResourceStartError(code, `${problem}: ${errorMessage(cause)}`, { cause });
}
