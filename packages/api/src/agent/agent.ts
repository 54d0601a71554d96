import { InvalidValueError } from '../errors.js';
import type { Event } from '../event/event.js';
import type { EventClass } from '../event/event-class.js';
import { type Attributes, copyAttributes } from '../json/attribute-value.js';
import { Resource } from '../resource/resource.js';
import { ResourceDescriptor } from '../resource/resource-descriptor.js';
import type { ResourceType } from '../resource/resource-type.js';
import { type ErrorPolicy, type ResolvedErrorPolicy, resolveErrorPolicy } from './error-policy.js';
import type { ActionFunction, FunctionReference } from './function-reference.js';

/** What triggers an action: an event class, an event type, or a CEL expression over `type`, `id` and the attributes of the event. */
export type Trigger = string | EventClass;

/** Events an action with these triggers can be handed: instances of the classes; any event as soon as one trigger is text. */
export type TriggeredEvent<T extends Trigger> = [T] extends [EventClass<infer E>] ? E : Event;

/** One action as it was added to an agent. */
export interface ActionDeclaration {
  readonly name: string;
  readonly triggers: readonly Trigger[];
  readonly exec: ActionFunction | FunctionReference;
  readonly config: Attributes | undefined;
  readonly onError: ResolvedErrorPolicy | undefined;
}

/** One resource as it was added to an agent: ready made, or described so that the runtime makes it. */
export interface ResourceDeclaration {
  readonly name: string;
  readonly type: ResourceType;
  readonly resource: Resource | ResourceDescriptor;
}

/**
 * What a stream of records is turned into: actions, the resources they use and the event classes they exchange. A plain description; compiling it into a plan
 * checks it, running it is up to an execution environment.
 *
 * ```ts
 * const agent = new Agent('greeter').addAction('greet', [InputEvent], (event, ctx) => {
 *   ctx.sendEvent(new OutputEvent(`hello ${event.input}`));
 * });
 * ```
 */
export class Agent {
  readonly name: string;
  readonly #actions = new Map<string, ActionDeclaration>();
  readonly #resources = new Map<ResourceType, Map<string, ResourceDeclaration>>();
  readonly #eventClasses = new Set<EventClass>();

  /** @param name names the agent in plans, logs and metrics. Default `agent`. */
  constructor(name = 'agent') {
    this.name = name;
  }

  /**
   * Adds an action. Actions triggered by the same event start in the order they were added.
   *
   * @param name unique within the agent.
   * @param triggers at least one; any of them starts the action, once per event.
   * @param exec the function, or where to find it.
   * @param options.config what the action finds in `context.actionConfig`.
   * @param options.onError what happens when an invocation fails. Default: the job fails.
   * @throws InvalidValueError `ACTION_DUPLICATE`, `ACTION_NAME_INVALID`, `ACTION_TRIGGERS_EMPTY`, `ERROR_POLICY_INVALID`
   */
  addAction<const T extends Trigger>(
    name: string,
    triggers: readonly T[],
    exec: ActionFunction<TriggeredEvent<T>> | FunctionReference,
    options: { readonly config?: Attributes; readonly onError?: ErrorPolicy } = {},
  ): this {
    if (name === '') {
      throw new InvalidValueError('ACTION_NAME_INVALID', 'An action needs a name that is not empty.', {
        path: 'name',
        hint: 'Name it after what it does.',
      });
    }
    if (this.#actions.has(name)) {
      throw new InvalidValueError(
        'ACTION_DUPLICATE',
        `The agent ${this.name} already has an action ${JSON.stringify(name)}.`,
        {
          path: 'name',
          hint: 'Give each action a name of its own.',
        },
      );
    }
    if (triggers.length === 0) {
      throw new InvalidValueError('ACTION_TRIGGERS_EMPTY', `Nothing triggers the action ${JSON.stringify(name)}.`, {
        path: 'triggers',
        hint: 'Name at least one event class, event type or condition.',
      });
    }
    for (const trigger of triggers) {
      if (typeof trigger !== 'string') {
        this.addEventClass(trigger);
      }
    }
    this.#actions.set(name, {
      name,
      triggers,
      // The triggers guarantee what the narrower parameter type asks for.
      exec: exec as ActionFunction | FunctionReference,
      config: options.config === undefined ? undefined : copyAttributes(options.config, 'config'),
      onError: options.onError === undefined ? undefined : resolveErrorPolicy(options.onError),
    });
    return this;
  }

  /**
   * Adds a resource that actions reach by `context.getResource(name, type)`.
   *
   * @param resource a ready instance, or a {@link ResourceDescriptor} from which the runtime makes one.
   * @throws InvalidValueError `RESOURCE_DUPLICATE`, `RESOURCE_UNSUPPORTED`, `RESOURCE_TYPE_MISMATCH`
   */
  addResource(name: string, type: ResourceType, resource: Resource | ResourceDescriptor): this {
    const declaration = checkResource(name, type, resource);
    if (this.#resources.get(type)?.has(name) === true) {
      throw new InvalidValueError(
        'RESOURCE_DUPLICATE',
        `The agent ${this.name} already has a resource ${JSON.stringify(name)} of type ${type}.`,
        {
          path: 'name',
          hint: 'Give each resource of a type a name of its own.',
        },
      );
    }
    this.#put(declaration);
    return this;
  }

  /** Adds those resources whose type and name are still free: what the agent declares itself wins. */
  addResourcesIfAbsent(resources: Iterable<ResourceDeclaration>): this {
    for (const declaration of resources) {
      if (this.#resources.get(declaration.type)?.has(declaration.name) !== true) {
        this.#put(checkResource(declaration.name, declaration.type, declaration.resource));
      }
    }
    return this;
  }

  /** Makes a class known that no trigger names, so that its events can be read back as instances of it. */
  addEventClass(eventClass: EventClass): this {
    this.#eventClasses.add(eventClass);
    return this;
  }

  /** In the order they were added. */
  get actions(): readonly ActionDeclaration[] {
    return [...this.#actions.values()];
  }

  /** In the order they were added, type by type. */
  get resources(): readonly ResourceDeclaration[] {
    return [...this.#resources.values()].flatMap((ofType) => [...ofType.values()]);
  }

  /** The event classes that triggers name and those that were added. */
  get eventClasses(): readonly EventClass[] {
    return [...this.#eventClasses];
  }

  #put(declaration: ResourceDeclaration): void {
    const ofType = this.#resources.get(declaration.type) ?? new Map<string, ResourceDeclaration>();
    ofType.set(declaration.name, declaration);
    this.#resources.set(declaration.type, ofType);
  }
}

/** Checks what is passed as a resource, for the agent and for the environment alike. */
export function checkResource(
  name: string,
  type: ResourceType,
  resource: Resource | ResourceDescriptor,
): ResourceDeclaration {
  if (name === '') {
    throw new InvalidValueError('RESOURCE_NAME_INVALID', 'A resource needs a name that is not empty.', {
      path: 'name',
      hint: 'Name it after what it is.',
    });
  }
  if (!(resource instanceof Resource) && !(resource instanceof ResourceDescriptor)) {
    throw new InvalidValueError(
      'RESOURCE_UNSUPPORTED',
      `What was added as ${type} ${JSON.stringify(name)} is neither a resource nor a descriptor.`,
      {
        path: 'resource',
        hint: 'Pass an instance of a Resource class, or a ResourceDescriptor.',
      },
    );
  }
  if (resource instanceof Resource && resource.resourceType !== type) {
    throw new InvalidValueError(
      'RESOURCE_TYPE_MISMATCH',
      `The resource ${JSON.stringify(name)} is of type ${resource.resourceType}, not ${type}.`,
      {
        path: 'type',
        hint: `Add it as ${resource.resourceType}.`,
      },
    );
  }
  return { name, type, resource };
}
