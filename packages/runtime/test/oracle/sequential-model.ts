import type { ArrivedInput, JournalEntry } from './journal.js';
import {
  type ActionProgram,
  actionName,
  answerOf,
  type InvocationPort,
  interpret,
  type Place,
  type Program,
} from './program.js';

/** What the model says must have come out. */
export interface Expectation {
  readonly outputs: readonly ExpectedOutput[];
  /** The values of the short-term memory of every key, by path. */
  readonly memories: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** Everything in the journal that the semantics do not allow. */
  readonly problems: readonly string[];
}

export interface ExpectedOutput {
  readonly key: string;
  readonly timestamp: number | undefined;
  readonly value: { readonly cause: string; readonly data: string };
}

/**
 * The semantics of an agent, one thing after another: no promises, no turns, no overlays. It is told in which order invocations started and committed, and computes
 * everything else by running each invocation from beginning to end when it starts, on a copy of the memory as it is at that moment.
 */
export class SequentialModel {
  readonly #actions: readonly ActionProgram[];
  readonly #keys = new Map<string, KeyModel>();
  readonly #outputs: ExpectedOutput[] = [];
  readonly #problems: string[] = [];
  /** Watermarks that have arrived and not left, each with the inputs before it that are unfinished. */
  readonly #held: { readonly watermark: number; readonly unfinished: Set<ArrivedInput> }[] = [];
  readonly #unfinished = new Set<ArrivedInput>();

  constructor(program: Program) {
    this.#actions = program.actions;
  }

  replay(journal: readonly JournalEntry[]): Expectation {
    for (const entry of journal) {
      this.#apply(entry);
    }
    this.#check(this.#unfinished.size === 0, `${this.#unfinished.size} inputs are unfinished`);
    this.#check(this.#held.length === 0, `${this.#held.length} watermarks have not left`);
    const memories = new Map([...this.#keys].map(([key, { memory }]) => [key, memory.values()]));
    return { outputs: this.#outputs, memories, problems: this.#problems };
  }

  #apply(entry: JournalEntry): void {
    switch (entry.kind) {
      case 'arrived':
        this.#key(entry.input.key).waiting.push(entry.input);
        this.#unfinished.add(entry.input);
        return;
      case 'watermark arrived':
        this.#held.push({ watermark: entry.watermark, unfinished: new Set(this.#unfinished) });
        return;
      case 'watermark left': {
        const oldest = this.#held.shift();
        this.#check(oldest?.watermark === entry.watermark, `watermark ${entry.watermark} overtook an older one`);
        this.#check(oldest?.unfinished.size === 0, `watermark ${entry.watermark} left ahead of an unfinished input`);
        return;
      }
      case 'turn over':
        this.#check(
          this.#held[0]?.unfinished.size !== 0,
          `watermark ${this.#held[0]?.watermark} was held back for nothing`,
        );
        return;
      case 'processed':
        this.#process(entry.key, entry.runNumber, entry.cause);
        return;
      case 'started':
        this.#start(entry.key, entry.invocation);
        return;
      case 'returned':
        for (const { run } of this.#keys.values()) {
          const found = run?.running.get(entry.invocation)?.found;
          if (found !== undefined) {
            this.#check(
              found.join() === entry.found.join(),
              `${entry.invocation} found ${entry.found.join()}, not ${found.join()}`,
            );
          }
        }
        return;
      case 'committed':
        this.#commit(entry.key, entry.invocation);
    }
  }

  #process(key: string, runNumber: number, cause: string): void {
    const keyModel = this.#key(key);
    if (keyModel.waiting[0]?.cause === cause) {
      this.#beginRun(key, runNumber);
      return;
    }
    const { run } = keyModel;
    const sent = run?.sent.shift();
    this.#check(sent?.cause === cause, `${cause} was processed where ${sent?.cause} should have been`);
    if (run === undefined || sent === undefined) {
      return;
    }
    this.#check(run.number === runNumber, `${cause} was processed in run ${runNumber}`);
    if (sent.level === 'output') {
      this.#outputs.push({ key, timestamp: run.input.timestamp, value: { cause, data: sent.data } });
    } else {
      this.#trigger(run, sent.level, cause, sent.data);
    }
    this.#endRunIfDone(key);
  }

  #beginRun(key: string, runNumber: number): void {
    const keyModel = this.#key(key);
    const input = keyModel.waiting.shift();
    if (input === undefined) {
      return;
    }
    this.#check(keyModel.run === undefined, `the run of ${input.cause} began before the one before had ended`);
    this.#check(keyModel.nextRunNumber === runNumber, `the run of ${input.cause} has number ${runNumber}`);
    keyModel.nextRunNumber++;
    keyModel.run = {
      input,
      number: runNumber,
      memories: { shortTerm: keyModel.memory.copy(), sensory: new MemoryModel() },
      queued: [],
      running: new Map(),
      sent: [],
    };
    this.#trigger(keyModel.run, 0, input.cause, input.data);
    this.#endRunIfDone(key);
  }

  #trigger(run: RunModel, level: number, cause: string, data: string): void {
    for (const [index, action] of this.#actions.entries()) {
      if (action.trigger === level) {
        run.queued.push({ id: `${cause}:${actionName(index)}`, action, data });
      }
    }
  }

  #start(key: string, invocation: string): void {
    const run = this.#key(key).run;
    const next = run?.queued.shift();
    this.#check(next?.id === invocation, `${invocation} started where ${next?.id} should have`);
    if (run !== undefined && next !== undefined) {
      run.running.set(next.id, new InvocationModel(next, run.memories));
    }
  }

  #commit(key: string, invocation: string): void {
    const run = this.#key(key).run;
    const effects = run?.running.get(invocation);
    this.#check(effects !== undefined, `${invocation} committed without having started`);
    if (run === undefined || effects === undefined) {
      return;
    }
    run.running.delete(invocation);
    for (const { memory, change } of effects.changes) {
      change(run.memories[memory]);
    }
    run.sent.push(...effects.sent);
    this.#endRunIfDone(key);
  }

  #endRunIfDone(key: string): void {
    const keyModel = this.#key(key);
    const { run } = keyModel;
    if (run !== undefined && run.queued.length === 0 && run.running.size === 0 && run.sent.length === 0) {
      keyModel.memory = run.memories.shortTerm;
      keyModel.run = undefined;
      this.#unfinished.delete(run.input);
      for (const { unfinished } of this.#held) {
        unfinished.delete(run.input);
      }
    }
  }

  #key(key: string): KeyModel {
    const known = this.#keys.get(key) ?? { waiting: [], nextRunNumber: 0, memory: new MemoryModel(), run: undefined };
    this.#keys.set(key, known);
    return known;
  }

  #check(holds: boolean, otherwise: string): void {
    if (!holds) {
      this.#problems.push(otherwise);
    }
  }
}

interface KeyModel {
  readonly waiting: ArrivedInput[];
  nextRunNumber: number;
  memory: MemoryModel;
  run: RunModel | undefined;
}

interface RunModel {
  readonly input: ArrivedInput;
  readonly number: number;
  readonly memories: Record<Place['memory'], MemoryModel>;
  /** Triggered and not started, oldest first. */
  readonly queued: QueuedInvocation[];
  readonly running: Map<string, InvocationModel>;
  /** Released by commits and not processed, oldest first. */
  readonly sent: SentEvent[];
}

interface QueuedInvocation {
  readonly id: string;
  readonly action: ActionProgram;
  readonly data: string;
}

interface SentEvent {
  readonly cause: string;
  readonly level: number | 'output';
  readonly data: string;
}

/** One invocation, run from beginning to end on copies of the memories at its start. */
class InvocationModel implements InvocationPort {
  /** What its commit does to the memories of the run, in order. */
  readonly changes: { readonly memory: Place['memory']; readonly change: (memory: MemoryModel) => void }[] = [];
  readonly sent: SentEvent[] = [];
  readonly found: readonly string[];
  readonly #id: string;
  readonly #view: Record<Place['memory'], MemoryModel>;

  constructor({ id, action, data }: QueuedInvocation, memories: Record<Place['memory'], MemoryModel>) {
    this.#id = id;
    this.#view = { shortTerm: memories.shortTerm.copy(), sensory: memories.sensory.copy() };
    this.found = this.#run(action, data);
  }

  #run(action: ActionProgram, data: string): readonly string[] {
    const steps = interpret(action, data, this);
    let calls = 0;
    let step = steps.next();
    while (step.done !== true) {
      step = steps.next(
        step.value.map(({ outcome }) =>
          outcome === 'error' ? `error ${answerOf(this.#id, calls++)}` : answerOf(this.#id, calls++),
        ),
      );
    }
    return step.value;
  }

  memory(step: Parameters<InvocationPort['memory']>[0], place: Place): string {
    const view = this.#view[place.memory];
    const there = view.find(place.path);
    switch (step) {
      case 'get':
        return there instanceof Map ? 'MEMORY_PATH_IS_OBJECT' : String(there);
      case 'has':
        return String(there !== undefined);
      case 'names':
        return there instanceof Map
          ? [...there.keys()].join('+')
          : there === undefined
            ? 'undefined'
            : 'MEMORY_PATH_IS_VALUE';
      case 'delete':
        if (there !== undefined) {
          this.#change(place, (memory) => memory.delete(place.path));
        }
        return String(there !== undefined);
      case 'newObject':
      case 'replaceByObject':
        if (view.goesThroughValue(place.path) || (typeof there === 'string' && step === 'newObject')) {
          return 'MEMORY_PATH_IS_VALUE';
        }
        this.#change(place, (memory) => memory.putObject(place.path));
        return 'made';
    }
  }

  set(place: Place, value: string): string {
    const view = this.#view[place.memory];
    if (view.goesThroughValue(place.path)) {
      return 'MEMORY_PATH_IS_VALUE';
    }
    if (view.find(place.path) instanceof Map) {
      return 'MEMORY_PATH_IS_OBJECT';
    }
    this.#change(place, (memory) => memory.put(place.path, value));
    return 'set';
  }

  /** Seen by nobody before the commit, and computed from what is there then. */
  update(place: Place, addition: string): void {
    this.changes.push({
      memory: place.memory,
      change: (memory) => {
        const current = memory.find(place.path);
        memory.put(place.path, `${typeof current === 'string' ? current : ''}${addition}`);
      },
    });
  }

  send(level: number, data: string): void {
    this.sent.push({ cause: `${this.#id}#${this.sent.length}`, level, data });
  }

  output(data: string): void {
    this.sent.push({ cause: `${this.#id}#${this.sent.length}`, level: 'output', data });
  }

  #change({ memory }: Place, change: (memory: MemoryModel) => void): void {
    change(this.#view[memory]);
    this.changes.push({ memory, change });
  }
}

type MemoryNode = string | MemoryObjectNode;
type MemoryObjectNode = Map<string, MemoryNode>;

/** Memory as nested maps. Whatever is in the way of a change is replaced. */
class MemoryModel {
  #root: MemoryObjectNode = new Map();

  copy(): MemoryModel {
    const copy = new MemoryModel();
    copy.#root = structuredClone(this.#root);
    return copy;
  }

  find(path: string): MemoryNode | undefined {
    let node: MemoryNode | undefined = this.#root;
    for (const name of path.split('.')) {
      node = node instanceof Map ? node.get(name) : undefined;
    }
    return node;
  }

  goesThroughValue(path: string): boolean {
    const names = path.split('.');
    return names.some((_, length) => length > 0 && typeof this.find(names.slice(0, length).join('.')) === 'string');
  }

  put(path: string, value: string): void {
    const [parent, name] = this.#parentOf(path);
    parent.set(name, value);
  }

  putObject(path: string): void {
    if (!(this.find(path) instanceof Map)) {
      const [parent, name] = this.#parentOf(path);
      parent.set(name, new Map());
    }
  }

  delete(path: string): void {
    if (this.find(path) !== undefined) {
      const [parent, name] = this.#parentOf(path);
      parent.delete(name);
    }
  }

  /** Every value by its path. */
  values(node: MemoryObjectNode = this.#root, prefix = ''): Readonly<Record<string, string>> {
    return Object.fromEntries(
      [...node].flatMap(([name, child]) =>
        typeof child === 'string'
          ? [[`${prefix}${name}`, child]]
          : Object.entries(this.values(child, `${prefix}${name}.`)),
      ),
    );
  }

  /** The object a path ends in, made where it is missing, and the name of the field in it. */
  #parentOf(path: string): [MemoryObjectNode, string] {
    const names = path.split('.');
    const field = names.pop() ?? '';
    let node = this.#root;
    for (const name of names) {
      const child = node.get(name);
      const object: MemoryObjectNode = child instanceof Map ? child : new Map<string, MemoryNode>();
      node.set(name, object);
      node = object;
    }
    return [node, field];
  }
}
