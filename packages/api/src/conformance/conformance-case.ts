/** One promise of an extension point, checked. Any test runner can host it: `for (const { name, run } of cases) test(name, run);` */
export interface ConformanceCase {
  /** The promise, as a sentence. */
  readonly name: string;
  /** Rejects when the promise is broken. */
  readonly run: () => Promise<void>;
}
