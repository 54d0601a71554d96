import type { OutputStream } from '../../src/cli/output-stream.js';

/** Keeps what is written. */
export class RecordingStream implements OutputStream {
  readonly isTTY: boolean;
  readonly columns: number | undefined;
  readonly #writes: string[] = [];

  constructor(options: { readonly isTTY?: boolean; readonly columns?: number } = {}) {
    this.isTTY = options.isTTY ?? false;
    this.columns = options.columns;
  }

  write(text: string): void {
    this.#writes.push(text);
  }

  get writes(): readonly string[] {
    return this.#writes;
  }

  get text(): string {
    return this.#writes.join('');
  }
}
