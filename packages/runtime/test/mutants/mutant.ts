/** A defect, made by editing the source of the runtime while the tests load it. Nothing of it is in the runtime that is shipped. */
export interface Mutant {
  /** What is wrong, as a name. */
  readonly name: string;
  /** In `src`. */
  readonly file: string;
  /** Text that is in the file exactly once. */
  readonly find: string;
  /** Is not type-checked. */
  readonly replace: string;
}
