import {
  Agent,
  Event,
  InputEvent,
  type MemoryObject,
  MillraceError,
  OutputEvent,
  type RunnerContext,
} from '@millrace/api';
import type { JournalEntry } from './journal.js';
import {
  type ActionProgram,
  actionName,
  answerOf,
  type Call,
  type InvocationPort,
  interpret,
  type Place,
  type Program,
  type Wait,
} from './program.js';

/** What a test sees and controls of the agent it runs. */
export class ProgramObserver {
  readonly journal: JournalEntry[] = [];
  /** What the agent did that no journal shows. */
  readonly problems: string[] = [];
  /** Calls that wait to be settled by the test. */
  readonly waitingCalls: (() => void)[] = [];
  readonly #openCalls = new Map<string, number>();
  /** Per key, the invocation that is between two of its waits. */
  readonly #running = new Map<string, string>();

  enter(key: string, invocation: string): void {
    const other = this.#running.get(key);
    if (other !== undefined) {
      this.problems.push(`${invocation} runs while ${other} does`);
    }
    this.#running.set(key, invocation);
  }

  leave(key: string): void {
    this.#running.delete(key);
  }

  callStarted(invocation: string): void {
    this.#openCalls.set(invocation, (this.#openCalls.get(invocation) ?? 0) + 1);
  }

  callSettled(invocation: string): void {
    this.#openCalls.set(invocation, (this.#openCalls.get(invocation) ?? 0) - 1);
  }

  committed(key: string, invocation: string): void {
    if ((this.#openCalls.get(invocation) ?? 0) > 0) {
      this.problems.push(`${invocation} committed before its calls had settled`);
    }
    this.journal.push({ kind: 'committed', key, invocation });
  }
}

/** The agent a program describes. */
export function agentOf(program: Program, observer: ProgramObserver): Agent {
  const agent = new Agent('program');
  for (const [index, action] of program.actions.entries()) {
    const trigger = action.trigger === 0 ? InputEvent.type : levelType(action.trigger);
    agent.addAction(actionName(index), [trigger], (event, ctx) =>
      new ProgramInvocation(event, ctx, actionName(index), observer).run(action),
    );
  }
  return agent;
}

/** Names an event: an input by what it carries, any other event by who sent it and as which. */
export function causeOf(event: Event): string {
  const { cause } = Object(event.attribute('input') ?? event.attribute('output') ?? event.attributes);
  return String(cause);
}

function levelType(level: number): string {
  return `level_${level}`;
}

/** One invocation of an action of a program, over the runner context. */
class ProgramInvocation implements InvocationPort {
  readonly #ctx: RunnerContext;
  readonly #key: string;
  readonly #id: string;
  readonly #data: string;
  readonly #observer: ProgramObserver;
  #sent = 0;
  #calls = 0;

  constructor(event: Event, ctx: RunnerContext, name: string, observer: ProgramObserver) {
    this.#ctx = ctx;
    this.#key = String(ctx.key);
    this.#id = `${causeOf(event)}:${name}`;
    this.#data = String(Object(event.attribute('input') ?? event.attributes).data);
    this.#observer = observer;
  }

  /** Returns a promise only if the steps have to wait. */
  run(action: ActionProgram): void | Promise<void> {
    this.#observer.journal.push({ kind: 'started', key: this.#key, invocation: this.#id });
    this.#observer.enter(this.#key, this.#id);
    // Told by the runtime itself: a change is applied when the invocation commits.
    this.#ctx.sensoryMemory.update('committed', () => {
      this.#observer.committed(this.#key, this.#id);
      return true;
    });
    const steps = interpret(action, this.#data, this);
    const first = steps.next();
    return first.done === true ? this.#end(action, first.value) : this.#goOn(action, steps, first.value);
  }

  async #goOn(
    action: ActionProgram,
    steps: Generator<Wait, readonly string[], readonly string[]>,
    first: Wait,
  ): Promise<void> {
    for (let wait = first; ; ) {
      const next = steps.next(await this.#wait(wait));
      if (next.done === true) {
        this.#end(action, next.value);
        return;
      }
      wait = next.value;
    }
  }

  #end({ background }: ActionProgram, found: readonly string[]): void {
    for (let count = 0; count < background; count++) {
      void this.#call({ mode: 'durableExecuteAsync', outcome: 'value', immediate: count % 2 === 1 });
    }
    this.#observer.journal.push({ kind: 'returned', invocation: this.#id, found });
    this.#observer.leave(this.#key);
  }

  async #wait(calls: Wait): Promise<readonly string[]> {
    const keepsTurn = calls.every(({ mode }) => mode === 'durableExecute');
    const results = calls.map((call) => this.#call(call));
    if (!keepsTurn) {
      this.#observer.leave(this.#key);
    }
    const settled = await Promise.allSettled(results);
    if (!keepsTurn) {
      this.#observer.enter(this.#key, this.#id);
    }
    return settled.map((result) =>
      result.status === 'fulfilled'
        ? result.value
        : `error ${result.reason instanceof Error ? result.reason.message : '?'}`,
    );
  }

  #call({ mode, outcome, immediate }: Call): Promise<string> {
    const answer = answerOf(this.#id, this.#calls++);
    const settle = (): string => {
      this.#observer.callSettled(this.#id);
      if (outcome === 'error') {
        throw new Error(answer);
      }
      return answer;
    };
    this.#observer.callStarted(this.#id);
    return this.#ctx[mode]('call', () =>
      immediate
        ? settle()
        : new Promise<void>((resolve) => {
            this.#observer.waitingCalls.push(resolve);
          }).then(settle),
    );
  }

  memory(step: Parameters<InvocationPort['memory']>[0], { memory, path }: Place): string {
    const root = this.#root(memory);
    return orCode(() => {
      switch (step) {
        case 'get':
          return String(root.get(path));
        case 'has':
          return String(root.has(path));
        case 'names':
          return root.getObject(path)?.fieldNames().join('+') ?? 'undefined';
        case 'delete':
          return String(root.delete(path));
        case 'newObject':
        case 'replaceByObject':
          root.newObject(path, { overwrite: step === 'replaceByObject' });
          return 'made';
      }
    });
  }

  set({ memory, path }: Place, value: string): string {
    return orCode(() => {
      this.#root(memory).set(path, value);
      return 'set';
    });
  }

  update({ memory, path }: Place, addition: string): void {
    this.#root(memory).update<string>(path, (current = '') => `${current}${addition}`);
  }

  send(level: number, data: string): void {
    this.#ctx.sendEvent(new Event(levelType(level), { cause: `${this.#id}#${this.#sent++}`, data }));
  }

  output(data: string): void {
    this.#ctx.sendEvent(new OutputEvent({ cause: `${this.#id}#${this.#sent++}`, data }));
  }

  #root(memory: Place['memory']): MemoryObject {
    return memory === 'sensory' ? this.#ctx.sensoryMemory : this.#ctx.shortTermMemory;
  }
}

function orCode(act: () => string): string {
  try {
    return act();
  } catch (error) {
    if (MillraceError.is(error)) {
      return error.code;
    }
    throw error;
  }
}
