import type { ErrorPolicy } from '@millrace/api';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import {
  type ActionPlan,
  type CallPlan,
  type InputPlan,
  keys,
  type MemoryName,
  type Program,
  type SourcePlan,
  type Step,
} from './program.js';

const events = 2;
const valuePaths = ['a', 'b', 's', 'o.v', 'o.p.w'];
const objectPaths = ['o', 'o.p'];
const counterPaths = ['n', 'm'];

/**
 * Some runs write a path, others only read it or leave it alone, so that the last to refresh it may be any run. It ends long before siblings that make calls: what it read is often known from the
 * journal only.
 */
const keeper: ActionPlan = {
  name: 'keeper',
  on: -1,
  steps: [
    ...['k', 'l', 'q', 'r', 't', 'u'].flatMap((path): Step[] => [
      { do: 'draw' },
      { do: 'when', modulus: 3, steps: [{ do: 'read', memory: 'shortTerm', path }] },
      { do: 'draw' },
      { do: 'when', modulus: 5, steps: [{ do: 'write', memory: 'shortTerm', path }] },
    ]),
    { do: 'output' },
  ],
};

/** A program that is a function of its seed. */
export function randomProgram(seed: number): Program {
  return new ProgramMaker(seed).make();
}

class ProgramMaker {
  readonly #random: SeededRandom;
  #calls = 0;
  /** Whether sources deliver something else in later lives. */
  #changing = false;
  /** Whether attempts of actions fail. */
  #failing = false;
  /** Whether actions leave something to those they cause. */
  #relaying = false;
  /** Whether what is read lives longer. */
  #refreshing = false;
  /** Whether a job that has failed goes on by itself. */
  #restarting = false;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed * 7919 + 13);
  }

  make(): Program {
    this.#changing = this.#chance(0.2);
    this.#failing = this.#chance(0.5);
    this.#relaying = this.#chance(0.3);
    const config = this.#config();
    this.#restarting = config['restart-strategy'] !== 'none';
    this.#refreshing = config['short-term-memory.state-ttl.update-type'] !== undefined;
    return { actions: this.#actions(), sources: this.#sources(), config };
  }

  #actions(): readonly ActionPlan[] {
    const plans: ActionPlan[] = [];
    const conflicting = this.#chance(0.5);
    for (let on = -1; on < events; on++) {
      const count = on === -1 ? (conflicting ? 2 : 1) + this.#below(conflicting ? 2 : 3) : this.#below(3);
      const conflict = conflicting && on === -1 ? this.#memory() : undefined;
      for (let index = 0; index < count; index++) {
        plans.push(this.#action(`on${on}_${index}`, on, conflict));
      }
    }
    return this.#refreshing ? [...plans, keeper] : plans;
  }

  #action(name: string, on: number, conflict: MemoryName | undefined): ActionPlan {
    const policy = this.#failing ? this.#policy() : undefined;
    const parts: readonly (readonly Step[])[] = [
      ...this.#steps(on, 1 + this.#below(5)).map((step) => [step]),
      conflict === undefined ? [] : this.#conflict(conflict),
      ...this.#risks(policy),
      this.#failing && this.#chance(0.5) ? [{ do: 'stumble' }] : [],
      this.#refreshing && on !== -1 ? [{ do: 'read', memory: 'shortTerm', path: 'k' }] : [],
    ];
    const steps = this.#withRelay(on, shuffled(parts, this.#random).flat());
    const wavering = this.#chance(0.06) ? [this.#waver()] : [];
    return { name, on, steps: [...corrected(steps, wavering.length > 0), ...wavering], onError: policy };
  }

  /** What an invocation leaves in the memory of the run is found by those it causes. */
  #withRelay(on: number, steps: readonly Step[]): readonly Step[] {
    if (!this.#relaying) {
      return steps;
    }
    return on === -1
      ? [...steps, { do: 'update', memory: 'sensory', path: 'n' }, { do: 'send', event: this.#below(events) }]
      : [{ do: 'read', memory: 'sensory', path: 'n' }, ...steps];
  }

  #policy(): ErrorPolicy | undefined {
    return this.#one<ErrorPolicy | undefined>([
      undefined,
      { attempts: 3, initialDelayMs: this.#below(4), afterAttempts: 'fail' },
      { attempts: 1 + this.#below(4), initialDelayMs: this.#below(4), afterAttempts: 'dead-letter' },
      { attempts: 2 + this.#below(3), initialDelayMs: this.#below(4), afterAttempts: 'dead-letter' },
    ]);
  }

  /** A job that fails for a reason of its own has to go on by itself, or it would need life after life. */
  #risks(policy: ErrorPolicy | undefined): readonly (readonly Step[])[] {
    if (policy?.afterAttempts === 'dead-letter') {
      return this.#chance(0.7) ? [[this.#risk(4)]] : [];
    }
    return this.#failing && this.#restarting && this.#chance(0.3) ? [[this.#risk(1)]] : [];
  }

  /** What fails is not called again before it is known to have failed, so everything of it waits for what was recorded before. */
  #risk(failsOfTen: number): Step {
    // One whose outcome nobody can find out would fail for ever.
    const clear = failsOfTen === 1 || this.#chance(0.5);
    const calls = Array.from({ length: 1 + this.#below(3) }, () => {
      const call = this.#call(!clear);
      const isSlow = this.#chance(0.3);
      return {
        ...call,
        readOnly: false,
        failsOfTen: !isSlow && this.#chance(0.7) ? failsOfTen : 0,
        thinksMs: isSlow ? 3 + this.#below(12) : undefined,
        timeoutMs: failsOfTen === 1 ? undefined : call.timeoutMs,
      };
    });
    const compensation = clear && this.#chance(0.5) ? { ...this.#call(false), readOnly: false } : undefined;
    return {
      do: 'risk',
      calls: clear ? calls.map((call) => ({ ...call, intent: 'none' as const })) : calls,
      compensation,
    };
  }

  #waver(): Step {
    const call = (): CallPlan => ({ ...this.#call(false), intent: 'none', readOnly: false });
    return { do: 'waver', call: call(), next: call() };
  }

  /** Siblings that all do this interleave on one path. */
  #conflict(memory: MemoryName): readonly Step[] {
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
    switch (this.#below(14)) {
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
      case 12:
        return { do: 'lanes', lanes: Array.from({ length: 2 + this.#below(2) }, () => this.#lane()) };
      default:
        return { do: 'output' };
    }
  }

  #lane(): readonly CallPlan[] {
    return Array.from({ length: 1 + this.#below(4) }, () => this.#call(false));
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
      readOnly: intent === 'none' && this.#chance(0.2) && !this.#changing && !this.#failing,
      failsOfTen: this.#chance(0.3) ? 5 : 0,
      reconcileFails: single && this.#chance(0.2),
      timeoutMs: (single || intent === 'none') && this.#chance(0.08) ? 1 + this.#below(6) : undefined,
    };
  }

  #sources(): readonly SourcePlan[] {
    // Values are refreshed by later runs of their key.
    const keyCount = 1 + this.#below(this.#refreshing && !this.#changing ? 2 : keys.length);
    const hot = this.#chance(0.4) ? this.#below(keyCount) : undefined;
    const quiet = this.#chance(0.3);
    const withWatermarks = this.#chance(0.5);
    const sourceCount = 1 + this.#below(3);
    return Array.from({ length: sourceCount }, (_, index): SourcePlan => {
      let timestamp = this.#below(10);
      return {
        id: `source${index}`,
        isSlow: this.#chance(this.#refreshing ? 0.8 : 0.5),
        watermarks: withWatermarks,
        inputs: Array.from({ length: 1 + this.#below(Math.ceil(9 / sourceCount)) }, (): InputPlan => {
          timestamp += this.#below(4);
          const input: InputPlan = {
            key: hot !== undefined && this.#chance(0.7) ? hot : this.#below(keyCount),
            value: this.#below(1000),
            loud: !quiet || this.#chance(0.6),
            timestamp: withWatermarks ? timestamp : undefined,
            pauseMs: this.#refreshing ? this.#below(8) : undefined,
          };
          return this.#changing && this.#chance(0.3) ? this.#changed(input, keyCount) : input;
        }),
      };
    });
  }

  #changed(input: InputPlan, keyCount: number): InputPlan {
    const value = input.value + 1000;
    const moved = { ...input, value, key: (input.key + 1 + this.#below(Math.max(1, keyCount - 1))) % keyCount };
    const becomes = this.#one([{ ...input, value }, moved, moved, undefined]);
    return { ...input, change: { fromLife: 1 + this.#below(2), becomes } };
  }

  #config(): Program['config'] {
    const ttl = this.#chance(0.5);
    const refreshes = ttl && this.#chance(0.8);
    // Where values live long, how old each is shows in the end.
    const livesLong = this.#chance(refreshes ? 0.85 : 0.6);
    // What is recovered from the journal instead of a checkpoint is what a changed source, or a read that refreshes, has to do with.
    const longestIntervalMs = refreshes || this.#changing ? 80 : 12;
    const restarts = this.#chance(0.4);
    return {
      'restart-strategy': restarts ? this.#one(['fixed-delay', 'exponential-delay']) : 'none',
      ...(restarts ? { 'restart-strategy.delay': 1 + this.#below(6), 'restart-strategy.max-restarts': 100 } : {}),
      ...(this.#chance(0.3) ? { 'call.settle-timeout': 1 + this.#below(6) } : {}),
      'checkpoint.interval': 1 + this.#below(longestIntervalMs),
      ...(this.#chance(0.2) ? { 'num-async-threads': 1 + this.#below(2) } : {}),
      ...(this.#chance(0.2) ? { 'pending-inputs.max': 1 + this.#below(3) } : {}),
      ...(this.#chance(0.2) ? { 'in-flight-keys.max': 1 + this.#below(3) } : {}),
      ...(this.#chance(0.5) ? { 'state.max-cached-keys': 1 + this.#below(4) } : {}),
      ...(ttl ? { 'short-term-memory.state-ttl.ms': livesLong ? 1000 : 1 + this.#below(12) } : {}),
      ...(refreshes ? { 'short-term-memory.state-ttl.update-type': 'ON_READ_AND_WRITE' } : {}),
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
 * Makes the steps of an action those of a correct one: calls that nobody awaits come last, because their action has given its turn away; and only the last call may be in doubt, because an action that
 * goes on after an unknown outcome, and learns another one in its next life, is not deterministic.
 */
function corrected(steps: readonly Step[], areFollowed: boolean): readonly Step[] {
  const ordered = [
    ...steps.filter((step) => step.do !== 'background'),
    ...steps.filter((step) => step.do === 'background'),
  ];
  return ordered.map((step, index) =>
    areFollowed || ordered.slice(index + 1).some(makesCalls) ? withoutDoubt(step) : step,
  );
}

/** The steps of a branch: other steps may follow. */
function inBranch(steps: readonly Step[]): readonly Step[] {
  return steps.filter((step) => step.do !== 'background').map(withoutDoubt);
}

/** Calls whose failure is that of the attempt may be in doubt anywhere: nothing goes on after them. */
function withoutDoubt(step: Step): Step {
  return step.do === 'call' ? { ...step, call: certain(step.call) } : step;
}

function certain(call: CallPlan): CallPlan {
  return { ...call, reconcileFails: false, timeoutMs: call.intent === 'none' ? call.timeoutMs : undefined };
}

function makesCalls(step: Step): boolean {
  return (
    ['call', 'fanOut', 'lanes', 'background', 'risk', 'waver'].includes(step.do) ||
    (step.do === 'when' && step.steps.some(makesCalls))
  );
}

function shuffled<T>(items: readonly T[], random: SeededRandom): readonly T[] {
  const left = [...items];
  return items.map(() => left.splice(random.below(left.length), 1)[0] as T);
}
