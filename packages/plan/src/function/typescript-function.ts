import { type ActionFunction, errorMessage, InvalidValueError, NotFoundError } from '@millrace/api';
import type { JavaFunction } from './java-function.js';
import { importModule, type ModuleLoader } from './module-loader.js';
import type { PythonFunction } from './python-function.js';

/**
 * A function of a TypeScript or JavaScript module, named so that a plan can be written down; or one registered in process, whose module is empty.
 *
 * @typeParam F what the function is used as. Asserted: that it is a function is checked, and of actions how many parameters it has.
 */
export class TypeScriptFunction<F extends (...args: never) => unknown = ActionFunction> {
  readonly funcType = 'TypeScriptFunction';
  /** What `import()` takes; empty for a function registered in process. */
  readonly module: string;
  readonly exportName: string;
  /** How plans name this function when another runtime knows the same one under its own name. */
  readonly writtenAs: JavaFunction | PythonFunction | undefined;
  #resolved: F | undefined;

  /** @param options.resolved the function, where it is at hand. */
  constructor(
    module: string,
    exportName: string,
    options: { readonly resolved?: F; readonly writtenAs?: JavaFunction | PythonFunction } = {},
  ) {
    this.module = module;
    this.exportName = exportName;
    this.writtenAs = options.writtenAs;
    this.#resolved = options.resolved === undefined ? undefined : checkIsFunction<F>(options.resolved, this.toString());
  }

  /** A function that is at hand. @param name what plans call it, instead of the module it comes from. */
  static registered<F extends (...args: never) => unknown>(name: string, registered: F): TypeScriptFunction<F> {
    return new TypeScriptFunction('', name, { resolved: registered });
  }

  /**
   * The function; imports its module on the first call.
   *
   * @throws NotFoundError `FUNCTION_UNRESOLVABLE` naming module and export.
   * @throws InvalidValueError `FUNCTION_SIGNATURE_INVALID` when the export is not a function.
   */
  async resolve(load: ModuleLoader = importModule): Promise<F> {
    this.#resolved ??= checkIsFunction<F>(await this.#import(load), this.toString());
    return this.#resolved;
  }

  async #import(load: ModuleLoader): Promise<unknown> {
    if (this.module === '') {
      throw this.#unresolvable('is not registered', 'Pass it in the registry the plan is read with.');
    }
    if (this.module.startsWith('.')) {
      throw this.#unresolvable('is in a module with a relative path', 'Name the module by package or by file URL.');
    }
    let imported: unknown;
    try {
      imported = await load(this.module);
    } catch (cause) {
      const hint = 'Check the name of the module, and that it can be imported from here.';
      throw this.#unresolvable(`cannot be imported: ${errorMessage(cause)}`, hint, cause);
    }
    const exported: unknown = Reflect.get(Object(imported), this.exportName);
    if (exported === undefined) {
      const names = Object.keys(Object(imported)).join(', ');
      throw this.#unresolvable('is not exported', `The module exports: ${names === '' ? 'nothing' : names}.`);
    }
    return exported;
  }

  equals(other: unknown): boolean {
    return (
      other instanceof TypeScriptFunction &&
      other.module === this.module &&
      other.exportName === this.exportName &&
      (this.module !== '' || other.#resolved === this.#resolved)
    );
  }

  toString(): string {
    return this.module === '' ? this.exportName : `${this.module}#${this.exportName}`;
  }

  #unresolvable(problem: string, hint: string, cause?: unknown): NotFoundError {
    return new NotFoundError('FUNCTION_UNRESOLVABLE', `The function ${this.toString()} ${problem}.`, { hint, cause });
  }
}

function checkIsFunction<F extends (...args: never) => unknown>(value: unknown, name: string): F {
  if (typeof value !== 'function') {
    throw new InvalidValueError('FUNCTION_SIGNATURE_INVALID', `${name} is a ${typeof value}, not a function.`, {
      hint: 'Name an exported function.',
    });
  }
  return value as F;
}
