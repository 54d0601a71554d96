import { type FSWatcher, watch } from 'node:fs';
import { onTestFinished } from 'vitest';

/** Counts what changes in directories, as far as the system tells: the progress of a process that nobody has to ask. */
export class Changes {
  readonly #watchers: FSWatcher[];
  readonly #waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  #count = 0;

  constructor(directories: readonly string[]) {
    this.#watchers = directories.map((directory) => watch(directory, () => this.#changed()));
    onTestFinished(() => this.stop());
  }

  /** Resolves with the change of this number, from 1. */
  async reached(count: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#waiting.push({ count, resolve });
    });
  }

  stop(): void {
    for (const watcher of this.#watchers) watcher.close();
  }

  #changed(): void {
    this.#count += 1;
    for (const { count, resolve } of this.#waiting) if (count === this.#count) resolve();
  }
}
