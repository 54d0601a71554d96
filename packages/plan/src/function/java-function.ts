/** A static method of a Java class. A description only: it cannot be called here, but plans that name it can be read, checked and written. */
export class JavaFunction {
  readonly funcType = 'JavaFunction';
  /** Fully qualified name of the class. */
  readonly qualname: string;
  readonly methodName: string;
  /** Fully qualified names of the classes, or names of primitive types. */
  readonly parameterTypes: readonly string[];

  constructor(qualname: string, methodName: string, parameterTypes: readonly string[]) {
    this.qualname = qualname;
    this.methodName = methodName;
    this.parameterTypes = Object.freeze([...parameterTypes]);
    Object.freeze(this);
  }

  equals(other: unknown): boolean {
    return (
      other instanceof JavaFunction &&
      other.qualname === this.qualname &&
      other.methodName === this.methodName &&
      other.parameterTypes.length === this.parameterTypes.length &&
      other.parameterTypes.every((type, index) => type === this.parameterTypes[index])
    );
  }

  toString(): string {
    return `${this.qualname}.${this.methodName}`;
  }
}
