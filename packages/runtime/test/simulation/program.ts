import type { Key } from '@millrace/api';
import { SeededRandom } from '../../src/testing/seeded-random.js';

/** One durable call of a program. */
export interface CallPlan {
  readonly id: string;
  readonly intent: 'none' | 'reconcile' | 'onUnknown' | 'both';
  readonly readOnly: boolean;
  /** Of ten calls, how many fail. */
  readonly failsOfTen: number;
  /** Whether `reconcile` sometimes throws. */
  readonly reconcileFails: boolean;
}

export type MemoryName = 'sensory' | 'shortTerm';

/** One step of an action. Each mixes what it finds into the action's state, so that everything that differs shows in the end. */
export type Step =
  | {
      readonly do: 'read' | 'write' | 'update' | 'delete' | 'newObject' | 'fields';
      readonly memory: MemoryName;
      readonly path: string;
    }
  | { readonly do: 'call'; readonly mode: 'sync' | 'async'; readonly call: CallPlan }
  /** Several calls at once; their outcomes count in the order in which they arrive. */
  | { readonly do: 'fanOut'; readonly calls: readonly CallPlan[] }
  /** A call nobody awaits. */
  | { readonly do: 'background'; readonly call: CallPlan }
  | { readonly do: 'send'; readonly event: number }
  | { readonly do: 'output' }
  | { readonly do: 'draw' }
  | { readonly do: 'pause' }
  | { readonly do: 'when'; readonly modulus: number; readonly steps: readonly Step[] };

export interface ActionPlan {
  readonly name: string;
  /** -1: inputs; else the events of this number, which only actions of smaller numbers send. */
  readonly on: number;
  readonly steps: readonly Step[];
}

export interface InputPlan {
  /** Index into {@link keys}. */
  readonly key: number;
  readonly value: number;
  /** Whether it triggers actions. */
  readonly loud: boolean;
  readonly timestamp: number | undefined;
}

export interface SourcePlan {
  readonly id: string;
  readonly isSlow: boolean;
  readonly watermarks: boolean;
  readonly inputs: readonly InputPlan[];
}

/** An agent, its input and its configuration, as data. */
export interface Program {
  readonly actions: readonly ActionPlan[];
  readonly sources: readonly SourcePlan[];
  readonly config: Readonly<Record<string, string | number>>;
}

/** Keys that are easily taken for one another. */
export const keys: readonly Key[] = ['a', 'a_b', 1, '1', 1n, true, ['a', 1], 'ü\uD800', ''];

const events = 2;
const valuePaths = ['a', 'b', 's', 'o.v', 'o.p.w'];
const objectPaths = ['o', 'o.p'];
const counterPaths = ['n', 'm'];

/** A program that is a function of its seed. */
export function randomProgram(seed: number): Program {
  return new ProgramMaker(seed).make();
}

class ProgramMaker {
  readonly #random: SeededRandom;
  #calls = 0;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed * 7919 + 13);
  }

  make(): Program {
    const actions = this.#actions();
    return { actions, sources: this.#sources(), config: this.#config() };
  }

  #actions(): readonly ActionPlan[] {
    const plans: ActionPlan[] = [];
    const conflicting = this.#chance(0.45);
    for (let on = -1; on < events; on++) {
      const count = on === -1 ? 1 + this.#below(3) : this.#below(3);
      for (let index = 0; index < count; index++) {
        const steps = this.#steps(on, 1 + this.#below(5));
        plans.push({
          name: `on${on}_${index}`,
          on,
          steps: corrected(conflicting && on === -1 ? [...steps, ...this.#conflict()] : steps),
        });
      }
    }
    return plans;
  }

  /** Siblings that all do this interleave on one path. */
  #conflict(): readonly Step[] {
    const memory = this.#memory();
    return [
      { do: 'read', memory, path: 's' },
      { do: 'call', mode: 'async', call: this.#call(true) },
      { do: 'write', memory, path: 's' },
    ];
  }

  #steps(on: number, count: number): readonly Step[] {
    return Array.from({ length: count }, () => this.#step(on));
  }

  #step(on: number): Step {
    switch (this.#below(13)) {
      case 0:
        return { do: 'read', memory: this.#memory(), path: this.#one([...valuePaths, ...counterPaths]) };
      case 1:
        return { do: 'write', memory: this.#memory(), path: this.#one(valuePaths) };
      case 2:
        return { do: 'update', memory: this.#memory(), path: this.#one(counterPaths) };
      case 3:
        return this.#chance(0.5)
          ? { do: 'delete', memory: this.#memory(), path: this.#one([...valuePaths, ...objectPaths, ...counterPaths]) }
          : { do: 'newObject', memory: this.#memory(), path: this.#one(objectPaths) };
      case 4:
      case 5:
        return { do: 'call', mode: 'async', call: this.#call(true) };
      case 6:
        return { do: 'call', mode: 'sync', call: this.#call(true) };
      case 7:
        return { do: 'fanOut', calls: Array.from({ length: 2 + this.#below(2) }, () => this.#call(false)) };
      case 8:
        return on + 1 < events ? { do: 'send', event: on + 1 + this.#below(events - on - 1) } : { do: 'output' };
      case 9:
        return this.#chance(0.3) ? { do: 'when', modulus: 2, steps: inBranch(this.#steps(on, 2)) } : { do: 'output' };
      case 10:
        return this.#chance(0.5) ? { do: 'draw' } : { do: 'fields', memory: this.#memory(), path: 'o' };
      case 11:
        return this.#chance(0.5) ? { do: 'pause' } : { do: 'background', call: this.#call(false) };
      default:
        return { do: 'output' };
    }
  }

  /** @param single whether nothing else of the action is in progress meanwhile: then it may end in doubt. */
  #call(single: boolean): CallPlan {
    const intents: readonly CallPlan['intent'][] = single
      ? ['none', 'none', 'reconcile', 'reconcile', 'onUnknown', 'both']
      : ['none', 'none', 'reconcile'];
    const intent = this.#one(intents);
    return {
      id: `call${this.#calls++}`,
      intent,
      readOnly: intent === 'none' && this.#chance(0.2),
      failsOfTen: this.#chance(0.3) ? 5 : 0,
      reconcileFails: single && this.#chance(0.2),
    };
  }

  #sources(): readonly SourcePlan[] {
    const keyCount = 1 + this.#below(keys.length);
    const hot = this.#chance(0.4) ? this.#below(keyCount) : undefined;
    const quiet = this.#chance(0.3);
    const withWatermarks = this.#chance(0.5);
    const sourceCount = 1 + this.#below(3);
    return Array.from({ length: sourceCount }, (_, index): SourcePlan => {
      let timestamp = this.#below(10);
      return {
        id: `source${index}`,
        isSlow: this.#chance(0.5),
        watermarks: withWatermarks,
        inputs: Array.from({ length: 1 + this.#below(Math.ceil(9 / sourceCount)) }, (): InputPlan => {
          timestamp += this.#below(4);
          return {
            key: hot !== undefined && this.#chance(0.7) ? hot : this.#below(keyCount),
            value: this.#below(1000),
            loud: !quiet || this.#chance(0.6),
            timestamp: withWatermarks ? timestamp : undefined,
          };
        }),
      };
    });
  }

  #config(): Program['config'] {
    const ttl = this.#chance(0.3);
    return {
      'restart-strategy': 'none',
      'checkpoint.interval': 1 + this.#below(12),
      ...(this.#chance(0.5) ? { 'state.max-cached-keys': 1 + this.#below(4) } : {}),
      ...(this.#chance(0.2) ? { 'num-async-threads': 1 + this.#below(2) } : {}),
      ...(this.#chance(0.2) ? { 'pending-inputs.max': 1 + this.#below(3) } : {}),
      ...(this.#chance(0.2) ? { 'in-flight-keys.max': 1 + this.#below(3) } : {}),
      ...(ttl ? { 'short-term-memory.state-ttl.ms': 1 + this.#below(12) } : {}),
      ...(ttl && this.#chance(0.5) ? { 'short-term-memory.state-ttl.update-type': 'ON_READ_AND_WRITE' } : {}),
    };
  }

  #memory(): MemoryName {
    return this.#chance(0.4) ? 'sensory' : 'shortTerm';
  }

  #one<T>(choices: readonly T[]): T {
    return choices[this.#below(choices.length)] as T;
  }

  #chance(probability: number): boolean {
    return this.#random.number() < probability;
  }

  #below(bound: number): number {
    return this.#random.below(bound);
  }
}

/**
 * Makes the steps of an action those of a correct one: calls that nobody awaits come last, because their action has given its turn away; and `reconcile` throws only for the last call, because an
 * action that goes on after an unknown outcome, and learns another one in its next life, is not deterministic.
 */
function corrected(steps: readonly Step[]): readonly Step[] {
  const ordered = [
    ...steps.filter((step) => step.do !== 'background'),
    ...steps.filter((step) => step.do === 'background'),
  ];
  return ordered.map((step, index) => (ordered.slice(index + 1).some(makesCalls) ? withoutDoubt(step) : step));
}

/** The steps of a branch: other steps may follow. */
function inBranch(steps: readonly Step[]): readonly Step[] {
  return steps.filter((step) => step.do !== 'background').map(withoutDoubt);
}

function withoutDoubt(step: Step): Step {
  return step.do === 'call' ? { ...step, call: { ...step.call, reconcileFails: false } } : step;
}

function makesCalls(step: Step): boolean {
  return (
    step.do === 'call' ||
    step.do === 'fanOut' ||
    step.do === 'background' ||
    (step.do === 'when' && step.steps.some(makesCalls))
  );
}
