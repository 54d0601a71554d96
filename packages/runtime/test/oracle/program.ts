/** A small language of agents, so that random ones can be made. What a step finds is text; it flows on into what later steps write, send and call. */
export interface Program {
  readonly actions: readonly ActionProgram[];
}

/** What one action does. */
export interface ActionProgram {
  /** 0: inputs; 1 to {@link levels}: the events of that level. Events only go up, so every run ends. */
  readonly trigger: number;
  readonly steps: readonly Step[];
  /** Calls that are started at the end and not awaited. */
  readonly background: number;
}

export type Step =
  | { readonly do: 'get' | 'has' | 'names' | 'delete' | 'newObject' | 'replaceByObject' | 'set'; readonly place: Place }
  | { readonly do: 'update'; readonly place: Place }
  /** Sends an event of a level above that of the trigger, or an output when there is none. */
  | { readonly do: 'send'; readonly above: number }
  | { readonly do: 'output' }
  | { readonly do: 'call'; readonly calls: readonly Call[] }
  | { readonly do: 'await' }
  /** The steps within, depending on what was found before. */
  | { readonly do: 'when'; readonly steps: readonly Step[] };

export interface Place {
  readonly memory: 'sensory' | 'shortTerm';
  readonly path: string;
}

export interface Call {
  readonly mode: 'durableExecute' | 'durableExecuteAsync';
  readonly outcome: 'value' | 'error';
  /** Whether the outcome is there at once, or comes when the test says so. */
  readonly immediate: boolean;
}

/** Highest level of events. */
export const levels = 3;

/** What the steps of an invocation act on. Everything answers with text; a refusal is answered with its code. */
export interface InvocationPort {
  readonly memory: (step: 'get' | 'has' | 'names' | 'delete' | 'newObject' | 'replaceByObject', place: Place) => string;
  readonly set: (place: Place, value: string) => string;
  readonly update: (place: Place, addition: string) => void;
  readonly send: (level: number, data: string) => void;
  readonly output: (data: string) => void;
}

/** What an invocation waits for: the calls of one step, or nothing but a plain promise. */
export type Wait = readonly Call[];

/**
 * Runs the steps of one invocation. Yields whenever it has to wait, is given what the calls answered, and returns everything it found.
 */
export function* interpret(
  action: ActionProgram,
  data: string,
  port: InvocationPort,
): Generator<Wait, readonly string[], readonly string[]> {
  const found = [data];
  yield* runSteps(action.steps, action.trigger, found, port);
  return found;
}

function* runSteps(
  steps: readonly Step[],
  trigger: number,
  found: string[],
  port: InvocationPort,
): Generator<Wait, void, readonly string[]> {
  for (const [index, step] of steps.entries()) {
    const last = shorten(found.at(-1) ?? '');
    switch (step.do) {
      case 'set':
        found.push(port.set(step.place, `${index}:${last}`));
        break;
      case 'update':
        port.update(step.place, last);
        break;
      case 'send':
        if (trigger + step.above <= levels) {
          port.send(trigger + step.above, last);
        } else {
          port.output(last);
        }
        break;
      case 'output':
        port.output(last);
        break;
      case 'call':
        found.push(...(yield step.calls));
        break;
      case 'await':
        yield [];
        break;
      case 'when':
        if (last < '8') {
          yield* runSteps(step.steps, trigger, found, port);
        }
        break;
      default:
        found.push(port.memory(step.do, step.place));
    }
  }
}

/** Four hexadecimal digits of the text, so that data does not grow as it flows. Algorithm: FNV-1a, folded to 16 bits. */
export function shorten(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return ((hash >>> 16) ^ (hash & 0xffff)).toString(16).padStart(4, '0');
}

/** What the call with this number, from 0, of an invocation answers. */
export function answerOf(invocation: string, number: number): string {
  return shorten(`${invocation} call ${number}`);
}

export function actionName(index: number): string {
  return `action_${index}`;
}
