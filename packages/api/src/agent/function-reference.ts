import type { RunnerContext } from '../context/runner-context.js';
import type { Event } from '../event/event.js';

/** A function that handles an event. A returned promise is part of the invocation: it completes when the promise does. */
export type ActionFunction<E extends Event = Event> = (event: E, context: RunnerContext) => void | PromiseLike<void>;

/** Code that is named instead of passed, so that a plan can be written down, sent elsewhere and resolved there. */
export type FunctionReference =
  | {
      readonly language: 'typescript';
      /** What `import()` takes: a package name or a file URL. */
      readonly module: string;
      readonly exportName: string;
    }
  | {
      readonly language: 'python';
      readonly module: string;
      /** Name within the module, dotted for nested names. */
      readonly qualname: string;
    };
