import type { CallPlan, InputPlan, Program } from './program.js';

const plain: Omit<CallPlan, 'id'> = { intent: 'none', readOnly: false, failsOfTen: 0, reconcileFails: false };

function input(key: number, value: number, timestamp: number): InputPlan {
  return { key, value, loud: true, timestamp };
}

/** Small enough to be killed at every place of two lives in a row. */
export const tinyScenario: Program = {
  actions: [
    {
      name: 'charge',
      on: -1,
      steps: [
        { do: 'update', memory: 'shortTerm', path: 'n' },
        { do: 'call', mode: 'async', call: { ...plain, id: 'price' } },
        { do: 'call', mode: 'sync', call: { ...plain, id: 'charge', intent: 'reconcile' } },
        { do: 'output' },
      ],
    },
  ],
  sources: [{ id: 'orders', isSlow: true, watermarks: true, inputs: [input(0, 1, 1), input(0, 2, 2)] }],
  config: { 'restart-strategy': 'none', 'checkpoint.interval': 3 },
};

/** A bit of everything, over several keys and sources. */
export const mixedScenario: Program = {
  actions: [
    {
      name: 'left',
      on: -1,
      steps: [
        { do: 'read', memory: 'shortTerm', path: 's' },
        { do: 'call', mode: 'async', call: { ...plain, id: 'look up', readOnly: true } },
        { do: 'write', memory: 'shortTerm', path: 's' },
        { do: 'send', event: 0 },
      ],
    },
    {
      name: 'right',
      on: -1,
      steps: [
        {
          do: 'fanOut',
          calls: [
            { ...plain, id: 'one' },
            { ...plain, id: 'two', intent: 'reconcile' },
          ],
        },
        { do: 'write', memory: 'shortTerm', path: 's' },
        { do: 'update', memory: 'sensory', path: 'n' },
        { do: 'output' },
      ],
    },
    {
      name: 'after',
      on: 0,
      steps: [
        { do: 'read', memory: 'sensory', path: 'n' },
        { do: 'newObject', memory: 'shortTerm', path: 'o' },
        { do: 'call', mode: 'sync', call: { ...plain, id: 'charge', intent: 'both', failsOfTen: 5 } },
        { do: 'draw' },
        { do: 'output' },
        { do: 'call', mode: 'async', call: { ...plain, id: 'mail', intent: 'onUnknown' } },
      ],
    },
  ],
  sources: [
    { id: 'one', isSlow: false, watermarks: true, inputs: [input(0, 1, 1), input(2, 2, 3)] },
    { id: 'two', isSlow: true, watermarks: true, inputs: [input(0, 3, 2), input(0, 4, 5)] },
  ],
  config: { 'restart-strategy': 'none', 'checkpoint.interval': 6, 'short-term-memory.state-ttl.ms': 5 },
};

/** Attempts that fail for a while, a run that is given up, and a sibling that stumbles. */
export const failingScenario: Program = {
  actions: [
    {
      name: 'charge',
      on: -1,
      steps: [
        { do: 'update', memory: 'shortTerm', path: 'n' },
        {
          do: 'risk',
          calls: [
            { ...plain, id: 'reserve', failsOfTen: 7 },
            { ...plain, id: 'charge' },
          ],
          compensation: { ...plain, id: 'refund' },
        },
        { do: 'output' },
      ],
      onError: { attempts: 2, initialDelayMs: 2, afterAttempts: 'dead-letter' },
    },
    {
      name: 'note',
      on: -1,
      steps: [
        { do: 'call', mode: 'async', call: { ...plain, id: 'note', intent: 'reconcile' } },
        { do: 'write', memory: 'shortTerm', path: 's' },
      ],
    },
  ],
  sources: [{ id: 'orders', isSlow: true, watermarks: true, inputs: [input(0, 1, 1), input(1, 2, 2), input(0, 3, 3)] }],
  config: { 'restart-strategy': 'none', 'checkpoint.interval': 4, 'call.settle-timeout': 3 },
};

/** An action that does not always make the same calls. */
export const waveringScenario: Program = {
  actions: [
    {
      name: 'ask',
      on: -1,
      steps: [
        { do: 'call', mode: 'async', call: { ...plain, id: 'first' } },
        { do: 'waver', call: { ...plain, id: 'perhaps' }, next: { ...plain, id: 'surely' } },
        { do: 'output' },
      ],
    },
  ],
  sources: [{ id: 'questions', isSlow: true, watermarks: false, inputs: [input(0, 1, 1), input(1, 2, 2)] }],
  config: { 'restart-strategy': 'none', 'checkpoint.interval': 5 },
};

/** A source that does not deliver the same records in its second life. */
export const changingScenario: Program = {
  actions: [
    {
      name: 'take',
      on: -1,
      steps: [
        { do: 'update', memory: 'shortTerm', path: 'n' },
        { do: 'call', mode: 'async', call: { ...plain, id: 'take', intent: 'reconcile' } },
        { do: 'output' },
      ],
    },
  ],
  sources: [
    {
      id: 'orders',
      isSlow: true,
      watermarks: true,
      inputs: [
        { ...input(0, 1, 1), change: { fromLife: 1, becomes: input(0, 7, 1) } },
        { ...input(1, 2, 2), change: { fromLife: 1, becomes: undefined } },
        { ...input(0, 3, 3), change: { fromLife: 1, becomes: input(1, 3, 3) } },
        input(1, 4, 4),
      ],
    },
  ],
  config: { 'restart-strategy': 'none', 'checkpoint.interval': 12 },
};
