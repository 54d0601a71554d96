import type { Output, Sink } from '../../src/index.js';

/** What a sink does besides recording. What is left out does nothing. */
export interface SinkBehaviour {
  readonly open?: () => void | Promise<void>;
  readonly write?: (output: Output) => void | Promise<void>;
  readonly writeWatermark?: (watermarkMs: number) => void | Promise<void>;
  readonly flush?: () => void | Promise<void>;
  readonly close?: () => void | Promise<void>;
}

/** Notes every call in a log that it may share with others, and checks the laws of sinks: one call at a time, nothing after `close`. */
export class RecordingSink implements Sink {
  readonly outputs: Output[] = [];
  /** Outputs and watermarks, in the order in which they came. */
  readonly departures: unknown[] = [];
  /** What the runtime did that the laws of sinks forbid. */
  readonly violations: string[] = [];
  readonly log: string[];
  readonly #name: string;
  readonly #behaviour: SinkBehaviour;
  #pending: string | undefined;
  #closed = false;

  constructor(behaviour: SinkBehaviour = {}, name = 'sink', log: string[] = []) {
    this.#behaviour = behaviour;
    this.#name = name;
    this.log = log;
  }

  open(): void | Promise<void> {
    return this.#call('open', () => this.#behaviour.open?.());
  }

  write(output: Output): void | Promise<void> {
    return this.#call('write', () => {
      this.outputs.push(output);
      this.departures.push(output.value);
      return this.#behaviour.write?.(output);
    });
  }

  writeWatermark(watermarkMs: number): void | Promise<void> {
    return this.#call('watermark', () => {
      this.departures.push({ watermarkMs });
      return this.#behaviour.writeWatermark?.(watermarkMs);
    });
  }

  flush(): void | Promise<void> {
    return this.#call('flush', () => this.#behaviour.flush?.());
  }

  close(): void | Promise<void> {
    return this.#call('close', () => {
      this.#closed = true;
      return this.#behaviour.close?.();
    });
  }

  #call(operation: string, act: () => void | Promise<void>): void | Promise<void> {
    if (this.#pending !== undefined) {
      this.violations.push(`${operation} while ${this.#pending} is pending`);
    }
    if (this.#closed && operation !== 'close') {
      this.violations.push(`${operation} after close`);
    }
    this.log.push(`${this.#name} ${operation}`);
    const result = act();
    return result === undefined ? undefined : this.#until(operation, result);
  }

  async #until(operation: string, result: Promise<void>): Promise<void> {
    this.#pending = operation;
    try {
      await result;
    } finally {
      this.#pending = undefined;
    }
  }
}
