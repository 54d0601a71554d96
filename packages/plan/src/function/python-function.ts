/** A function of a Python module. A description: it is called by the Python worker. */
export class PythonFunction {
  readonly funcType = 'PythonFunction';
  readonly module: string;
  /** Name within the module, dotted for nested names. */
  readonly qualname: string;

  constructor(module: string, qualname: string) {
    this.module = module;
    this.qualname = qualname;
    Object.freeze(this);
  }

  equals(other: unknown): boolean {
    return other instanceof PythonFunction && other.module === this.module && other.qualname === this.qualname;
  }

  toString(): string {
    return `${this.module}.${this.qualname}`;
  }
}
