import type { Mutant } from './mutant.js';

/**
 * The source with the defect in it.
 *
 * @throws Error when the source has changed, so that the text to replace is not in it exactly once.
 */
export function mutate(code: string, { name, find, replace }: Mutant, file: string): string {
  const count = code.split(find).length - 1;
  if (count !== 1) {
    throw new Error(
      `The mutant ${name} does not fit ${file} any more: the text it replaces is there ${count} times, not once.`,
    );
  }
  return code.replace(find, () => replace);
}
