import {
  Agent,
  AgentConfiguration,
  type AttributeValue,
  type DurableCall,
  Event,
  EventType,
  isAttributes,
  type MemoryObject,
  MillraceError,
  OutputEvent,
  type RunnerContext,
} from '@millrace/api';
import { AgentPlan } from '@millrace/plan';
import { canonicalText } from '../../src/action-state/value-text.js';
import { SimulatedFailure } from '../../src/testing/simulated-io.js';
import type { ActionPlan, CallPlan, MemoryName, Program, Step } from './program.js';

/** What a program uses of its context. */
export type ProgramContext = Pick<
  RunnerContext,
  | 'sensoryMemory'
  | 'shortTermMemory'
  | 'sendEvent'
  | 'durableExecute'
  | 'durableExecuteAsync'
  | 'now'
  | 'random'
  | 'uuid'
  | 'runNumber'
>;

/** What a program finds around it. */
export interface World {
  /** Makes what stands behind a durable call. */
  makeCall(plan: CallPlan, args: number): DurableCall<AttributeValue | undefined>;
  /** Whether the attempt fails here. */
  stumbles(): boolean;
  /** Whether an action that may make a call, or not, makes it. */
  wavers(call: CallPlan): boolean;
}

export const jobId = 'simulation';

/** The agent of a program, compiled. */
export async function compileProgram(program: Program, world: World): Promise<AgentPlan> {
  const agent = new Agent('simulated');
  for (const action of program.actions) {
    agent.addAction(
      action.name,
      [triggerOf(action)],
      (event, context) => runAction(action, event, context, world),
      action.onError === undefined ? {} : { onError: action.onError },
    );
  }
  const configuration = new AgentConfiguration({ ...program.config, 'job-identifier': jobId });
  return await AgentPlan.compile(agent, { configuration, resources: [] });
}

function triggerOf({ on }: ActionPlan): string {
  return on === -1 ? `type == "${EventType.InputEvent}" && attributes.input.loud == true` : `event${on}`;
}

/** The actions an event triggers, in plan order. */
export function triggered(program: Program, event: Event): readonly ActionPlan[] {
  const on = event.type === EventType.InputEvent ? -1 : Number(event.type.slice('event'.length));
  const input = event.attribute('input');
  const isQuiet = on === -1 && isAttributes(input) && input['loud'] === false;
  return isQuiet ? [] : program.actions.filter((action) => action.on === on);
}

/** Runs one action of a program. The same for the runtime and for the model of it. */
export async function runAction(
  action: ActionPlan,
  event: Event,
  context: ProgramContext,
  world: World,
): Promise<void> {
  await new Interpreter(context, world, hash(0, canonicalText(event.attributes))).run(action.steps);
}

class Interpreter {
  readonly #context: ProgramContext;
  readonly #world: World;
  #state: number;

  constructor(context: ProgramContext, world: World, state: number) {
    this.#context = context;
    this.#world = world;
    this.#state = state;
  }

  async run(steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      await this.#take(step);
    }
  }

  async #take(step: Step): Promise<void> {
    const context = this.#context;
    switch (step.do) {
      case 'call':
        await this.#awaitCall(
          step.mode === 'sync'
            ? context.durableExecute(this.#call(step.call))
            : context.durableExecuteAsync(this.#call(step.call)),
        );
        return;
      case 'fanOut':
        await Promise.all(step.calls.map((call) => this.#awaitCall(context.durableExecuteAsync(this.#call(call)))));
        return;
      case 'lanes':
        await Promise.all(step.lanes.map((lane) => this.#takeLane(lane)));
        return;
      case 'risk':
        await this.#risk(step.calls, step.compensation);
        return;
      case 'stumble':
        if (this.#world.stumbles()) {
          throw new SimulatedFailure('action');
        }
        return;
      case 'waver':
        if (this.#world.wavers(step.call)) {
          await this.#awaitCall(context.durableExecuteAsync(this.#call(step.call)));
        }
        await this.#awaitCall(context.durableExecuteAsync(this.#call(step.next)));
        return;
      case 'background':
        void context.durableExecuteAsync(this.#call(step.call)).catch(() => undefined);
        return;
      case 'send':
        context.sendEvent(new Event(`event${step.event}`, { state: this.#state, value: valueFrom(this.#state) }));
        return;
      case 'output':
        context.sendEvent(
          new OutputEvent({ state: this.#state, value: valueFrom(this.#state), run: context.runNumber }),
        );
        return;
      case 'draw':
        this.#mix(`${context.random()} ${context.uuid()} ${context.now()}`);
        return;
      case 'pause':
        await Promise.resolve();
        return;
      case 'when':
        if (this.#state % step.modulus === 0) {
          await this.run(step.steps);
        }
        return;
      default:
        this.#useMemory(step.do, step.memory, step.path);
    }
  }

  #call(plan: CallPlan): DurableCall<AttributeValue | undefined> {
    return this.#world.makeCall(plan, this.#state);
  }

  async #takeLane(calls: readonly CallPlan[]): Promise<void> {
    for (const call of calls) {
      await this.#awaitCall(this.#context.durableExecuteAsync(this.#call(call)));
    }
  }

  async #risk(calls: readonly CallPlan[], compensation: CallPlan | undefined): Promise<void> {
    try {
      const values = await Promise.all(calls.map((call) => this.#context.durableExecuteAsync(this.#call(call))));
      this.#mix(textOf(values.map((value) => value ?? null)));
    } catch (error) {
      if (compensation !== undefined) {
        await this.#awaitCall(this.#context.durableExecuteAsync(this.#call(compensation)));
      }
      throw error;
    }
  }

  async #awaitCall(outcome: Promise<AttributeValue | undefined>): Promise<void> {
    try {
      this.#mix(textOf(await outcome));
    } catch (error) {
      this.#mix(describeError(error));
    }
  }

  #useMemory(
    what: 'read' | 'write' | 'update' | 'delete' | 'newObject' | 'fields',
    name: MemoryName,
    path: string,
  ): void {
    const memory = name === 'sensory' ? this.#context.sensoryMemory : this.#context.shortTermMemory;
    try {
      this.#mix(this.#useObject(what, memory, path));
    } catch (error) {
      // What is there is not what the step wants.
      this.#mix(describeError(error));
    }
  }

  #useObject(
    what: 'read' | 'write' | 'update' | 'delete' | 'newObject' | 'fields',
    memory: MemoryObject,
    path: string,
  ): string {
    const state = this.#state;
    switch (what) {
      case 'read':
        return textOf(memory.get(path));
      case 'write':
        memory.set(path, valueFrom(state));
        return '';
      case 'update':
        memory.update(path, (current) => hash(typeof current === 'number' ? current : 0, String(state % 7)));
        return '';
      case 'delete':
        return String(memory.delete(path));
      case 'newObject':
        memory.newObject(path, { overwrite: true });
        return '';
      case 'fields':
        return [...(memory.getObject(path)?.fieldNames() ?? [])].sort().join();
    }
  }

  #mix(found: string): void {
    this.#state = hash(this.#state, found);
  }
}

/** Values of every kind. */
export function valueFrom(state: number): AttributeValue {
  switch (state % 9) {
    case 0:
      return null;
    case 1:
      return BigInt(state) ** 3n;
    case 2:
      return new Date(state);
    case 3:
      return Buffer.from(String(state));
    case 4:
      return [state, { $type: 'date', nested: [state] }];
    case 5:
      return `\uD800${state}`;
    case 6:
      return { ['__proto__']: state, zero: -0 };
    default:
      return state;
  }
}

export function textOf(value: AttributeValue | undefined): string {
  return value === undefined ? 'undefined' : canonicalText(value);
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) {
    return `thrown ${String(error)}`;
  }
  const code = MillraceError.is(error) ? error.code : 'reason' in error ? String(error.reason) : '';
  return `${error.constructor.name} ${error.name} ${code}`;
}

/** FNV-1a. */
export function hash(state: number, text: string): number {
  let hashed = (state ^ 0x811c9dc5) >>> 0;
  for (let index = 0; index < text.length; index++) {
    hashed = Math.imul(hashed ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hashed;
}
