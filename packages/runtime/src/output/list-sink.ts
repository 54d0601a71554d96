import type { Output, Sink } from './sink.js';

/** Collects outputs in memory, in the order in which they left. For tests and small jobs: it has no bound. */
export class ListSink implements Sink {
  readonly outputs: Output[] = [];

  write(output: Output): void {
    this.outputs.push(output);
  }
}
