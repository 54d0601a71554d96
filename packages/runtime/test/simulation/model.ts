import {
  type AttributeValue,
  type DurableCall,
  type DurableCallable,
  type Event,
  EventType,
  formatKey,
  InputEvent,
  type Key,
  type MemoryObject,
} from '@millrace/api';
import type { CommitCounts } from '../../src/action-state/action-state.js';
import { errorClasses, textToError } from '../../src/action-state/error-text.js';
import { textToValue } from '../../src/action-state/value-text.js';
import { UnknownOutcomeError } from '../../src/errors.js';
import { CausalId } from '../../src/identity/causal-id.js';
import { ReplayableRandom } from '../../src/identity/replayable-random.js';
import { InvocationMemory } from '../../src/memory/invocation-memory.js';
import { KeyMemory, type TimeToLive } from '../../src/memory/key-memory.js';
import { emptyMemory, RunMemory } from '../../src/memory/run-memory.js';
import { StoredMemoryObject } from '../../src/memory/stored-memory-object.js';
import { SimulatedFailure } from '../../src/testing/simulated-io.js';
import { RefusedError } from './external-service.js';
import { inputDigest, type JournaledRun, nameOf, type RecordedInvocation } from './journal-reader.js';
import { type ActionPlan, type InputPlan, keys, type Program } from './program.js';
import { type ProgramContext, runAction, textOf, triggered, type World } from './program-agent.js';

/** What the sequential execution of a program comes to. */
export interface ModelResult {
  /** Per key, in order: output id, value and timestamp. */
  readonly outputs: ReadonlyMap<string, readonly string[]>;
  /** Of runs that were given up: output id, value and timestamp. */
  readonly letters: readonly string[];
  readonly memories: ReadonlyMap<string, KeyMemory>;
  readonly problems: readonly string[];
}

interface OpenTask {
  readonly id: CausalId;
  readonly action: ActionPlan;
  readonly event: Event;
}

const knownErrors = errorClasses([RefusedError, SimulatedFailure]);

/**
 * Executes a program one invocation after another, in the order in which the journal says they were committed, with the outcomes the journal says their calls had. No mailbox, no tasks, no recovery:
 * whatever it comes to is what the runtime has to come to.
 */
export class Model {
  readonly #program: Program;
  readonly #problems: string[] = [];
  readonly #outputs = new Map<string, string[]>();
  readonly #letters: string[] = [];
  readonly #memories = new Map<string, KeyMemory>();
  readonly #timeToLive: TimeToLive;

  constructor(program: Program) {
    this.#program = program;
    this.#timeToLive = {
      ttlMs: Number(program.config['short-term-memory.state-ttl.ms'] ?? 0),
      refreshOnRead: program.config['short-term-memory.state-ttl.update-type'] === 'ON_READ_AND_WRITE',
      showExpired: false,
    };
  }

  async execute(runs: Iterable<JournaledRun>): Promise<ModelResult> {
    for (const run of runs) {
      await this.#executeRun(run);
    }
    return { outputs: this.#outputs, letters: this.#letters, memories: this.#memories, problems: this.#problems };
  }

  async #executeRun(journaled: JournaledRun): Promise<void> {
    const { header } = journaled;
    const input = versionsOf(this.#program, header).find(
      (version) => inputDigest(inputValue(version), version.timestamp) === header?.inputDigest,
    );
    if (header === undefined || input === undefined) {
      this.#problems.push(`${nameOf(journaled)} is about no input`);
      return;
    }
    const text = formatKey(journaled.key);
    if (formatKey(keys[input.key] as Key) !== text) {
      this.#problems.push(`${nameOf(journaled)} is about an input of another key`);
    }
    const memory = this.#memories.get(text) ?? new KeyMemory(this.#timeToLive);
    this.#memories.set(text, memory);
    if (journaled.letter !== undefined) {
      this.#checkLetter(journaled, journaled.letter, input);
      return;
    }
    const event = new InputEvent(inputValue(input));
    event.markSent({ sourceTimestamp: input.timestamp, upstreamEvent: undefined, upstreamActionName: undefined });
    const run = new ModelRun(this.#program, journaled, memory.viewAt(header.startedAtMs), header.startedAtMs);
    run.route(event, CausalId.ofRun(journaled.key, journaled.number), 0);
    for (const commit of journaled.commits) {
      await run.commit(commit);
    }
    this.#problems.push(...run.finish());
    memory.fold(run.shortTerm.operations, run.readPaths, header.startedAtMs);
    this.#outputs.set(text, [...(this.#outputs.get(text) ?? []), ...run.outputs]);
  }

  #checkLetter({ key, number, header, succeededCalls }: JournaledRun, text: string, input: InputPlan): void {
    const letter = textToValue(text);
    const expected = {
      source: header?.sourceId ?? '',
      position: header?.position ?? -1,
      run: number,
      value: inputValue(input),
      succeededCalls,
    };
    const found = Object(letter) as Record<string, AttributeValue>;
    for (const [name, value] of Object.entries(expected)) {
      if (textOf(found[name]) !== textOf(value)) {
        this.#problems.push(
          `the dead letter of key ${formatKey(key)}, run ${number} has the ${name} ${textOf(found[name])}, not ${textOf(value)}`,
        );
      }
    }
    const action = this.#program.actions.find(({ name }) => name === found['action']);
    if (action?.onError?.afterAttempts !== 'dead-letter') {
      this.#problems.push(`key ${formatKey(key)}, run ${number} was given up because of ${textOf(found['action'])}`);
    }
    this.#letters.push(`${CausalId.ofRun(key, number).toString()} ${text} ${input.timestamp}`);
  }
}

/** What the source may have delivered at a position, over all lives. */
function versionsOf({ sources }: Program, header: JournaledRun['header']): readonly InputPlan[] {
  const input = sources.find(({ id }) => id === header?.sourceId)?.inputs[header?.position ?? -1];
  return [input, input?.change?.becomes].filter((version) => version !== undefined);
}

class ModelRun {
  readonly shortTerm: RunMemory;
  readonly sensory = new RunMemory(emptyMemory);
  readonly readPaths = new Set<string>();
  readonly outputs: string[] = [];
  readonly #program: Program;
  readonly #journaled: JournaledRun;
  readonly #startedAtMs: number;
  readonly #open: OpenTask[] = [];
  readonly #problems: string[] = [];

  constructor(
    program: Program,
    journaled: JournaledRun,
    memory: ConstructorParameters<typeof RunMemory>[0],
    startedAtMs: number,
  ) {
    this.#program = program;
    this.#journaled = journaled;
    this.#startedAtMs = startedAtMs;
    this.shortTerm = new RunMemory(memory);
  }

  route(event: Event, cause: CausalId, index: number): void {
    if (event.type === EventType.OutputEvent) {
      this.outputs.push(outputText(`${cause.toString()}/${index}`, event.attribute('output'), event.sourceTimestamp));
      return;
    }
    for (const action of triggered(this.#program, event)) {
      this.#open.push({ id: cause.ofInvocation(index, action.name), action, event });
    }
  }

  async commit(id: string): Promise<void> {
    const index = this.#open.findIndex((task) => task.id.toString() === id);
    const [task] = index === -1 ? [] : this.#open.splice(index, 1);
    if (task === undefined) {
      this.#problems.push(`${nameOf(this.#journaled)} completed ${id}, which nothing leads to`);
      return;
    }
    const recorded = this.#journaled.invocations.get(id) ?? {
      settled: [],
      pending: new Set(),
      startedAt: [],
      completed: 1,
      failedAttempts: 0,
    };
    const { attempts = 1, afterAttempts = 'fail' } = task.action.onError ?? {};
    if (afterAttempts === 'dead-letter' && recorded.failedAttempts >= attempts) {
      this.#problems.push(
        `${nameOf(this.#journaled)}, ${task.action.name}: ${recorded.failedAttempts} attempts had failed`,
      );
    }
    const now = { shortTerm: this.shortTerm.operations.length, sensory: this.sensory.operations.length };
    const invocation = new ModelInvocation(
      this,
      task,
      recorded,
      recorded.startedAt[0] ?? now,
      this.#journaled.number,
      this.#startedAtMs,
    );
    this.#problems.push(
      ...(await invocation.execute()).map((problem) => `${nameOf(this.#journaled)}, ${task.action.name}: ${problem}`),
    );
    invocation.apply();
    for (const path of invocation.shortTerm.readPaths) {
      this.readPaths.add(path);
    }
    for (const [position, event] of invocation.outbox.entries()) {
      event.markSent({
        sourceTimestamp: task.event.sourceTimestamp,
        upstreamEvent: task.event,
        upstreamActionName: task.action.name,
      });
      this.route(event, task.id, position);
    }
  }

  finish(): readonly string[] {
    for (const { action } of this.#open) {
      this.#problems.push(`${nameOf(this.#journaled)} did not complete ${action.name}`);
    }
    return this.#problems;
  }
}

/** The context of one invocation that is executed with outcomes that are known. */
class ModelInvocation implements ProgramContext {
  readonly outbox: Event[] = [];
  readonly shortTerm: InvocationMemory;
  readonly runNumber: number;
  readonly #sensory: InvocationMemory;
  readonly #task: OpenTask;
  readonly #recorded: RecordedInvocation;
  readonly #startedAtMs: number;
  readonly #random: ReplayableRandom;
  readonly #problems: string[] = [];
  /** Calls that were started and not answered, by position. */
  readonly #calls = new Map<
    number,
    (outcome: { readonly value: AttributeValue | undefined } | { readonly error: unknown }) => void
  >();
  #started = 0;

  constructor(
    run: ModelRun,
    task: OpenTask,
    recorded: RecordedInvocation,
    startedAt: CommitCounts,
    runNumber: number,
    startedAtMs: number,
  ) {
    this.#task = task;
    this.#recorded = recorded;
    this.runNumber = runNumber;
    this.#startedAtMs = startedAtMs;
    this.#random = new ReplayableRandom(task.id);
    this.shortTerm = new InvocationMemory('short_term', run.shortTerm, () => undefined, {
      tracksReads: true,
      startedAt: startedAt.shortTerm,
    });
    this.#sensory = new InvocationMemory('sensory', run.sensory, () => undefined, { startedAt: startedAt.sensory });
    if (
      recorded.startedAt.some((other) => other.shortTerm !== startedAt.shortTerm || other.sensory !== startedAt.sensory)
    ) {
      this.#problems.push(
        `its records say that it started with different memories: ${JSON.stringify(recorded.startedAt)}`,
      );
    }
  }

  /** Nothing happens here but what is recorded. */
  readonly #world: World = {
    makeCall: ({ id }) => ({ id, call: () => undefined }),
    stumbles: () => false,
    wavers: ({ id }) => this.#recorded.settled.some((call) => call.position === this.#started && call.callId === id),
  };

  get shortTermMemory(): MemoryObject {
    return new StoredMemoryObject(this.shortTerm);
  }

  get sensoryMemory(): MemoryObject {
    return new StoredMemoryObject(this.#sensory);
  }

  async execute(): Promise<readonly string[]> {
    let over = false;
    const running = runAction(this.#task.action, this.#task.event, this, this.#world).then(
      () => {
        over = true;
      },
      (error: unknown) => {
        over = true;
        this.#problems.push(`it failed with ${String(error)}`);
      },
    );
    await rounds();
    while (!over || this.#calls.size > 0) {
      this.#answerNext();
      await rounds();
    }
    await running;
    return this.#problems;
  }

  apply(): void {
    this.shortTerm.apply(this.shortTerm.prepare());
    this.#sensory.apply(this.#sensory.prepare());
  }

  sendEvent(event: Event): void {
    this.outbox.push(event);
  }

  now(): number {
    return this.#startedAtMs;
  }

  random(): number {
    return this.#random.number();
  }

  uuid(): string {
    return this.#random.uuid();
  }

  durableExecute<T>(idOrCall: string | DurableCall<T>, _callable?: DurableCallable<T>): Promise<T> {
    return this.#start(idOrCall);
  }

  durableExecuteAsync<T>(idOrCall: string | DurableCall<T>, _callable?: DurableCallable<T>): Promise<T> {
    return this.#start(idOrCall);
  }

  #start<T>(idOrCall: string | DurableCall<T>): Promise<T> {
    const position = this.#started++;
    const id = typeof idOrCall === 'string' ? idOrCall : idOrCall.id;
    const recorded = this.#recorded.settled.find((call) => call.position === position);
    if (recorded !== undefined && recorded.callId !== id) {
      this.#problems.push(`call ${position} is recorded as ${recorded.callId}, not ${id}`);
    }
    return new Promise<T>((resolve, reject) => {
      this.#calls.set(position, (outcome) => {
        if ('error' in outcome) {
          reject(outcome.error);
        } else {
          resolve(outcome.value as T);
        }
      });
    });
  }

  /** Answers the call whose outcome was recorded first among those that are open; one without an outcome was in doubt. */
  #answerNext(): void {
    const settled = this.#recorded.settled.find(({ position }) => this.#calls.has(position));
    const position = settled?.position ?? [...this.#calls.keys()][0];
    const answer = position === undefined ? undefined : this.#calls.get(position);
    if (position === undefined || answer === undefined) {
      throw new Error('The model of an action waits for nothing.');
    }
    this.#calls.delete(position);
    if (settled === undefined) {
      if (!this.#recorded.pending.has(position)) {
        this.#problems.push(`call ${position} has no outcome`);
      }
      answer({ error: new UnknownOutcomeError('') });
    } else if ('error' in settled.outcome) {
      answer({ error: textToError(settled.outcome.error, knownErrors) });
    } else {
      answer({ value: settled.outcome.value === undefined ? undefined : textToValue(settled.outcome.value) });
    }
  }
}

/** The value of an input as sources deliver it. */
export function inputValue(input: InputPlan): AttributeValue {
  return { key: input.key, value: input.value, loud: input.loud };
}

export function outputText(outputId: string, value: AttributeValue | undefined, timestamp: number | undefined): string {
  return `${outputId} ${textOf(value)} ${timestamp}`;
}

/** Lets promises that are resolved run their reactions, whatever they chain. */
function rounds(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
