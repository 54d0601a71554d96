import type { ErrorPolicy, Key } from '@millrace/api';

/** One durable call of a program. */
export interface CallPlan {
  readonly id: string;
  readonly intent: 'none' | 'reconcile' | 'onUnknown' | 'both';
  readonly readOnly: boolean;
  /** Of ten calls, how many fail. */
  readonly failsOfTen: number;
  /** Whether `reconcile` sometimes throws. */
  readonly reconcileFails: boolean;
  /** After which time the job does not wait any longer, if it does not wait for ever. */
  readonly timeoutMs?: number | undefined;
  /** How long the service thinks before it does anything, if it does not answer as soon as it may. */
  readonly thinksMs?: number | undefined;
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
  /** Sequences of calls, side by side: which call of which sequence is next depends on the order of the outcomes. */
  | { readonly do: 'lanes'; readonly lanes: readonly (readonly CallPlan[])[] }
  /** Calls at once whose failure is that of the attempt; after it, if there is one, the compensation is called first. */
  | { readonly do: 'risk'; readonly calls: readonly CallPlan[]; readonly compensation: CallPlan | undefined }
  /** Here the attempt fails when the simulation says so, for no reason that anybody could record. */
  | { readonly do: 'stumble' }
  /** A call that one execution makes and another one does not, before a call that every one makes: actions are not always as deterministic as they should be. */
  | { readonly do: 'waver'; readonly call: CallPlan; readonly next: CallPlan }
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
  readonly onError?: ErrorPolicy | undefined;
}

export interface InputPlan {
  /** Index into {@link keys}. */
  readonly key: number;
  readonly value: number;
  /** Whether it triggers actions. */
  readonly loud: boolean;
  readonly timestamp: number | undefined;
  /** After which time a slow source delivers it, if not as soon as it may. */
  readonly pauseMs?: number | undefined;
  /** What becomes of the record in later lives of the job, if it does not stay as it is. */
  readonly change?: InputChange | undefined;
}

/** From a life on a source delivers another record at a position, or none. */
export interface InputChange {
  readonly fromLife: number;
  readonly becomes: InputPlan | undefined;
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

/** What a source delivers at a position in a life of the job. */
export function inputIn(life: number, input: InputPlan): InputPlan | undefined {
  return input.change !== undefined && life >= input.change.fromLife ? input.change.becomes : input;
}
